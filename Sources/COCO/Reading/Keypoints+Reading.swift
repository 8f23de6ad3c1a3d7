extension JSONReader {
    /// Reads an annotation's keypoints; null and an empty list are none, and are kept among the other fields.
    mutating func readKeypoints(into fields: inout [OtherField]) throws(JSONFailure) -> [Keypoint]? {
        try readTriples("v", into: &fields) { (reader, x, y) throws(JSONFailure) in
            let start = reader.position
            let expected = "0, 1 or 2: whether the keypoint is labelled, and can be seen"
            guard let visibility = Keypoint.Visibility(rawValue: try reader.readInteger(expected: expected)) else {
                throw reader.wrongValue(at: start, expected: expected)
            }
            return Keypoint(x: x, y: y, visibility: visibility)
        }
    }

    /// Reads a result's keypoints; null and an empty list are none, and are kept among the other fields.
    mutating func readDetectedKeypoints(into fields: inout [OtherField]) throws(JSONFailure) -> [DetectedKeypoint]? {
        try readTriples("score", into: &fields) { (reader, x, y) throws(JSONFailure) in
            DetectedKeypoint(x: x, y: y, score: try reader.readDouble())
        }
    }

    /// Reads a flat list of x, y and a third number, which a closure reads.
    private mutating func readTriples<Point>(
        _ third: String, into fields: inout [OtherField],
        _ point: (inout JSONReader, Double, Double) throws(JSONFailure) -> Point
    ) throws(JSONFailure) -> [Point]? {
        let start = position
        var points: [Point] = []
        if try !readNull() {
            try enterList(expected: "a list of keypoints: x, y, \(third), x, y, \(third) …")
            var isFirst = true
            while try nextElement(&isFirst) {
                let x = try readDouble()
                let y = try nextElement(&isFirst) ? readDouble() : nil
                guard let y, try nextElement(&isFirst) else {
                    throw wrongValue(
                        at: start, expected: "a list of three numbers a keypoint: x, y, \(third)",
                        found: "a list of \(points.count * 3 + (y == nil ? 1 : 2))")
                }
                points.append(try point(&self, x, y))
            }
        }
        guard points.isEmpty else { return points }
        fields.append(
            OtherField(name: "keypoints", json: String(decoding: bytes[start..<position], as: UTF8.self)))
        return nil
    }

    /// The `num_keypoints` that begins at a place.
    func labelledKeypointCount(at start: Int?) throws(JSONFailure) -> Int? {
        guard let start else { return nil }
        var reader = self
        reader.position = start
        if try reader.readNull() { return nil }
        return try reader.readInteger(in: 0...Int.max, expected: "the number of labelled keypoints, 0 or more")
    }

    /// Reads what a category's keypoints are called; null and an empty list are none, and are kept among the other fields.
    mutating func readKeypointNames(into fields: inout [OtherField]) throws(JSONFailure) -> [String] {
        let start = position
        let names = try readRecords("a list of the keypoints' names") { (reader) throws(JSONFailure) in
            try reader.readText()
        }
        if names.isEmpty {
            fields.append(
                OtherField(name: "keypoints", json: String(decoding: bytes[start..<position], as: UTF8.self)))
        }
        return names
    }

    /// The skeleton that begins at a place, of so many keypoints.
    func skeleton(at start: Int?, keypointCount: Int) throws(JSONFailure) -> [SkeletonEdge] {
        guard let start else { return [] }
        var reader = self
        reader.position = start
        return try reader.readRecords("a list of pairs of keypoints") { (reader) throws(JSONFailure) in
            let start = reader.position
            let expected = "a pair of keypoints by their numbers"
            try reader.enterList(expected: expected)
            var numbers: [Int] = []
            var isFirst = true
            while try reader.nextElement(&isFirst) {
                let number = try reader.readInteger(
                    in: 1...keypointCount, expected: "the number of a keypoint, from 1 to \(keypointCount)")
                if numbers.count < 3 { numbers.append(number) }
            }
            guard numbers.count == 2 else {
                throw reader.wrongValue(
                    at: start, expected: expected, found: "a list of \(numbers.count > 2 ? "more" : "fewer")")
            }
            return SkeletonEdge(start: numbers[0], end: numbers[1])
        }
    }
}
