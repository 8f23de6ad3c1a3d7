extension RunLengthMask {
    /// The mask's regions as polygons whose rings do not touch themselves, as OGC's simple features and GeoJSON's readers want them.
    ///
    /// As `polygons()`, but where an outline comes back to a corner of a pixel that it has passed, and so encloses background, that part of
    /// it is a hole, which meets the outline at this corner. Outer rings run as there, holes the other way.
    /// Complexity: O(*n*) in the number of vertical runs.
    public func simplePolygons() -> [Polygon] {
        polygons().map { polygon in
            let loops = simpleLoops(of: polygon.outline)
            let holes = polygon.holes.flatMap(simpleLoops)
            let outline = loops.max { abs(signedArea(of: $0)) < abs(signedArea(of: $1)) } ?? []
            return Polygon(outline: outline, holes: loops.filter { $0 != outline } + holes)
        }
    }
}

/// The loops of a ring that passes some of its points several times: each is closed when it comes back to a point of its own.
private func simpleLoops(of ring: [Point]) -> [[Point]] {
    var loops: [[Point]] = []
    var open: [Point] = []
    var places: [Point: Int] = [:]
    for point in ring {
        if let place = places[point] {
            let loop = Array(open[place...])
            for passed in loop.dropFirst() { places[passed] = nil }
            open.removeSubrange((place + 1)...)
            loops.append(loop)
        } else {
            places[point] = open.count
            open.append(point)
        }
    }
    loops.append(open)
    return loops
}
