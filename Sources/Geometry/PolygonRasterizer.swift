/// The run lengths of the pixels inside a ring, in the canonical form.
///
/// COCO walks the boundary on a grid of fifths of pixels, and notes where it goes between the grid's columns 5c + 2 and
/// 5c + 3, the centre of the image's column c. Here each side of the ring is asked for those places directly, so that its
/// length costs nothing where it lies outside the image, and next to nothing inside.
/// Source: the rasteriser behind pycocotools' `frPyObjects`; the same roundings, and so the same runs.
func rasterizedCounts(
    ofRing coordinates: UnsafeBufferPointer<Double>, size: ImageSize, area: Int
) throws(GeometryError) -> [UInt32] {
    guard coordinates.count.isMultiple(of: 2) else { throw .oddCoordinateCount(coordinates.count) }
    for (index, value) in coordinates.enumerated() where !(abs(value) <= RunLengthMask.largestCoordinate) {
        throw .coordinateOutOfRange(index: index, found: value)
    }
    guard coordinates.count > 0, area > 0 else { return [UInt32(area)] }
    let rasterizer = PolygonRasterizer(coordinates, size: size)
    defer { rasterizer.deallocate() }
    let crossings = rasterizer.countCrossings()
    guard crossings <= RunLengthMask.mostCrossings else { throw .tooManyCrossings(crossings) }
    let corners = coordinates.count / 2
    guard crossings <= RunLengthMask.mostColumnsOfNumber * corners else {
        throw .tooWide(columns: crossings, numbers: corners)
    }
    return rasterizer.counts(crossings: crossings, area: area)
}

/// A ring on the grid of fifths of pixels, and memory for one number for each column that it reaches.
private struct PolygonRasterizer {
    /// x, y, x, y …, the first point again at the end.
    private let points: UnsafeMutablePointer<Int32>
    private let pointCount: Int
    /// The columns between the ring's leftmost and rightmost points.
    private let columns: Range<Int>
    /// For each of `columns`, and one more, the place of its next crossing among all; first the number of sides that begin
    /// to cross there less those that end.
    private let places: UnsafeMutablePointer<Int>
    private let height: Int

    init(_ coordinates: UnsafeBufferPointer<Double>, size: ImageSize) {
        points = .allocate(capacity: coordinates.count + 2)
        var (left, right) = (Int32.max, Int32.min)
        for index in stride(from: 0, to: coordinates.count, by: 2) {
            // Truncation, not rounding down: −0.4 becomes 0, as in COCO.
            let x = Int32(5 * coordinates[index] + 0.5)
            points[index] = x
            points[index + 1] = Int32(5 * coordinates[index + 1] + 0.5)
            (left, right) = (min(left, x), max(right, x))
        }
        points[coordinates.count] = points[0]
        points[coordinates.count + 1] = points[1]
        pointCount = coordinates.count / 2
        columns = columnsCrossed(from: left, to: right, within: 0..<size.width)
        places = .allocate(capacity: columns.count + 1)
        places.initialize(repeating: 0, count: columns.count + 1)
        height = size.height
    }

    func deallocate() {
        points.deallocate()
        places.deallocate()
    }

    /// Counts how often the ring crosses the centres of columns, and notes the number in each column.
    func countCrossings() -> Int {
        var total = 0
        for index in 0..<pointCount {
            let crossed = crossedColumns(ofSide: index)
            guard !crossed.isEmpty else { continue }
            places[crossed.lowerBound - columns.lowerBound] += 1
            places[crossed.upperBound - columns.lowerBound] -= 1
            total += crossed.count
        }
        return total
    }

    /// The run lengths between the crossings, which change background to foreground and back in the order of the pixels.
    func counts(crossings: Int, area: Int) -> [UInt32] {
        var (inColumn, before) = (0, 0)
        for index in 0..<columns.count {
            inColumn += places[index]
            places[index] = before
            before += inColumn
        }
        let positions = UnsafeMutablePointer<UInt32>.allocate(capacity: crossings)
        defer { positions.deallocate() }
        for index in 0..<pointCount { addCrossings(ofSide: index, to: positions) }
        // Each place now stands at the end of its column's crossings.
        var start = 0
        for index in 0..<columns.count {
            sort(UnsafeMutableBufferPointer(start: positions + start, count: places[index] - start))
            start = places[index]
        }
        return runLengths(of: positions, count: crossings, area: area)
    }

