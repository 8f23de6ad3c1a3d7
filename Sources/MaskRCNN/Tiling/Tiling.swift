/// How a large image is cut into tiles that a network sees one after the other.
public struct Tiling: Sendable, Hashable {
    /// The side of a tile, in pixels of the image; all tiles are of one size, and those of a smaller image have its sides.
    public var side: Int
    /// How many pixels neighbouring tiles share at least; nil takes an eighth of the side. An object that is no larger is whole in one of
    /// them; of a larger one the pieces are joined.
    public var overlap: Int?

    /// Creates a tiling.
    public init(side: Int = 1024, overlap: Int? = nil) {
        self.side = side
        self.overlap = overlap
    }

    /// The overlap that counts.
    package var sharedPixels: Int { overlap ?? side / 8 }

    /// The least side of a tile, and the largest.
    package static let sides = 64...16384

    /// - Throws: ``MaskRCNNError/configuration(key:expected:)`` where a number makes no sense.
    package func validate() throws(MaskRCNNError) {
        guard Self.sides.contains(side) else {
            throw .configuration(
                key: "tiling.side", expected: "from \(Self.sides.lowerBound) to \(Self.sides.upperBound)")
        }
        guard (0...side / 2).contains(sharedPixels) else {
            throw .configuration(key: "tiling.overlap", expected: "from 0 to half of the tile's side, \(side / 2)")
        }
    }
}
