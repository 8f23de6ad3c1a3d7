package import Geometry
internal import Imaging

/// A run through the tiles of an image. While the network looks at one, the next is read.
package struct TileRun: Sendable {
    private let detector: Detector
    private let source: any TileSource
    private let grid: TileGrid
    private let rim: Float
    private var merger: SeamMerger
    private var nextTile = 0
    private var reading: (tile: Int, image: Task<Image, any Error>)?

    /// What became of a tile.
    package struct Step: Sendable {
        /// Its number.
        package let tile: Int
        /// What the network found in it, in pixels of the tile.
        package let found: [Detection]
        /// The objects that are now known as a whole.
        package let objects: [PlacedDetection]
    }

    /// How many pixels at the network's input a box may be off the side of its tile where the object is cut.
    private static let rimAtInput: Float = 4

    /// - Throws: ``MaskRCNNError`` where the tiling makes no sense, or the image has no pixel.
    package init(_ detector: Detector, _ source: any TileSource, _ tiling: Tiling) throws(MaskRCNNError) {
        try tiling.validate()
        guard source.size.area > 0 else { throw .emptyImage }
        let grid = TileGrid(source.size, tiling)
        self.detector = detector
        self.source = source
        self.grid = grid
        merger = SeamMerger(grid)
        rim = max(Self.rimAtInput / Float(detector.inputScale(of: grid.tile)), 1)
    }

    /// How many tiles there are.
    package var tileCount: Int { grid.count }

    /// The size of a tile.
    package var tileSize: ImageSize { grid.tile }

    /// Goes on with the next tile; nil after the last.
    ///
    /// - Parameter known: What the network found in it in an earlier run, where that is known.
    package mutating func step(known: [Detection]? = nil) async throws -> Step? {
        try Task.checkCancellation()
        guard nextTile < grid.count else { return nil }
        let tile = nextTile
        nextTile += 1
        let found: [Detection]
        if let known {
            found = known
        } else {
            let next = reading?.tile == tile ? reading : nil
            let image = try await (next?.image ?? read(tile)).value
            reading = nextTile < grid.count ? (nextTile, read(nextTile)) : nil
            found = try await detector.detections(in: image)
        }
        let pieces = found.map { TilePiece($0, tile: tile, of: grid, rim: rim) }
        return Step(tile: tile, found: found, objects: try merger.add(pieces, of: tile))
    }

    private func read(_ tile: Int) -> Task<Image, any Error> {
        let (source, region) = (source, grid[tile])
        return Task.detached { try source.region(region) }
    }
}