    private func crossedColumns(ofSide index: Int) -> Range<Int> {
        columnsCrossed(from: points[2 * index], to: points[2 * index + 2], within: columns)
    }

    private func addCrossings(ofSide index: Int, to positions: UnsafeMutablePointer<UInt32>) {
        let point = points + 2 * index
        let crossed = crossedColumns(ofSide: index)
        guard !crossed.isEmpty else { return }
        var (x1, y1, x2, y2) = (Int(point[0]), Int(point[1]), Int(point[2]), Int(point[3]))
        let isFlat = abs(x2 - x1) >= abs(y2 - y1)
        // A side is walked along its longer direction and towards larger coordinates, so both directions of it agree.
        if isFlat ? x1 > x2 : y1 > y2 { (x1, y1, x2, y2) = (x2, y2, x1, y1) }
        if isFlat {
            let slope = Double(y2 - y1) / Double(x2 - x1)
            // Of the two steps around the centre, the one that lies higher counts.
            let higher = slope >= 0 ? 2 : 3
            for column in crossed {
                let y = Double(y1) + slope * Double(5 * column + higher - x1) + 0.5
                add(column: column, y: Int(y), to: positions)
            }
        } else {
            let slope = Double(x2 - x1) / Double(y2 - y1)
            let inverse = Double(y2 - y1) / Double(x2 - x1)
            let start = Double(x1)
            for column in crossed {
                let centre = Double(5 * column + 3)
                // The first step beyond the centre: estimated, then made to agree with COCO's rounding of each step.
                var step = Int((centre - 0.5 - start) * inverse)
                while step > 0, (start + slope * Double(step) + 0.5 >= centre) == (slope > 0) { step -= 1 }
                while (start + slope * Double(step + 1) + 0.5 >= centre) != (slope > 0) { step += 1 }
                add(column: column, y: y1 + step, to: positions)
            }
        }
    }

    private func add(column: Int, y: Int, to positions: UnsafeMutablePointer<UInt32>) {
        // The first row whose centre, at 5 · row + 2, is not above y.
        let row = y <= 0 ? 0 : min(height, (y + 2) / 5)
        let index = column - columns.lowerBound
        positions[places[index]] = UInt32(truncatingIfNeeded: column * height + row)
        places[index] += 1
    }
}

/// The columns, of a range, whose centre lies between two places of the grid.
private func columnsCrossed(from a: Int32, to b: Int32, within columns: Range<Int>) -> Range<Int> {
    let (low, high) = (Int(min(a, b)), Int(max(a, b)))
    guard high >= 3 else { return columns.lowerBound..<columns.lowerBound }
    let first = max(columns.lowerBound, low <= 2 ? 0 : (low + 2) / 5)
    return first..<max(first, min(columns.upperBound, (high - 3) / 5 + 1))
}

/// Sorts the crossings of one column, of which there are seldom more than a few.
private func sort(_ positions: UnsafeMutableBufferPointer<UInt32>) {
    guard positions.count <= 32 else {
        var positions = positions
        positions.sort()
        return
    }
    for index in 1..<max(1, positions.count) {
        let position = positions[index]
        var place = index
        while place > 0, positions[place - 1] > position {
            positions[place] = positions[place - 1]
            place -= 1
        }
        positions[place] = position
    }
}

/// The run lengths between sorted positions, of which two equal ones cancel out.
private func runLengths(of positions: UnsafeMutablePointer<UInt32>, count: Int, area: Int) -> [UInt32] {
    var kept = 0
    for index in 0..<count {
        if kept > 0, positions[kept - 1] == positions[index] {
            kept -= 1
        } else {
            positions[kept] = positions[index]
            kept += 1
        }
    }
    if kept > 0, Int(positions[kept - 1]) == area { kept -= 1 }
    return [UInt32](unsafeUninitializedCapacity: kept + 1) { counts, initialized in
        var previous: UInt32 = 0
        for index in 0..<kept {
            counts.initializeElement(at: index, to: positions[index] - previous)
            previous = positions[index]
        }
        counts.initializeElement(at: kept, to: UInt32(area) - previous)
        initialized = kept + 1
    }
}
