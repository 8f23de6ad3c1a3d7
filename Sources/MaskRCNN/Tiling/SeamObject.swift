internal import Geometry
internal import Models

/// An object as one or several tiles have it.
///
/// Of tiles that have it whole the one counts in which it is farthest from the sides: that is where a network sees the most around
/// it. Where that tile has not found it, it is none: so an object near a seam is found, or is not, as if there were one picture, whatever the other tile
/// says. Where none has it whole, the pieces are joined.
struct SeamObject {
    private let pieces: [TilePiece]
    private let grid: TileGrid

    /// - Parameter pieces: Of which there is at least one, in the order of their tiles.
    init(_ pieces: [TilePiece], in grid: TileGrid) {
        self.pieces = pieces
        self.grid = grid
    }

    /// The object; nil where a tile that sees more of it has found none.
    func detection() throws(GeometryError) -> PlacedDetection? {
        let whole = pieces.filter { !$0.isCut }
        if let best = whole.max(by: { ($0.margin, $0.score, $1.tile) < ($1.margin, $1.score, $0.tile) }) {
            return isSeenBetter(best.box, than: best.margin) ? nil : placed(best, count: 1, isCut: false)
        }
        guard pieces.count > 1 else {
            let piece = pieces[0]
            return isSeenBetter(piece.box, than: piece.margin) ? nil : placed(piece, count: 1, isCut: true)
        }
        let box = Box(
            x1: pieces.map(\.box.x1).min() ?? 0, y1: pieces.map(\.box.y1).min() ?? 0,
            x2: pieces.map(\.box.x2).max() ?? 0, y2: pieces.map(\.box.y2).max() ?? 0)
        if isSeenBetter(box, than: pieces.map(\.margin).max() ?? 0) { return nil }
        let largest = pieces.max { ($0.area, $0.score, $1.tile) < ($1.area, $1.score, $0.tile) } ?? pieces[0]
        let masks = pieces.compactMap(\.mask)
        return PlacedDetection(
            box: box, label: largest.label, category: largest.category, score: pieces.map(\.score).max() ?? 0,
            mask: masks.isEmpty ? nil : try PlacedMask.union(masks), keypoints: largest.keypoints,
            pieceCount: pieces.count, isCut: isOpenEnded)
    }

    private func placed(_ piece: TilePiece, count: Int, isCut: Bool) -> PlacedDetection {
        PlacedDetection(
            box: piece.box, label: piece.label, category: piece.category, score: piece.score, mask: piece.mask,
            keypoints: piece.keypoints, pieceCount: count, isCut: isCut)
    }

    /// Whether a tile that has no piece of it has it farther from its sides.
    private func isSeenBetter(_ box: Box, than margin: Float) -> Bool {
        grid.tiles(holding: box).contains { tile in
            grid.margin(of: box, in: tile) > margin && !pieces.contains { $0.tile == tile }
        }
    }

    /// Whether a piece ends at a side of its tile, and no tile of another piece sees what is beyond.
    private var isOpenEnded: Bool {
        pieces.contains { piece in
            let sides = grid.cutSides(of: piece.box, in: piece.tile, within: piece.rim)
            return sides.contains { side in
                !pieces.contains { other in side.isInside(grid[other.tile], along: piece.box) }
            }
        }
    }
}
