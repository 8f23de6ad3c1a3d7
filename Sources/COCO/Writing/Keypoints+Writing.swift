extension JSONWriter {
    mutating func write(_ keypoints: [Keypoint], of owner: @autoclosure () -> String) throws(COCOError) {
        write("[")
        for (index, keypoint) in keypoints.enumerated() {
            if index > 0 { write(",") }
            try write(keypoint.x, keypoint.y, of: owner())
            write(integer: keypoint.visibility.rawValue)
        }
        write("]")
    }

    mutating func write(_ keypoints: [DetectedKeypoint], of owner: @autoclosure () -> String) throws(COCOError) {
        write("[")
        for (index, keypoint) in keypoints.enumerated() {
            if index > 0 { write(",") }
            try write(keypoint.x, keypoint.y, of: owner())
            try write(short: keypoint.score, "keypoints", of: owner())
        }
        write("]")
    }

    private mutating func write(_ x: Double, _ y: Double, of owner: @autoclosure () -> String) throws(COCOError) {
        try write(short: x, "keypoints", of: owner())
        write(",")
        try write(short: y, "keypoints", of: owner())
        write(",")
    }

    /// Writes a number, and an integer without `.0`, as COCO's files have keypoints.
    private mutating func write(
        short number: Double, _ field: StaticString, of owner: @autoclosure () -> String
    ) throws(COCOError) {
        if let integer = Int(exactly: number), integer.magnitude < 1 << 53, integer != 0 || number.sign == .plus {
            write(integer: integer)
        } else {
            try write(number, field, of: owner())
        }
    }

    mutating func write(strings: [String]) {
        write("[")
        for (index, string) in strings.enumerated() {
            if index > 0 { write(",") }
            write(string: string)
        }
        write("]")
    }

    mutating func write(_ skeleton: [SkeletonEdge]) {
        write("[")
        for (index, edge) in skeleton.enumerated() {
            if index > 0 { write(",") }
            write(integers: [edge.start, edge.end])
        }
        write("]")
    }
}
