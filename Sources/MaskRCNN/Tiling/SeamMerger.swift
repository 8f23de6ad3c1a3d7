package import Geometry

/// Joins what the tiles of an image have, as they come in the order of their numbers, and gives out each object as soon as no tile that
/// comes can change it.
///
/// What comes out depends on the tiles alone: not on threads, nor on where a run was interrupted.
package struct SeamMerger {
    private let grid: TileGrid
    /// The pieces of tiles that later tiles can share pixels with.
    private var open: [Int: [TilePiece]] = [:]
    /// For each piece of an open tile the number of its group.
    private var groupNumbers: [Int: [Int]] = [:]
    private var groups: [Int: [Member]] = [:]
    private var groupCount = 0

    /// A piece in a group, and its place among those of its tile.
    private struct Member {
        let piece: TilePiece
        let index: Int
    }

    package init(_ grid: TileGrid) {
        self.grid = grid
    }

    /// Takes a tile's pieces.
    ///
    /// - Returns: The objects that are now known as a whole, from the top down, then from the left to the right.
    package mutating func add(_ pieces: [TilePiece], of tile: Int) throws(GeometryError) -> [PlacedDetection] {
        open[tile] = pieces
        groupNumbers[tile] = pieces.indices.map { groupCount + $0 }
        for (index, piece) in pieces.enumerated() {
            groups[groupCount + index] = [Member(piece: piece, index: index)]
        }
        groupCount += pieces.count
        for other in grid.earlierNeighbours(of: tile) { try join(other, tile) }
        let row = grid.row(of: tile)
        guard tile + 1 == grid.count || grid.row(of: tile + 1) > row else { return [] }
        return try close(after: row)
    }

    // MARK: Joining

    private mutating func join(_ first: Int, _ second: Int) throws(GeometryError) {
        guard let own = open[first], let others = open[second], let strip = grid[first].intersection(grid[second])
        else { return }
        let pairs = try SeamMatching.pairs(own, others, in: strip)
        for pair in pairs { unite((first, pair.first), (second, pair.second)) }
        let (paired, alsoPaired) = (Set(pairs.map(\.first)), Set(pairs.map(\.second)))
        for (index, piece) in own.enumerated() where piece.isCut && !paired.contains(index) {
            if let owner = try SeamMatching.owner(of: piece, among: others) { unite((first, index), (second, owner)) }
        }
        for (index, piece) in others.enumerated() where piece.isCut && !alsoPaired.contains(index) {
            if let owner = try SeamMatching.owner(of: piece, among: own) { unite((first, owner), (second, index)) }
        }
    }

    private mutating func unite(_ first: (tile: Int, index: Int), _ second: (tile: Int, index: Int)) {
        guard let one = groupNumbers[first.tile]?[first.index], let two = groupNumbers[second.tile]?[second.index],
            one != two
        else { return }
        let (kept, dissolved) = (min(one, two), max(one, two))
        for member in groups.removeValue(forKey: dissolved) ?? [] {
            groups[kept]?.append(member)
            groupNumbers[member.piece.tile]?[member.index] = kept
        }
    }

    // MARK: Giving out

    /// Gives out the groups that no tile after a row can change.
    private mutating func close(after row: Int) throws(GeometryError) -> [PlacedDetection] {
        let next = row + 1 < grid.rows.count ? grid.rows[row + 1] : Int.max
        func isClosed(_ tile: Int) -> Bool {
            let region = grid[tile]
            return region.y + region.height <= next
        }
        for tile in open.keys where isClosed(tile) {
            open[tile] = nil
            groupNumbers[tile] = nil
        }
        var found: [PlacedDetection] = []
        for (number, members) in groups where members.allSatisfy({ isClosed($0.piece.tile) }) {
            groups[number] = nil
            let pieces = members.map(\.piece).sorted {
                ($0.tile, $0.box.y1, $0.box.x1) < ($1.tile, $1.box.y1, $1.box.x1)
            }
            if let object = try SeamObject(pieces, in: grid).detection() { found.append(object) }
        }
        return found.sorted {
            ($0.box.y1, $0.box.x1, $0.label, $0.score) < ($1.box.y1, $1.box.x1, $1.label, $1.score)
        }
    }
}
