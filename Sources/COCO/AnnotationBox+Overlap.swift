extension AnnotationBox {
    /// Intersection over union with another box; 0 where they only touch or lie apart.
    /// - Parameters:
    ///   - other: The box to compare with, usually the ground truth.
    ///   - crowd: Whether `other` is a crowd, of which a good match covers a part only: the intersection is then divided
    ///     by this box's own area.
    /// Source: pycocotools' `iou` of boxes with `iscrowd`; the same number, rounding included.
    @inlinable
    public func iou(with other: AnnotationBox, crowd: Bool = false) -> Double {
        let columns = Double.minimum(width + x, other.width + other.x) - Double.maximum(x, other.x)
        guard columns > 0 else { return 0 }
        let rows = Double.minimum(height + y, other.height + other.y) - Double.maximum(y, other.y)
        guard rows > 0 else { return 0 }
        let common = columns * rows
        let whole = crowd ? width * height : width * height + other.width * other.height - common
        return common / whole
    }

    /// Intersection over union of each of some results with each of some truths, all of one image.
    /// - Parameters:
    ///   - results: The boxes that were found, a row each.
    ///   - truths: The boxes to compare with, a column each.
    ///   - crowd: For each truth whether it is a crowd; no truth is one where the list is empty.
    /// - Returns: Row after row, `results.count` × `truths.count` numbers.
    /// - Precondition: `crowd` is empty or has as many values as `truths`.
    /// Source: pycocotools' `iou` of boxes with `iscrowd`.
    public static func iou(
        _ results: [AnnotationBox], with truths: [AnnotationBox], crowd: [Bool] = []
    ) -> [Double] {
        precondition(crowd.isEmpty || crowd.count == truths.count, "one value of crowd for each truth")
        return [Double](unsafeUninitializedCapacity: results.count * truths.count) { overlaps, count in
            for result in results {
                for (index, truth) in truths.enumerated() {
                    let isCrowd = !crowd.isEmpty && crowd[index]
                    overlaps.initializeElement(at: count, to: result.iou(with: truth, crowd: isCrowd))
                    count += 1
                }
            }
        }
    }
}
