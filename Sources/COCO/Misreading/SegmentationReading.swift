public import Geometry

/// What the numbers of a segmentation mean: of polygons x, y in pixels, of run lengths column after column, in COCO's files.
public struct SegmentationReading: Sendable, Hashable {
    /// Whether y stands before x, and run lengths go along the rows.
    public var isRowFirst: Bool
    /// Whether coordinates of polygons are fractions of the image's sides.
    public var isFractional: Bool

    /// Creates a reading.
    public init(isRowFirst: Bool = false, isFractional: Bool = false) {
        self.isRowFirst = isRowFirst
        self.isFractional = isFractional
    }

    /// x before y in pixels, and columns.
    public static let coco = SegmentationReading()

    /// All readings but COCO's.
    public static let others = [
        SegmentationReading(isRowFirst: true), SegmentationReading(isFractional: true),
        SegmentationReading(isRowFirst: true, isFractional: true),
    ]

    /// The segmentation that stands in a file, as COCO would write it; nil where it cannot be read so.
    public func segmentation(_ segmentation: Segmentation, in size: ImageSize?) -> Segmentation? {
        switch segmentation {
        case .polygons(let rings):
            if isFractional && size == nil { return nil }
            return .polygons(rings.map { polygon($0, in: size) })
        case .runLengths(let mask, let isCompressed):
            if isFractional { return nil }
            guard isRowFirst else { return segmentation }
            return mask.readAlongRows.map { .runLengths($0, isCompressed: isCompressed) }
        }
    }

    private func polygon(_ ring: [Double], in size: ImageSize?) -> [Double] {
        var points = ring
        for index in stride(from: 0, to: ring.count - 1, by: 2) {
            if isRowFirst { points.swapAt(index, index + 1) }
            if isFractional, let size {
                points[index] *= Double(size.width)
                points[index + 1] *= Double(size.height)
            }
        }
        return points
    }

    /// The box around a segmentation under this reading; nil where there is none.
    func box(around segmentation: Segmentation, in size: ImageSize?) -> AnnotationBox? {
        // Every annotation is asked for its box under every reading: no pixel is turned for that.
        if case .runLengths(let mask, _) = segmentation, isRowFirst, !isFractional {
            return mask.runsAlongRows?.boundingBox.map { box in
                AnnotationBox(Box(x1: box.y1, y1: box.x1, x2: box.y2, y2: box.x2))
            }
        }
        switch self.segmentation(segmentation, in: size) {
        case .polygons(let rings)?:
            var (left, top, right, bottom) = (Double.infinity, Double.infinity, -Double.infinity, -Double.infinity)
            for ring in rings {
                for index in stride(from: 0, to: ring.count - 1, by: 2) {
                    (left, right) = (min(left, ring[index]), max(right, ring[index]))
                    (top, bottom) = (min(top, ring[index + 1]), max(bottom, ring[index + 1]))
                }
            }
            guard right > left, bottom > top, (right - left).isFinite, (bottom - top).isFinite else { return nil }
            return AnnotationBox(x: left, y: top, width: right - left, height: bottom - top)
        case .runLengths(let mask, _)?: return mask.boundingBox.map { AnnotationBox($0) }
        case nil: return nil
        }
    }
}

extension SegmentationReading: CustomStringConvertible {
    /// The meaning in words, for polygons and run lengths.
    public var description: String {
        switch (isRowFirst, isFractional) {
        case (false, false): "x before y, run lengths down the columns"
        case (true, false): "y before x, run lengths along the rows"
        case (false, true): "in fractions of the image's sides"
        case (true, true): "y before x in fractions of the image's sides"
        }
    }
}

extension RunLengthMask {
    /// The mask of the same numbers whose runs go along the rows, in the transposed picture: down its columns.
    fileprivate var runsAlongRows: RunLengthMask? {
        try? RunLengthMask(size: ImageSize(width: size.height, height: size.width), counts: counts)
    }

    /// The mask of the same numbers whose runs go along the rows; nil where it is too large to be turned pixel by pixel.
    var readAlongRows: RunLengthMask? {
        guard let mask = runsAlongRows else { return nil }
        let pixels = mask.extent.map { $0.columns.count * $0.rows.count } ?? 0
        return pixels <= 1 << 28 ? mask.transposed() : nil
    }
}
