package import Geometry

/// Where the tiles of an image are: rows of tiles of one size, spread evenly, so that neighbours share at least what was asked for.
package struct TileGrid: Sendable, Hashable {
    let image: ImageSize
    /// The size of every tile.
    package let tile: ImageSize
    /// The first columns of pixels of the tiles of a row.
    let columns: [Int]
    /// The first rows of pixels of the rows of tiles.
    let rows: [Int]

    package init(_ image: ImageSize, _ tiling: Tiling) {
        self.image = image
        tile = ImageSize(width: min(tiling.side, image.width), height: min(tiling.side, image.height))
        columns = Self.starts(length: image.width, side: tiling.side, overlap: tiling.sharedPixels)
        rows = Self.starts(length: image.height, side: tiling.side, overlap: tiling.sharedPixels)
    }

    package var count: Int { columns.count * rows.count }

    /// The tile of a number: from the left to the right, then from the top down.
    package subscript(index: Int) -> PixelRegion {
        let (row, column) = index.quotientAndRemainder(dividingBy: columns.count)
        return PixelRegion(x: columns[column], y: rows[row], width: tile.width, height: tile.height)
    }

    /// The row of tiles that a tile is in.
    func row(of index: Int) -> Int { index / columns.count }

    /// The tiles before one that share pixels with it, rising.
    func earlierNeighbours(of index: Int) -> [Int] {
        let (row, column) = index.quotientAndRemainder(dividingBy: columns.count)
        let near = (0..<columns.count).filter { abs(columns[$0] - columns[column]) < tile.width }
        return (0...row).filter { rows[row] - rows[$0] < tile.height }
            .flatMap { other in near.map { other * columns.count + $0 } }
            .filter { $0 < index }
    }

    /// All tiles that hold a box as a whole, rising.
    func tiles(holding box: Box) -> [Int] {
        let across = columns.indices.filter {
            Float(columns[$0]) <= box.x1 && box.x2 <= Float(columns[$0] + tile.width)
        }
        return rows.indices.filter { Float(rows[$0]) <= box.y1 && box.y2 <= Float(rows[$0] + tile.height) }
            .flatMap { row in across.map { row * columns.count + $0 } }
    }

    /// How far a box of a tile is from the nearest of the tile's sides that is not the image's; ∞ where all are.
    package func margin(of box: Box, in index: Int) -> Float {
        sides(of: index).map { $0.distance(to: box) }.min() ?? .infinity
    }

    /// The sides of a tile, but for the image's, that a box is nearer to than some pixels.
    func cutSides(of box: Box, in index: Int, within rim: Float) -> [TileSide] {
        sides(of: index).filter { $0.distance(to: box) < rim }
    }

    private func sides(of index: Int) -> [TileSide] {
        let tile = self[index]
        let (right, bottom) = (tile.x + tile.width, tile.y + tile.height)
        return [
            tile.x > 0 ? .left(Float(tile.x)) : nil, tile.y > 0 ? .top(Float(tile.y)) : nil,
            right < image.width ? .right(Float(right)) : nil, bottom < image.height ? .bottom(Float(bottom)) : nil,
        ].compactMap(\.self)
    }

    private static func starts(length: Int, side: Int, overlap: Int) -> [Int] {
        guard length > side else { return [0] }
        let count = (length - overlap + side - overlap - 1) / (side - overlap)
        return (0..<count).map { $0 * (length - side) / (count - 1) }
    }
}

/// A side of a tile that is not the image's, by its place in the image.
enum TileSide: Sendable, Hashable {
    case left(Float)
    case right(Float)
    case top(Float)
    case bottom(Float)

    /// Whether another tile has pixels on both sides of it, where a box is.
    func isInside(_ tile: PixelRegion, along box: Box) -> Bool {
        let (left, top) = (Float(tile.x), Float(tile.y))
        let (right, bottom) = (Float(tile.x + tile.width), Float(tile.y + tile.height))
        return switch self {
        case .left(let x), .right(let x): left < x && x < right && top < box.y2 && box.y1 < bottom
        case .top(let y), .bottom(let y): top < y && y < bottom && left < box.x2 && box.x1 < right
        }
    }

    /// How far a box inside the tile is from it.
    func distance(to box: Box) -> Float {
        switch self {
        case .left(let x): box.x1 - x
        case .right(let x): x - box.x2
        case .top(let y): box.y1 - y
        case .bottom(let y): y - box.y2
        }
    }
}
