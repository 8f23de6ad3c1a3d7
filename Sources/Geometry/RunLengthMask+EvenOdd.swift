extension RunLengthMask {
    /// Creates the mask of the pixels whose centres lie inside some closed rings by the even-odd rule: a ring inside another is a hole.
    ///
    /// A centre on a left or top side is inside, one on a right or bottom side is not, so that polygons side by side share no pixel.
    /// - Parameters:
    ///   - rings: The rings in continuous pixels; the last point of each is joined to its first, and may repeat it.
    ///   - size: The size of the image; what lies outside is cut off.
    /// - Throws: `GeometryError` as `init(cocoPolygon:size:)` does.
    /// Complexity: O(*n* + *c* log *c*) in the points and the crossings *c* of sides with columns of the image.
    /// Differs: COCO's rasteriser (`init(cocoPolygon:size:)`) moves points to a grid of fifths of pixels first, and knows no holes.
    public init(evenOddRings rings: [[Point]], size: ImageSize) throws(GeometryError) {
        _ = try RunLengthMask.checkedArea(of: size)
        var crossings = EvenOddCrossings(size: size)
        for ring in rings { try crossings.add(ring) }
        var builder = try Builder(size: size)
        for (column, rows) in crossings.sorted() { try builder.append(column: column, rows: rows) }
        self = builder.finish()
    }
}

/// Where the sides of rings cross the middles of columns.
private struct EvenOddCrossings {
    private let size: ImageSize
    private var crossings: [(column: Int, row: Int)] = []
    private var index = 0

    init(size: ImageSize) { self.size = size }

    /// Adds a ring's sides.
    mutating func add(_ ring: [Point]) throws(GeometryError) {
        for point in ring {
            for value in [point.x, point.y] {
                guard abs(value) <= RunLengthMask.largestCoordinate else {
                    throw .coordinateOutOfRange(index: index, found: value)
                }
                index += 1
            }
        }
        guard var last = ring.last else { return }
        let before = crossings.count
        for point in ring {
            try add(from: last, to: point)
            last = point
        }
        let columns = crossings.count - before
        guard columns <= RunLengthMask.mostColumnsOfNumber * ring.count else {
            throw .tooWide(columns: columns, numbers: ring.count)
        }
    }

    private mutating func add(from start: Point, to end: Point) throws(GeometryError) {
        let (left, right) = start.x < end.x ? (start, end) : (end, start)
        // Columns whose middles lie at left.x or right of it, and left of right.x.
        let first = max(Int((left.x - 0.5).rounded(.up)), 0)
        let limit = min(Int((right.x - 0.5).rounded(.up)), size.width)
        guard first < limit else { return }
        guard crossings.count + limit - first <= RunLengthMask.mostCrossings else {
            throw .tooManyCrossings(crossings.count + limit - first)
        }
        let slope = (right.y - left.y) / (right.x - left.x)
        for column in first..<limit {
            let y = left.y + (Double(column) + 0.5 - left.x) * slope
            // The first row whose middle lies at the crossing or below it.
            let row = Int((y - 0.5).rounded(.up))
            crossings.append((column, min(max(row, 0), size.height)))
        }
    }

    /// The rows between each two crossings of a column, from the left column to the right and down each column.
    func sorted() -> [(column: Int, rows: Range<Int>)] {
        let ordered = crossings.sorted { $0 < $1 }
        // Every ring is closed, so that each column has an even number of crossings.
        return stride(from: 0, to: ordered.count - 1, by: 2).map { place in
            (ordered[place].column, ordered[place].row..<ordered[place + 1].row)
        }
    }
}
