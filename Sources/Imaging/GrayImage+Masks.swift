public import Geometry

extension GrayImage {
    /// A mask as a picture: 255 in the foreground and 0 elsewhere, 8 bits deep.
    public init(mask: RunLengthMask) {
        self.init(
            size: mask.size, depth: .bits8, checked: mask.bitmap(foreground: 255).map { UInt16($0) })
    }

    /// The masks of several objects in one picture: each pixel is the number of its object, from 1 in the order given, and
    /// 0 where there is none.
    ///
    /// Where masks overlap the object with the higher score has the pixel, and of equal scores the first. The picture is
    /// 16 bits deep where there are more than 255 objects.
    /// - Parameters:
    ///   - masks: The masks, all of `size`.
    ///   - scores: A score for each mask; empty where all are equal.
    ///   - size: The size of the picture.
    /// - Throws: `ImagingError.sizesDiffer` where a mask is of another size, `ImagingError.tooManyInstances` where there
    ///   are more than 65535, and `ImagingError.wrongScoreCount` where there are scores, but not one a mask.
    public init(numbering masks: [RunLengthMask], scores: [Float] = [], size: ImageSize) throws(ImagingError) {
        let maximum = Int(UInt16.max)
        guard masks.count <= maximum else { throw .tooManyInstances(found: masks.count, maximum: maximum) }
        guard scores.isEmpty || scores.count == masks.count else {
            throw .wrongScoreCount(expected: masks.count, found: scores.count)
        }
        for mask in masks where mask.size != size { throw .sizesDiffer(expected: size, found: mask.size) }
        var values = [UInt16](repeating: 0, count: try size.checkedArea())
        func sureness(of index: Int) -> Float {
            scores.isEmpty || scores[index].isNaN ? -.infinity : scores[index]
        }
        let lowestFirst = masks.indices.sorted {
            let (a, b) = (sureness(of: $0), sureness(of: $1))
            return a == b ? $0 > $1 : a < b
        }
        for index in lowestFirst {
            masks[index].forEachRun { column, rows in
                for row in rows { values[row * size.width + column] = UInt16(index + 1) }
            }
        }
        self.init(size: size, depth: masks.count > 255 ? .bits16 : .bits8, checked: values)
    }
}
