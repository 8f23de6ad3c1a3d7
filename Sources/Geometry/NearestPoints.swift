/// The nearest of points that belong to earlier rings than one given, found by halving the plane again and again.
///
/// Complexity: O(n log² n) to build, and about O(log n) for a question, where looking at every point would be O(n).
///
/// Source: Bentley, "Multidimensional binary search trees used for associative searching" (1975).
struct NearestPoints {
    struct Vertex: Hashable {
        var ring: Int
        var index: Int
    }

    struct Found {
        var vertex: Vertex
        var squaredDistance: Double
    }

    private struct Node {
        var point: Point
        var vertex: Vertex
        /// The lowest rank of all vertices from here down: only what ranks below the question's own counts.
        var lowestRank: Int
        var rank: Int
    }

    // The root of a stretch is its middle, and its halves are the stretches beside it.
    private var nodes: [Node] = []
    /// How many nodes were looked at, by which tests count the work.
    private(set) var visits = 0

    /// - Parameter vertices: The points with their ranks; a question sees those of lower rank than its own.
    init(_ vertices: [(point: Point, vertex: Vertex, rank: Int)]) {
        nodes = vertices.map { Node(point: $0.point, vertex: $0.vertex, lowestRank: $0.rank, rank: $0.rank) }
        var open = [(range: 0..<nodes.count, isHorizontal: true)]
        while let (range, isHorizontal) = open.popLast() {
            guard range.count > 1 else { continue }
            nodes[range].sort { first, second in
                isHorizontal
                    ? (first.point.x, first.point.y, first.rank) < (second.point.x, second.point.y, second.rank)
                    : (first.point.y, first.point.x, first.rank) < (second.point.y, second.point.x, second.rank)
            }
            let middle = (range.lowerBound + range.upperBound) / 2
            open.append((range.lowerBound..<middle, !isHorizontal))
            open.append((middle + 1..<range.upperBound, !isHorizontal))
        }
        gatherRanks()
    }

    private mutating func gatherRanks() {
        // From the leaves up: a stretch is done when both of its halves are.
        var open = [(range: 0..<nodes.count, isDone: false)]
        while let (range, isDone) = open.popLast() {
            guard !range.isEmpty else { continue }
            let middle = (range.lowerBound + range.upperBound) / 2
            let halves = [range.lowerBound..<middle, middle + 1..<range.upperBound].filter { !$0.isEmpty }
            if isDone {
                for half in halves {
                    let place = (half.lowerBound + half.upperBound) / 2
                    nodes[middle].lowestRank = min(nodes[middle].lowestRank, nodes[place].lowestRank)
                }
            } else {
                open.append((range, true))
                open += halves.map { ($0, false) }
            }
        }
    }

    /// The nearest vertex that ranks below `rank`, nearer than `limit`; of several, the one of the highest rank.
    mutating func nearest(to point: Point, below rank: Int, within limit: Double = .infinity) -> Found? {
        var best: (place: Int, distance: Double)?
        var open = [(range: 0..<nodes.count, isHorizontal: true, least: 0.0)]
        while let (range, isHorizontal, least) = open.popLast() {
            guard !range.isEmpty, least <= best?.distance ?? limit else { continue }
            let middle = (range.lowerBound + range.upperBound) / 2
            let node = nodes[middle]
            visits += 1
            guard node.lowestRank < rank else { continue }
            if node.rank < rank {
                let distance = squaredDistance(point, node.point)
                if let known = best {
                    if distance < known.distance || distance == known.distance && node.rank > nodes[known.place].rank {
                        best = (middle, distance)
                    }
                } else if distance < limit {
                    best = (middle, distance)
                }
            }
            let offset = isHorizontal ? point.x - node.point.x : point.y - node.point.y
            let halves = [range.lowerBound..<middle, middle + 1..<range.upperBound]
            let near = offset < 0 ? 0 : 1
            // The far half may be needed, and comes later.
            open.append((halves[1 - near], !isHorizontal, max(least, offset * offset)))
            open.append((halves[near], !isHorizontal, least))
        }
        return best.map { Found(vertex: nodes[$0.place].vertex, squaredDistance: $0.distance) }
    }
}
