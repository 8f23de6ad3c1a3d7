/// How far apart the centres of neighbouring pixels are, in any unit of length: 1 and 1 for lengths in pixels.
public struct PixelSpacing: Sendable, Hashable, Codable {
    /// From one column to the next.
    public var x: Double
    /// From one row to the next.
    public var y: Double

    /// Creates a spacing from that of columns and that of rows.
    public init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }

    /// The same in both directions.
    public init(_ spacing: Double) { self.init(x: spacing, y: spacing) }

    /// Pixels themselves.
    public static let pixels = PixelSpacing(1)

    /// The area of a pixel.
    public var area: Double { x * y }

    /// Whether both are the same.
    public var isSquare: Bool { x == y }
}
