public import Geometry

/// A picture of one channel, such as a mask: 8 or 16 bits a pixel, row by row from the top left.
public struct GrayImage: Sendable, Hashable {
    /// How many bits a pixel has in a file.
    public enum Depth: Int, Sendable, Hashable {
        /// Values to 255.
        case bits8 = 8
        /// Values to 65535.
        case bits16 = 16

        /// The highest value.
        public var maximum: UInt16 { self == .bits8 ? 255 : .max }
    }

    /// The picture's size in pixels.
    public let size: ImageSize

    /// How many bits a pixel has.
    public let depth: Depth

    /// The values: pixel (x, y) is at y · width + x.
    public let values: [UInt16]

    /// Creates a picture from its values.
    /// - Throws: `ImagingError.invalidSize` where a side is negative or the area immense,
    ///   `ImagingError.wrongPixelCount` where there is not one value a pixel, and
    ///   `ImagingError.unsupportedPixels` where a value does not fit the depth.
    public init(size: ImageSize, depth: Depth, values: [UInt16]) throws(ImagingError) {
        let expected = try size.checkedArea()
        guard values.count == expected else {
            throw .wrongPixelCount(size: size, expected: expected, found: values.count)
        }
        if depth == .bits8, let found = values.first(where: { $0 > 255 }) {
            throw .unsupportedPixels(file: "picture", expected: "values to 255", found: "\(found)")
        }
        self.init(size: size, depth: depth, checked: values)
    }

    /// `values` must have one value for each pixel of `size`, none above the depth's maximum.
    init(size: ImageSize, depth: Depth, checked values: [UInt16]) {
        self.size = size
        self.depth = depth
        self.values = values
    }

    /// The value of a pixel, which must lie inside the picture.
    public subscript(x: Int, y: Int) -> UInt16 {
        precondition(x >= 0 && x < size.width && y >= 0 && y < size.height, "(\(x), \(y)) is outside \(size) pixels")
        return values[y * size.width + x]
    }
}
