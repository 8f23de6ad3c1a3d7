extension Polygon {
    /// One ring that runs along the outline and, over bridges that it crosses once each way, along every hole.
    ///
    /// A bridge leads from a hole's leftmost point to a near point of the outline or of another hole. It has no area, so the
    /// ring has the polygon's inside both by the even-odd rule and by that of winding numbers (holes run against the
    /// outline, as `RunLengthMask.polygons(simplifiedTo:)` gives them).
    /// Complexity: O(*n* log *n*) in the number of points, with holes as they come about in masks.
    public var joinedRing: [Point] {
        guard !holes.isEmpty else { return outline }
        return RingJoiner(self).joined()
    }
}

/// Hangs every hole onto a point of a ring that is hung already, and walks along all of them.
private struct RingJoiner {
    private struct Vertex: Hashable {
        var ring: Int
        var index: Int
    }

    /// How far the walk along a ring has come: the point that is next, and the next ring that hangs on the point before it.
    private struct Visit {
        var ring: Int
        var next = 0
        var child = 0
    }

    /// The outline, then the holes from left to right, each beginning at its leftmost point.
    private let rings: [[Point]]
    /// The rings that hang on a point.
    private var children: [Vertex: [Int]] = [:]

    init(_ polygon: Polygon) {
        let holes = polygon.holes.filter { !$0.isEmpty }.map(beginningAtLeftmost)
        rings = [polygon.outline] + holes.sorted { isLeft($0[0], $1[0]) }
        let vertices = rings.indices.flatMap { ring in rings[ring].indices.map { Vertex(ring: ring, index: $0) } }
            .sorted { isLeft(rings[$0.ring][$0.index], rings[$1.ring][$1.index]) }
        for (place, vertex) in vertices.enumerated() where vertex.ring > 0 && vertex.index == 0 {
            let nearest = nearestVertex(to: vertex, among: vertices[..<place])
            children[nearest ?? Vertex(ring: 0, index: 0), default: []].append(vertex.ring)
        }
    }

    func joined() -> [Point] {
        var points: [Point] = []
        // The rings that were entered and not left, each hanging on the one before it.
        var entered = [Visit(ring: 0)]
        while let visit = entered.last {
            let ring = rings[visit.ring]
            let last = entered.count - 1
            if let hanging = children[Vertex(ring: visit.ring, index: visit.next - 1)], visit.child < hanging.count {
                entered[last].child += 1
                entered.append(Visit(ring: hanging[visit.child]))
            } else if visit.next < ring.count {
                points.append(ring[visit.next])
                entered[last].next += 1
                entered[last].child = 0
            } else {
                entered.removeLast()
                // Back over the bridge: the hole's first point again, and the one that it hangs on.
                if let parent = entered.last { points += [ring[0], rings[parent.ring][parent.next - 1]] }
            }
        }
        return points
    }

    private func nearestVertex(to vertex: Vertex, among candidates: ArraySlice<Vertex>) -> Vertex? {
        let point = rings[vertex.ring][vertex.index]
        var nearest: Vertex?
        var distance = Double.infinity
        for candidate in candidates.reversed() where candidate.ring < vertex.ring {
            let other = rings[candidate.ring][candidate.index]
            // Farther left there is nothing nearer.
            if (point.x - other.x) * (point.x - other.x) >= distance { break }
            let candidateDistance = squaredDistance(point, other)
            if candidateDistance < distance { (nearest, distance) = (candidate, candidateDistance) }
        }
        return nearest
    }
}

private func isLeft(_ a: Point, _ b: Point) -> Bool { (a.x, a.y) < (b.x, b.y) }

private func beginningAtLeftmost(_ ring: [Point]) -> [Point] {
    let first = ring.indices.min { isLeft(ring[$0], ring[$1]) } ?? 0
    return Array(ring[first...] + ring[..<first])
}
