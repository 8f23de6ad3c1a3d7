internal import Geometry
package import Models

/// What a network found in one tile: an object, or the piece of one that the tile has.
package struct TilePiece: Sendable, Hashable {
    /// The tile's number.
    let tile: Int
    let box: Box
    let label: Int
    let category: String
    let score: Float
    let mask: PlacedMask?
    let keypoints: [Detection.Keypoint]?
    /// How far it is from the nearest side of the tile that is not the image's.
    let margin: Float
    /// How near to a side of its tile an object's box is that may go on beyond it.
    let rim: Float

    /// Whether it ends at a side of the tile that is not the image's.
    var isCut: Bool { margin < rim }

    /// - Parameters:
    ///   - detection: In pixels of the tile.
    ///   - rim: See ``rim``.
    package init(_ detection: Detection, tile: Int, of grid: TileGrid, rim: Float) {
        let region = grid[tile]
        let (x, y) = (Float(region.x), Float(region.y))
        self.tile = tile
        box = Box(
            x1: detection.box.x1 + x, y1: detection.box.y1 + y, x2: detection.box.x2 + x, y2: detection.box.y2 + y)
        label = detection.label
        category = detection.category
        score = detection.score
        mask = detection.mask.map { PlacedMask($0, x: region.x, y: region.y) }
        keypoints = detection.keypoints?.map {
            Detection.Keypoint(name: $0.name, x: $0.x + x, y: $0.y + y, score: $0.score)
        }
        margin = grid.margin(of: box, in: tile)
        self.rim = rim
    }

    /// The pixels that it covers in a region, of its mask or else of its box.
    func area(in region: PixelRegion) -> Double {
        guard let mask else { return Double(box.intersectionArea(with: Box(region))) }
        return Double(mask.area(in: region))
    }

    /// The pixels of both.
    func commonArea(with other: TilePiece) throws(GeometryError) -> Double {
        guard let mask, let others = other.mask else { return Double(box.intersectionArea(with: other.box)) }
        return Double(try mask.commonArea(with: others))
    }

    /// The pixels that it covers.
    var area: Double { mask.map { Double($0.area) } ?? Double(box.area) }
}

extension Box {
    init(_ region: PixelRegion) {
        self.init(
            x1: Float(region.x), y1: Float(region.y), x2: Float(region.x + region.width),
            y2: Float(region.y + region.height))
    }
}
