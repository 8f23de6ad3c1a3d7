/// The width and height of an image in pixels.
public struct ImageSize: Sendable, Hashable, Codable {
    /// The number of columns.
    public var width: Int
    /// The number of rows.
    public var height: Int

    /// Creates a size from a number of columns and of rows.
    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// The number of pixels.
    public var area: Int { width * height }
}

extension ImageSize: CustomStringConvertible {
    /// Width × height, as people write it.
    public var description: String { "\(width)×\(height)" }
}
