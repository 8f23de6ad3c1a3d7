extension JSONReader {
    /// Steps over the next value, whatever it is, and checks that it is correct.
    mutating func skipValue() throws(JSONFailure) {
        // One element a list or object that is open: whether it is an object. No recursion, so no stack to run out of.
        var isObject: [Bool] = []
        var isFirst = true
        while true {
            // A value comes next here, where none was skipped yet or one more was announced.
            skipSpace()
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard isObject.count < JSONReader.greatestDepth else { throw tooDeep() }
                isObject.append(byte == UInt8(ascii: "{"))
                position += 1
                isFirst = true
            default: try skipScalar()
            }
            // Closes what ends here, until another value comes or all is closed.
            while let inObject = isObject.last {
                let goesOn = inObject ? try nextName(&isFirst) != nil : try nextElement(&isFirst)
                if goesOn { break }
                isObject.removeLast()
                isFirst = false
            }
            if isObject.isEmpty { return }
        }
    }

    func tooDeep() -> JSONFailure {
        JSONFailure(
            kind: .syntax, offset: position,
            expected: "lists and objects at most \(JSONReader.greatestDepth) deep in each other", found: "one more")
    }

    private mutating func skipScalar() throws(JSONFailure) {
        switch byte {
        case UInt8(ascii: "\""): _ = try scanString()
        case UInt8(ascii: "t"): try readLiteral("true")
        case UInt8(ascii: "f"): try readLiteral("false")
        case UInt8(ascii: "n"): try readLiteral("null")
        case UInt8(ascii: "N"): try readLiteral("NaN")
        case UInt8(ascii: "I"): try readLiteral("Infinity")
        case UInt8(ascii: "-") where comes("-Infinity"): try readLiteral("-Infinity")
        default: _ = try scanNumber(expected: "a value")
        }
    }

    /// Reads the next value as it stands, to be written again later.
    mutating func readRawValue() throws(JSONFailure) -> String {
        skipSpace()
        let start = position
        try skipValue()
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }
}
