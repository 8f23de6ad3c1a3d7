public import Geometry

/// A picture whose pixels are numbers and not colours, such as a mask of instances: one value a pixel, row by row from
/// the top left.
public struct LabelImage: Sendable, Hashable {
    /// The picture's size in pixels.
    public let size: ImageSize

    /// The values: pixel (x, y) is at y · width + x.
    public let values: [UInt32]

    /// Creates a picture from its values.
    /// - Throws: `ImagingError.invalidSize` where a side is negative or the area above 32 bits, and
    ///   `ImagingError.wrongPixelCount` where there is not one value a pixel.
    public init(size: ImageSize, values: [UInt32]) throws(ImagingError) {
        let expected = try size.checkedArea()
        guard expected <= Int(UInt32.max) else { throw .invalidSize(size, reason: "the area must fit 32 bits") }
        guard values.count == expected else {
            throw .wrongPixelCount(size: size, expected: expected, found: values.count)
        }
        self.init(size: size, checked: values)
    }

    /// `values` must have one value for each pixel of `size`, whose area must fit 32 bits.
    init(size: ImageSize, checked values: [UInt32]) {
        self.size = size
        self.values = values
    }

    /// The value of a pixel, which must lie inside the picture.
    public subscript(x: Int, y: Int) -> UInt32 {
        precondition(x >= 0 && x < size.width && y >= 0 && y < size.height, "(\(x), \(y)) is outside \(size) pixels")
        return values[y * size.width + x]
    }
}
