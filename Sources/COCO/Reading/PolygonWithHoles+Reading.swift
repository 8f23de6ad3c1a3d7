internal import Geometry

extension JSONReader {
    /// Whether the object that comes next is a polygon of kwcoco's, with an `exterior`.
    func isPolygonWithHoles() throws(JSONFailure) -> Bool {
        var reader = self
        try reader.enterObject(expected: "an object")
        var isFirst = true
        while let name = try reader.nextName(&isFirst) {
            if reader.is(name, "exterior") { return true }
            if reader.is(name, "counts") || reader.is(name, "size") { return false }
            try reader.skipValue()
        }
        return false
    }

    /// Reads a polygon as kwcoco has it, `exterior` and `interiors` of points, as one ring that runs along all of them.
    ///
    /// Source: kwcoco's `coco_schema.py`, "segmentation".
    mutating func readPolygonWithHoles() throws(JSONFailure) -> [Double] {
        let start = position
        var outline: [Point]?
        var holes: [[Point]] = []
        try enterObject(expected: "a polygon, which is an object with an exterior")
        var isFirst = true
        while let name = try nextName(&isFirst) {
            if self.is(name, "exterior") {
                outline = try readRingOfPoints()
            } else if self.is(name, "interiors") {
                holes = try readRecords("a list of rings") { (reader) throws(JSONFailure) in
                    try reader.readRingOfPoints()
                }
            } else {
                try skipValue()
            }
        }
        guard let outline else { throw missing("exterior", at: start, expected: "a list of points") }
        let polygon = Polygon(outline: outline, holes: holes.map { against(outline, $0) })
        return polygon.joinedRing.flatMap { [$0.x, $0.y] }
    }

    private mutating func readRingOfPoints() throws(JSONFailure) -> [Point] {
        try readRecords("a list of points") { (reader) throws(JSONFailure) in
            let start = reader.position
            var numbers: [Double] = []
            var isFirst = true
            try reader.enterList(expected: "a point, which is a list of x and y")
            while try reader.nextElement(&isFirst) {
                let number = try reader.readDouble()
                if numbers.count < 3 { numbers.append(number) }
            }
            guard numbers.count == 2 else {
                throw reader.wrongValue(
                    at: start, expected: "a point, which is a list of x and y",
                    found: "a list of \(numbers.count > 2 ? "more" : "fewer")")
            }
            return Point(x: numbers[0], y: numbers[1])
        }
    }
}

/// A hole that runs against an outline.
private func against(_ outline: [Point], _ hole: [Point]) -> [Point] {
    (turn(outline) < 0) == (turn(hole) < 0) ? hole.reversed() : hole
}

/// Twice the area inside a ring, below 0 where it runs the other way round.
private func turn(_ ring: [Point]) -> Double {
    zip(ring, ring.dropFirst() + ring.prefix(1)).reduce(0) { $0 + $1.0.x * $1.1.y - $1.1.x * $1.0.y }
}
