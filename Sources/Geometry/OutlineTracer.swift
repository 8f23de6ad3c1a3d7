/// Follows the borders between foreground and background, from the runs alone.
///
/// Every border is a directed edge between corners of pixels with its foreground on the right; every corner has as many
/// edges that arrive as that leave, so the edges form closed rings.
struct OutlineTracer {
    private struct Edge {
        var start: Corner
        var end: Corner
        var run: Int
    }

    private struct Corner: Hashable {
        var x: Int32
        var y: Int32
    }

    private struct Run {
        var column: Int
        var rows: Range<Int>
        var region: Int
    }

    private var runs: [Run] = []
    private var edges: [Edge] = []

    init(_ mask: RunLengthMask) {
        mask.forEachRun { column, rows in
            runs.append(Run(column: column, rows: rows, region: runs.count))
        }
        for (index, run) in runs.enumerated() {
            addEdge(from: (run.column, run.rows.lowerBound), to: (run.column + 1, run.rows.lowerBound), along: index)
            addEdge(from: (run.column + 1, run.rows.upperBound), to: (run.column, run.rows.upperBound), along: index)
        }
        addVerticalEdges()
    }

    /// The rings in the order of their first edges, each with the number of the region of pixels that it runs along.
    mutating func rings() -> [(region: Int, ring: [Point])] {
        var leaving: [Corner: (Int, Int?)] = [:]
        leaving.reserveCapacity(edges.count)
        for (index, edge) in edges.enumerated() {
            if let (first, _) = leaving[edge.start] {
                leaving[edge.start] = (first, index)
            } else {
                leaving[edge.start] = (index, nil)
            }
        }
        var isTraced = [Bool](repeating: false, count: edges.count)
        var rings: [(region: Int, ring: [Point])] = []
        for first in edges.indices where !isTraced[first] {
            var ring: [Point] = []
            var current = first
            while !isTraced[current] {
                isTraced[current] = true
                let edge = edges[current]
                guard let (one, other) = leaving[edge.end] else { break }
                // Where two pixels touch at a corner only, turning right keeps to the same pixel.
                let next = other.map { turnsRight(edge, edges[one]) ? one : $0 } ?? one
                if !isParallel(edge, edges[next]) {
                    ring.append(Point(x: Double(edge.end.x), y: Double(edge.end.y)))
                }
                current = next
            }
            rings.append((region(of: edges[first].run), ring))
        }
        return rings
    }

    private mutating func addEdge(from start: (Int, Int), to end: (Int, Int), along run: Int) {
        edges.append(
            Edge(
                start: Corner(x: Int32(start.0), y: Int32(start.1)),
                end: Corner(x: Int32(end.0), y: Int32(end.1)), run: run))
    }

    /// Adds the edges between neighbouring columns where only one of them is foreground, and joins the regions where
    /// both are.
    private mutating func addVerticalEdges() {
        var left = 0..<0
        var start = 0
        while start < runs.count {
            let column = runs[start].column
            var end = start
            while end < runs.count, runs[end].column == column { end += 1 }
            if let previous = left.last, runs[previous].column != column - 1 {
                addBorder(between: left, and: 0..<0, x: runs[previous].column + 1)
                left = 0..<0
            }
            addBorder(between: left, and: start..<end, x: column)
            left = start..<end
            start = end
        }
        if let previous = left.last { addBorder(between: left, and: 0..<0, x: runs[previous].column + 1) }
    }

    private mutating func addBorder(between left: Range<Int>, and right: Range<Int>, x: Int) {
        var (l, r) = (left.lowerBound, right.lowerBound)
        var y = 0
        while l < left.upperBound || r < right.upperBound {
            let a = l < left.upperBound ? runs[l].rows : Int.max..<Int.max
            let b = r < right.upperBound ? runs[r].rows : Int.max..<Int.max
            y = max(y, min(a.lowerBound, b.lowerBound))
            let (inLeft, inRight) = (a.contains(y), b.contains(y))
            let next = min(inLeft ? a.upperBound : a.lowerBound, inRight ? b.upperBound : b.lowerBound)
            if inLeft && inRight {
                join(l, r)
            } else if inLeft {
                addEdge(from: (x, y), to: (x, next), along: l)
            } else if inRight {
                addEdge(from: (x, next), to: (x, y), along: r)
            }
            y = next
            if inLeft, y == a.upperBound { l += 1 }
            if inRight, y == b.upperBound { r += 1 }
        }
    }

    private mutating func region(of run: Int) -> Int {
        var run = run
        while runs[run].region != run {
            // Every other step is made shorter for those who come after.
            runs[run].region = runs[runs[run].region].region
            run = runs[run].region
        }
        return run
    }

    private mutating func join(_ a: Int, _ b: Int) {
        let (a, b) = (region(of: a), region(of: b))
        runs[max(a, b)].region = min(a, b)
    }

    private func turnsRight(_ edge: Edge, _ next: Edge) -> Bool {
        let (dx, dy) = (edge.end.x - edge.start.x, edge.end.y - edge.start.y)
        return Int(dx) * Int(next.end.y - next.start.y) - Int(dy) * Int(next.end.x - next.start.x) > 0
    }

    private func isParallel(_ edge: Edge, _ next: Edge) -> Bool {
        (edge.start.x == edge.end.x) == (next.start.x == next.end.x)
    }
}
