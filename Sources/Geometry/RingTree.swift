/// Rings that hang on each other by bridges, as one ring: each on a vertex of an earlier one.
struct RingTree {
    typealias Vertex = NearestPoints.Vertex

    private let rings: [[Point]]
    /// The rings that hang on a vertex, and the vertex of theirs where the bridge ends.
    private var hanging: [Vertex: [Vertex]] = [:]

    init(_ rings: [[Point]]) { self.rings = rings }

    /// Hangs a ring on an earlier ring's vertex, by one of its own.
    mutating func hang(_ own: Vertex, on vertex: Vertex) {
        hanging[vertex, default: []].append(own)
    }

    private struct Visit {
        /// Where the ring was entered.
        var start: Vertex
        /// How many of its points were written, and how many of the rings on the last of them.
        var written = 0
        var children = 0
    }

    /// All points: each ring is gone round where it hangs, and left over the bridge that led to it.
    func joined() -> [Point] {
        guard let first = rings.first else { return [] }
        var points: [Point] = []
        points.reserveCapacity(rings.reduce(0) { $0 + $1.count + 2 })
        if first.isEmpty { return rings.dropFirst().first ?? [] }
        // The rings that were entered and not left, each hanging on the one before it.
        var entered = [Visit(start: Vertex(ring: 0, index: 0))]
        while let visit = entered.last {
            let ring = rings[visit.start.ring]
            let last = entered.count - 1
            let current = Vertex(
                ring: visit.start.ring, index: (visit.start.index + visit.written - 1 + ring.count) % ring.count)
            if visit.written > 0, let children = hanging[current], visit.children < children.count {
                entered[last].children += 1
                entered.append(Visit(start: children[visit.children]))
            } else if visit.written < ring.count {
                points.append(ring[(visit.start.index + visit.written) % ring.count])
                entered[last].written += 1
                entered[last].children = 0
            } else {
                entered.removeLast()
                // Back over the bridge: this ring's first point again, and the one that it hangs on.
                guard let parent = entered.last else { break }
                let outer = rings[parent.start.ring]
                points.append(ring[visit.start.index])
                points.append(outer[(parent.start.index + parent.written - 1) % outer.count])
            }
        }
        return points
    }
}
