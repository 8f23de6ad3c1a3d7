/// The convex hull of the middles of a region's pixels' edges, and of the pixels whose centres lie in it.
///
/// Coordinates are halves of pixels from the centre of the first pixel of the box, so that all are whole numbers.
struct PixelHull {
    fileprivate struct Corner: Hashable {
        var x: Int
        var y: Int
    }

    /// How many pixels have their centres in the hull or on its edges.
    let pixelCount: Int
    /// The corners of the hull of those pixels' edges' middles.
    private let outline: [Corner]

    init(_ runs: RegionRuns) {
        let ends = (0..<runs.width).map { column in
            runs[column: column].first.map { $0.lowerBound..<(runs[column: column].last ?? $0).upperBound }
        }
        let chains = Chains(ofColumns: ends)
        var filled: [Range<Int>?] = []
        var count = 0
        for column in 0..<runs.width {
            let rows = chains.rows(atColumn: column)
            count += rows.count
            filled.append(rows.isEmpty ? nil : rows)
        }
        pixelCount = count
        outline = Chains(ofColumns: filled).corners
    }

    /// The longest distance between two corners of the outline.
    ///
    /// Complexity: O(*n*²) in the corners, of which a region *w* pixels wide has about *w* to the power of ⅔.
    func longestDistance(spacing: PixelSpacing) -> Double {
        var longest = 0.0
        for (index, first) in outline.enumerated() {
            for second in outline[(index + 1)...] {
                let (x, y) = (Double(first.x - second.x) * spacing.x, Double(first.y - second.y) * spacing.y)
                longest = max(longest, x * x + y * y)
            }
        }
        return longest.squareRoot() / 2
    }

    /// The hull as its upper and its lower chain, both from left to right.
    private struct Chains {
        private var upper: [Corner] = []
        private var lower: [Corner] = []
        private var columns: [(upper: Int, lower: Int)] = []

        /// - Parameter columns: The rows from the first to the last pixel of each column.
        init(ofColumns columns: [Range<Int>?]) {
            // The middles of one column's edges come at three places; those of the left edge come at the same as the
            // right edge of the column before, and the outer ones of both are taken together.
            for place in -1...(2 * columns.count - 1) {
                var (top, bottom) = (Int.max, Int.min)
                for column in place & 1 == 0 ? [place / 2] : [(place - 1) / 2, (place + 1) / 2] {
                    guard columns.indices.contains(column), let rows = columns[column] else { continue }
                    // Above and below a pixel's centre the edge is half a pixel away.
                    let reach = place & 1 == 0 ? 1 : 0
                    top = min(top, 2 * rows.lowerBound - reach)
                    bottom = max(bottom, 2 * (rows.upperBound - 1) + reach)
                }
                guard top <= bottom else { continue }
                PixelHull.append(Corner(x: place, y: top), to: &upper, sign: 1)
                PixelHull.append(Corner(x: place, y: bottom), to: &lower, sign: -1)
            }
        }

        var corners: [Corner] { Array(Set(upper + lower)).sorted { ($0.x, $0.y) < ($1.x, $1.y) } }

        /// The rows of a column whose pixels' centres lie between the chains.
        func rows(atColumn column: Int) -> Range<Int> {
            let x = 2 * column
            let top = PixelHull.height(of: upper, at: x)
            let bottom = PixelHull.height(of: lower, at: x)
            // Rows r with top ≤ 2r ≤ bottom, where heights are fractions.
            let first = ceiling(top.numerator, 2 * top.denominator)
            let last = -ceiling(-bottom.numerator, 2 * bottom.denominator)
            return first <= last ? first..<last + 1 : 0..<0
        }
    }

    /// Adds a corner on the right to a chain that bends one way only.
    private static func append(_ corner: Corner, to chain: inout [Corner], sign: Int) {
        while chain.count > 1 {
            let (a, b) = (chain[chain.count - 2], chain[chain.count - 1])
            let turn = (b.x - a.x) * (corner.y - a.y) - (b.y - a.y) * (corner.x - a.x)
            if turn * sign > 0 { break }
            chain.removeLast()
        }
        chain.append(corner)
    }

    /// The height of a chain at a place between its ends.
    private static func height(of chain: [Corner], at x: Int) -> (numerator: Int, denominator: Int) {
        var (low, high) = (0, chain.count - 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if chain[middle].x <= x { low = middle } else { high = middle }
        }
        let (a, b) = (chain[low], chain[high])
        guard a.x < b.x else { return (a.y, 1) }
        return (a.y * (b.x - a.x) + (b.y - a.y) * (x - a.x), b.x - a.x)
    }
}

/// ⌈numerator / denominator⌉ for a positive denominator.
private func ceiling(_ numerator: Int, _ denominator: Int) -> Int {
    let quotient = numerator / denominator
    return quotient * denominator < numerator ? quotient + 1 : quotient
}
