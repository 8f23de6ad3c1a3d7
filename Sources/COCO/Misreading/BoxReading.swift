public import Geometry

/// What the four numbers of a box mean.
///
/// COCO's are left, top, width and height in pixels. Other programs keep other numbers in files of the same form, and
/// nothing in such a file says so: only whether the boxes fit what else is known tells.
public struct BoxReading: Sendable, Hashable {
    /// What the third and fourth number are, and which point the first two are.
    public enum Form: Sendable, Hashable, CaseIterable {
        /// The top left corner, and the sides.
        case sides
        /// The top left corner, and the bottom right one.
        case corners
        /// The centre, and the sides.
        case center
    }

    /// What the numbers are.
    public var form: Form
    /// Whether y stands before x, and the height before the width, as rows before columns in a matrix.
    public var isRowFirst: Bool
    /// Whether the numbers are fractions of the image's sides instead of pixels.
    public var isFractional: Bool

    /// Creates a reading.
    public init(form: Form = .sides, isRowFirst: Bool = false, isFractional: Bool = false) {
        self.form = form
        self.isRowFirst = isRowFirst
        self.isFractional = isFractional
    }

    /// Left, top, width, height in pixels.
    public static let coco = BoxReading()

    /// All readings but COCO's, those that differ from it in one thing first.
    public static let others: [BoxReading] = [false, true].flatMap { isFractional in
        [false, true].flatMap { isRowFirst in
            Form.allCases.map { BoxReading(form: $0, isRowFirst: isRowFirst, isFractional: isFractional) }
        }
    }.filter { $0 != .coco }

    /// The readings of a point's two numbers but COCO's, as those of the box around points.
    static let othersOfPoints = others.filter { $0.form == .sides }

    /// What the two numbers of a point are, such as `y, x`.
    var wordsOfPoints: String {
        (isRowFirst ? "y, x" : "x, y") + (isFractional ? " in fractions of the image's sides" : "")
    }

    /// The box that four numbers are under this reading; nil where its sides would not be above 0.
    /// - Parameters:
    ///   - numbers: The numbers, as COCO's reading names them.
    ///   - size: The image's size; without it fractions cannot be read.
    public func box(_ numbers: AnnotationBox, in size: ImageSize?) -> AnnotationBox? {
        var (a, b, c, d) = (numbers.x, numbers.y, numbers.width, numbers.height)
        if isRowFirst { (a, b, c, d) = (b, a, d, c) }
        if isFractional {
            guard let size else { return nil }
            let (width, height) = (Double(size.width), Double(size.height))
            (a, b, c, d) = (a * width, b * height, c * width, d * height)
        }
        let box =
            switch form {
            case .sides: AnnotationBox(x: a, y: b, width: c, height: d)
            case .corners: AnnotationBox(x: a, y: b, width: c - a, height: d - b)
            case .center: AnnotationBox(x: a - c / 2, y: b - d / 2, width: c, height: d)
            }
        return box.width > 0 && box.height > 0 ? box : nil
    }
}

extension BoxReading: CustomStringConvertible {
    /// The numbers by name, such as `left, top, right, bottom`.
    public var description: String {
        let names: (String, String, String, String) =
            switch form {
            case .sides: ("left", "top", "width", "height")
            case .corners: ("left", "top", "right", "bottom")
            case .center: ("centre x", "centre y", "width", "height")
            }
        let ordered =
            isRowFirst ? [names.1, names.0, names.3, names.2] : [names.0, names.1, names.2, names.3]
        return ordered.joined(separator: ", ") + (isFractional ? " in fractions of the image's sides" : "")
    }
}
