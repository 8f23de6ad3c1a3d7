internal import COCO
internal import Geometry

/// Where the boxes of a data set count pixels from: VOC from 1, with both ends inside; many programs from 0.
///
/// Source: the VOC 2012 development kit, 2.4 (the top-left pixel is (1, 1)).
enum VOCOrigin: Hashable {
    /// The first pixel is 1, and the last one belongs to the box: VOC's own.
    case one
    /// Edges in continuous pixels: the left edge of the image is 0, the right one its width.
    case zero
    /// The first pixel is 0, and the last one belongs to the box.
    case zeroInclusive

    /// A box in continuous pixels.
    func box(_ edges: VOCAnnotation.Edges) -> AnnotationBox {
        let (before, after): (Double, Double) =
            switch self {
            case .one: (1, 0)
            case .zero: (0, 0)
            case .zeroInclusive: (0, 1)
            }
        var (left, top) = (edges.left - before, edges.top - before)
        // Where VOC's own counting has a 0 here and there, it means the first pixel.
        if self == .one {
            if edges.left >= 0 { left = max(left, 0) }
            if edges.top >= 0 { top = max(top, 0) }
        }
        return AnnotationBox(
            x: left, y: top, width: edges.right + after - left, height: edges.bottom + after - top)
    }

    /// A ring in continuous pixels. Points that count from 1 move by 1, as in supervision.
    func ring(_ ring: [Double]) -> [Double] { self == .one ? ring.map { $0 - 1 } : ring }
}

/// What the boxes of a data set show of where they count from.
struct VOCOriginEvidence {
    private var count = 0
    private var zeros = 0
    private var ones = 0
    private var fractions = 0
    private var known = 0
    private var program: String?
    private var ends = 0
    private var lastPixels = 0
    private var first: String?

    /// Takes the boxes of a file into account.
    mutating func add(_ annotation: VOCAnnotation, size: ImageSize?, file: String) {
        for object in annotation.objects {
            guard let edges = object.edges else { continue }
            count += 1
            if let name = annotation.programFromZero {
                known += 1
                program = name
            }
            let starts = [edges.left, edges.top]
            let isZero = starts.contains { $0 >= 0 && $0 < 1 }
            if isZero {
                zeros += 1
                if first == nil { first = "\(file):\(object.line)" }
            }
            if starts.contains(1) { ones += 1 }
            if edges.hasDecimals { fractions += 1 }
            if let size {
                if edges.right == Double(size.width) || edges.bottom == Double(size.height) { ends += 1 }
                if edges.right == Double(size.width - 1) || edges.bottom == Double(size.height - 1) { lastPixels += 1 }
            }
        }
    }

    /// Where boxes count from. A box that begins at 0 cannot count from 1; more that begin at 1 say that the 0 is a slip.
    /// Numbers with a decimal point, such as Datumaro and CVAT write, are edges.
    var origin: VOCOrigin {
        if fractions > count / 2 || known > count / 2 { return .zero }
        guard zeros > 0, zeros >= ones else { return .one }
        return ends == 0 && lastPixels > 0 ? .zeroInclusive : .zero
    }

    /// What is to be said of it; nil where all is as VOC has it.
    func note(folder: String) -> ConversionProblem? {
        let found: String
        if let program, origin == .zero {
            let error = DatasetError.layout(
                file: folder, expected: "boxes of pixels that count from 1, as Pascal VOC's do",
                found: "\(known) of \(count) boxes by \(program), whose boxes are edges that count from 0")
            return ConversionProblem(error, effect: .note)
        }
        let boxes = "\(zeros) of \(count) boxes that begin at 0"
        switch origin {
        case .one:
            if zeros == 0 { return nil }
            found = "\(boxes), the first in \(first ?? folder); \(ones) begin at 1, so that 0 is taken for 1"
        case .zero where zeros == 0:
            found =
                "\(fractions) of \(count) boxes with a decimal point, so that they are taken for edges that count from 0"
        case .zero: found = "\(boxes), the first in \(first ?? folder); all are taken for edges that count from 0"
        case .zeroInclusive:
            found =
                "\(boxes), the first in \(first ?? folder); all are taken for pixels that count from 0, with both ends"
        }
        return ConversionProblem(
            .layout(file: folder, expected: "boxes of pixels that count from 1, as Pascal VOC's do", found: found),
            effect: .note)
    }
}
