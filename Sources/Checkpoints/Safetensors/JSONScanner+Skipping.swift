extension JSONScanner {
    /// How deep a value that is passed over may be nested.
    private static let depthLimit = 64

    /// Reads a value of any kind, and keeps nothing of it.
    mutating func skipValue(depth: Int = 0) throws(CheckpointError) {
        guard depth < Self.depthLimit else { throw malformed("over \(Self.depthLimit) values within each other") }
        if try isNext("{") {
            try object { scanner, _ throws(CheckpointError) in try scanner.skipValue(depth: depth + 1) }
        } else if try skip("[") {
            if try skip("]") { return }
            repeat { try skipValue(depth: depth + 1) } while try skip(",")
            try expect("]")
        } else if try isNext("\"") {
            _ = try string()
        } else {
            try skipWord()
        }
    }
}
