/// Measures how far the pixels of one mask lie from another by looking from each at the other's columns, the nearest first.
///
/// Of masks that are much alike, as an object and what was found of it are, few pixels have to look far: most are as near as
/// some that were measured before, which one of the first columns shows.
struct OutwardSearch {
    private let pixels: MaskColumns
    private let target: MaskColumns
    /// The greatest squared distance so far.
    private(set) var greatest: Double
    /// How many columns may still be looked at before the search is dearer than a transform of the whole box.
    private var visitsLeft: Int

    /// - Parameters:
    ///   - pixels: The pixels to measure, none of which belongs to the target.
    ///   - target: What is measured to; not empty.
    ///   - squaredDistance: A distance that is known, squared; pixels that are nearer are passed over.
    init(from pixels: MaskColumns, to target: MaskColumns, above squaredDistance: Double) {
        self.pixels = pixels
        self.target = target
        greatest = squaredDistance
        let height = (pixels.upper.max() ?? 0) - (pixels.lower.min() ?? 0)
        visitsLeft = 4 * height * (pixels.columns.count + target.columns.count)
    }

    /// The greatest squared distance of a pixel, or the one that was known where that is greater; nil where the search was
    /// given up.
    ///
    /// It ends at the first run that reaches the limit.
    mutating func farthest(below limit: Double) -> Double? {
        var right = 0
        for column in pixels.columns.indices {
            let x = pixels.columns[column]
            while right < target.columns.count, target.columns[right] < x { right += 1 }
            for run in pixels.starts[column]..<pixels.starts[column + 1] {
                let rows = pixels.lower[run]..<pixels.upper[run]
                if right < target.columns.count, target.columns[right] == x {
                    let bound = Double(greatestVerticalDistance(of: rows, toColumn: right))
                    if bound * bound <= greatest { continue }
                }
                for y in rows {
                    guard let distance = distance(fromX: x, y: y, right: right) else { return nil }
                    greatest = max(greatest, distance)
                }
                if greatest >= limit { return greatest }
            }
        }
        return greatest
    }

    /// The squared distance of a pixel, or any that is no more than the greatest; nil where the search was given up.
    /// - Parameter right: The first of the target's columns that is not to the left of the pixel.
    private mutating func distance(fromX x: Int, y: Int, right: Int) -> Double? {
        var nearest = Double.infinity
        var (left, right) = (right - 1, right)
        while left >= 0 || right < target.columns.count {
            let toLeft = left >= 0 ? x - target.columns[left] : .max
            let toRight = right < target.columns.count ? target.columns[right] - x : .max
            let isLeft = toLeft < toRight
            let offset = Double(isLeft ? toLeft : toRight)
            if offset * offset >= nearest { break }
            let height = Double(verticalDistance(of: y, toColumn: isLeft ? left : right))
            nearest = min(nearest, offset * offset + height * height)
            if nearest <= greatest { break }
            if isLeft { left -= 1 } else { right += 1 }
            visitsLeft -= 1
            if visitsLeft < 0 { return nil }
        }
        return nearest
    }

    /// How far the nearest foreground of a column of the target lies above or below a row.
    private func verticalDistance(of y: Int, toColumn column: Int) -> Int {
        let runs = target.starts[column]..<target.starts[column + 1]
        let next = firstRun(in: runs, endingBelow: y)
        var distance = Int.max
        if next < runs.upperBound { distance = max(0, target.lower[next] - y) }
        if next > runs.lowerBound { distance = min(distance, y - target.upper[next - 1] + 1) }
        return distance
    }

    /// At least as much as the greatest vertical distance of rows that a column of the target has nothing in.
    private func greatestVerticalDistance(of rows: Range<Int>, toColumn column: Int) -> Int {
        let runs = target.starts[column]..<target.starts[column + 1]
        let next = firstRun(in: runs, endingBelow: rows.lowerBound)
        let below = next < runs.upperBound ? target.lower[next] : nil
        let above = next > runs.lowerBound ? target.upper[next - 1] : nil
        switch (above, below) {
        case (let above?, let below?):
            return min(rows.upperBound - above, below - rows.lowerBound, (below - above + 1) / 2)
        case (let above?, nil): return rows.upperBound - above
        case (nil, let below?): return below - rows.lowerBound
        case (nil, nil): return .max >> 32
        }
    }

    /// The first of a column's runs that ends below a row; most columns have one run.
    private func firstRun(in runs: Range<Int>, endingBelow y: Int) -> Int {
        var (low, high) = (runs.lowerBound, runs.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if target.upper[middle] <= y { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
