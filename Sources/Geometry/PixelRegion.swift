/// A rectangle of whole pixels of an image: x and y count from the top left, and its right and lower ends are not part of it.
public struct PixelRegion: Sendable, Hashable, Codable {
    /// The first column.
    public var x: Int
    /// The first row.
    public var y: Int
    /// The number of columns.
    public var width: Int
    /// The number of rows.
    public var height: Int

    /// Creates a rectangle from its first pixel and its size.
    public init(x: Int, y: Int, width: Int, height: Int) {
        (self.x, self.y, self.width, self.height) = (x, y, width, height)
    }

    /// All pixels of an image.
    public init(_ size: ImageSize) {
        self.init(x: 0, y: 0, width: size.width, height: size.height)
    }

    /// The width and the height.
    public var size: ImageSize { ImageSize(width: width, height: height) }

    /// Whether it has pixels, and all of them are an image's.
    public func isInside(_ size: ImageSize) -> Bool {
        x >= 0 && y >= 0 && width > 0 && height > 0 && x <= size.width && y <= size.height
            && width <= size.width - x && height <= size.height - y
    }
}

extension PixelRegion: CustomStringConvertible {
    /// Its size and its first pixel.
    public var description: String { "\(width)×\(height) from (\(x), \(y)) on" }
}
