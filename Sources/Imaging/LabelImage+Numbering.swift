public import Geometry

extension LabelImage {
    /// The masks of several objects in one picture: each pixel is the number of its object, from 1 in the order given, and 0 where there
    /// is none.
    ///
    /// Where masks overlap the object with the higher score has the pixel, and of equal scores the first. An object that others cover has
    /// no pixel left, and its number does not occur.
    /// - Parameters:
    ///   - masks: The masks, all of `size`.
    ///   - scores: A score for each mask; empty where all are equal.
    ///   - size: The size of the picture.
    /// - Throws: `ImagingError.sizesDiffer` where a mask is of another size, `ImagingError.wrongScoreCount` where there are scores, but not
    ///   one a mask, and `ImagingError.invalidSize` where the area does not fit 32 bits.
    public init(numbering masks: [RunLengthMask], scores: [Double] = [], size: ImageSize) throws(ImagingError) {
        guard scores.isEmpty || scores.count == masks.count else {
            throw .wrongScoreCount(expected: masks.count, found: scores.count)
        }
        for mask in masks where mask.size != size { throw .sizesDiffer(expected: size, found: mask.size) }
        var values = [UInt32](repeating: 0, count: try size.checkedArea())
        func sureness(of index: Int) -> Double {
            scores.isEmpty || scores[index].isNaN ? -.infinity : scores[index]
        }
        let lowestFirst = masks.indices.sorted {
            let (a, b) = (sureness(of: $0), sureness(of: $1))
            return a == b ? $0 > $1 : a < b
        }
        values.withUnsafeMutableBufferPointer { values in
            for index in lowestFirst {
                let number = UInt32(truncatingIfNeeded: index + 1)
                masks[index].forEachRun { column, rows in
                    for row in rows { values[row * size.width + column] = number }
                }
            }
        }
        try self.init(size: size, values: values)
    }
}
