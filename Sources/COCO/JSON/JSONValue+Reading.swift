extension JSONReader {
    /// Reads the next value with all that is in it.
    mutating func readValue(depth: Int = 0) throws(JSONFailure) -> JSONValue {
        skipSpace()
        switch byte {
        case UInt8(ascii: "{"):
            // The recursion ends there, far from the end of any thread's stack.
            guard depth < JSONReader.greatestDepth else { throw tooDeep() }
            return try readObject(depth: depth + 1)
        case UInt8(ascii: "["):
            guard depth < JSONReader.greatestDepth else { throw tooDeep() }
            return try readArray(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try readText())
        case UInt8(ascii: "t"):
            try readLiteral("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try readLiteral("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try readLiteral("null")
            return .null
        default: return .number(try readDouble(expected: "a finite value"))
        }
    }

    private mutating func readArray(depth: Int) throws(JSONFailure) -> JSONValue {
        var elements: [JSONValue] = []
        position += 1
        var isFirst = true
        while try nextElement(&isFirst) { elements.append(try readValue(depth: depth)) }
        return .array(elements)
    }

    private mutating func readObject(depth: Int) throws(JSONFailure) -> JSONValue {
        var fields: [(String, JSONValue)] = []
        var places: [String: Int] = [:]
        position += 1
        var isFirst = true
        while let name = try nextName(&isFirst) {
            let name = try text(of: name)
            let value = try readValue(depth: depth)
            // Of a field that comes twice the last counts, as in Python.
            if let place = places[name] {
                fields[place].1 = value
            } else {
                places[name] = fields.count
                fields.append((name, value))
            }
        }
        return .object(fields)
    }
}
