/// Boxes by where they are, so that those near one need not be sought among all.
package struct BoxGrid {
    private let bounds: Box
    private let side: Int
    private var cells: [[Int]]
    /// Boxes across many cells, which are near nearly everything.
    private var large: [Int] = []

    /// - Parameters:
    ///   - bounds: Where most boxes are; what lies outside belongs to the cells at the rim.
    ///   - count: About how many boxes there will be.
    package init(bounds: Box, count: Int) {
        self.bounds = bounds
        side = min(max(Int(Double(max(count, 1)).squareRoot()), 1), 1024)
        cells = [[Int]](repeating: [], count: side * side)
    }

    /// Adds a box under a number.
    package mutating func add(_ number: Int, _ box: Box) {
        let (columns, rows) = places(of: box)
        guard columns.count * rows.count <= 64 else {
            large.append(number)
            return
        }
        for row in rows { for column in columns { cells[row * side + column].append(number) } }
    }

    /// The numbers of all boxes that may overlap with one, rising, each once.
    package func near(_ box: Box) -> [Int] {
        let (columns, rows) = places(of: box)
        var found = large
        for row in rows { for column in columns { found += cells[row * side + column] } }
        found.sort()
        var distinct = 0
        for index in found.indices where index == 0 || found[index] != found[index - 1] {
            found[distinct] = found[index]
            distinct += 1
        }
        return Array(found[..<distinct])
    }

    private func places(of box: Box) -> (columns: ClosedRange<Int>, rows: ClosedRange<Int>) {
        let left = place(box.x1, bounds.x1, bounds.x2)
        let top = place(box.y1, bounds.y1, bounds.y2)
        return (
            left...max(left, place(box.x2, bounds.x1, bounds.x2)), top...max(top, place(box.y2, bounds.y1, bounds.y2))
        )
    }

    private func place(_ value: Float, _ low: Float, _ high: Float) -> Int {
        let share = high > low ? (value - low) / (high - low) : 0
        // What is no number is at the first place, too.
        return share > 0 ? Int(min(share, 1) * Float(side - 1)) : 0
    }
}
