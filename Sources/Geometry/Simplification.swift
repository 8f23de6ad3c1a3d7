/// A closed ring with fewer points, none of the dropped ones farther than `tolerance` from the simplified ring.
///
/// A ring that would collapse to fewer than three points is kept as it is.
/// Source: Douglas and Peucker, "Algorithms for the reduction of the number of points required to represent a digitized
/// line or its caricature" (1973).
func simplified(_ ring: [Point], tolerance: Double) -> [Point] {
    guard tolerance > 0, ring.count > 3 else { return ring }
    // A ring has no ends: it is cut at its first point and at the one farthest from it.
    let far = ring.indices.max { squaredDistance(ring[0], ring[$0]) < squaredDistance(ring[0], ring[$1]) } ?? 0
    guard far > 0 else { return ring }
    let closed = ring + [ring[0]]
    var keeps = [Bool](repeating: false, count: closed.count)
    keeps[0] = true
    keeps[far] = true
    keeps[closed.count - 1] = true
    var open = [(0, far), (far, closed.count - 1)]
    while let (first, last) = open.popLast() {
        var worst = first
        var worstDistance = tolerance * tolerance
        for index in (first + 1)..<max(first + 1, last) {
            let distance = squaredDistance(from: closed[index], toSegment: closed[first], closed[last])
            if distance > worstDistance {
                worst = index
                worstDistance = distance
            }
        }
        if worst > first {
            keeps[worst] = true
            open.append((first, worst))
            open.append((worst, last))
        }
    }
    let kept = ring.indices.filter { keeps[$0] }.map { ring[$0] }
    return kept.count < 3 ? ring : kept
}

func squaredDistance(_ a: Point, _ b: Point) -> Double {
    (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)
}

private func squaredDistance(from point: Point, toSegment start: Point, _ end: Point) -> Double {
    let dx = end.x - start.x
    let dy = end.y - start.y
    let length = dx * dx + dy * dy
    guard length > 0 else { return squaredDistance(point, start) }
    let along = min(max(((point.x - start.x) * dx + (point.y - start.y) * dy) / length, 0), 1)
    return squaredDistance(point, Point(x: start.x + along * dx, y: start.y + along * dy))
}
