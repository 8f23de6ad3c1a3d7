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

/// Hangs every hole onto a point of a ring that is hung already.
private struct RingJoiner {
    private var tree: RingTree

    init(_ polygon: Polygon) {
        // The outline, then the holes from left to right, each beginning at its leftmost point.
        let holes = polygon.holes.filter { !$0.isEmpty }.map(beginningAtLeftmost)
        let rings = [polygon.outline] + holes.sorted { isLeft($0[0], $1[0]) }
        tree = RingTree(rings)
        let vertices = rings.indices.flatMap { ring in
            rings[ring].indices.map { RingTree.Vertex(ring: ring, index: $0) }
        }.sorted { first, second in
            let (a, b) = (rings[first.ring][first.index], rings[second.ring][second.index])
            return a == b ? (first.ring, first.index) < (second.ring, second.index) : isLeft(a, b)
        }
        // What lies left of a hole's leftmost point belongs to the outline or to a hole that was hung before it. A bridge
        // to the nearest such point crosses no ring.
        var points = NearestPoints(
            vertices.enumerated().map { (point: rings[$1.ring][$1.index], vertex: $1, rank: $0) })
        for (place, vertex) in vertices.enumerated() where vertex.ring > 0 && vertex.index == 0 {
            let nearest = points.nearest(to: rings[vertex.ring][0], below: place)
            tree.hang(vertex, on: nearest?.vertex ?? RingTree.Vertex(ring: 0, index: 0))
        }
    }

    func joined() -> [Point] { tree.joined() }
}

extension Polygon {
    /// One ring that runs along all: each is entered and left at the two points where it is nearest to those before it.
    /// Complexity: O(*n* log² *n*) in the number of points.
    package static func joining(_ rings: [[Point]]) -> [Point] {
        let rings = rings.filter { !$0.isEmpty }
        guard rings.count > 1 else { return rings.first ?? [] }
        var tree = RingTree(rings)
        var points = NearestPoints(
            rings.indices.flatMap { ring in
                rings[ring].indices.map {
                    (point: rings[ring][$0], vertex: RingTree.Vertex(ring: ring, index: $0), rank: ring)
                }
            })
        for ring in rings.indices.dropFirst() {
            var best: (own: Int, found: NearestPoints.Found)?
            for (index, point) in rings[ring].enumerated() {
                let limit = best?.found.squaredDistance ?? .infinity
                if let found = points.nearest(to: point, below: ring, within: limit) { best = (index, found) }
            }
            tree.hang(
                RingTree.Vertex(ring: ring, index: best?.own ?? 0),
                on: best?.found.vertex ?? RingTree.Vertex(ring: 0, index: 0))
        }
        return tree.joined()
    }
}

private func isLeft(_ a: Point, _ b: Point) -> Bool { (a.x, a.y) < (b.x, b.y) }

private func beginningAtLeftmost(_ ring: [Point]) -> [Point] {
    let first = ring.indices.min { isLeft(ring[$0], ring[$1]) } ?? 0
    return Array(ring[first...] + ring[..<first])
}
