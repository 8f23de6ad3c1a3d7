internal import Geometry

extension JSONReader {
    /// Reads the value of a field that has no place of its own.
    mutating func readOtherField(_ name: JSONString, into fields: inout [OtherField]) throws(JSONFailure) {
        fields.append(OtherField(name: try text(of: name), json: try readRawValue()))
    }

    /// Reads a flag: true, false, 1 or 0; null is false.
    mutating func readFlag() throws(JSONFailure) -> Bool {
        switch byte {
        case UInt8(ascii: "t"):
            try readLiteral("true")
            return true
        case UInt8(ascii: "f"):
            try readLiteral("false")
            return false
        case UInt8(ascii: "n"):
            try readLiteral("null")
            return false
        default:
            return try readInteger(in: 0...1, expected: "0 or 1") == 1
        }
    }

    /// Reads a box: a list of four numbers; null and an empty list are none.
    mutating func readBox() throws(JSONFailure) -> AnnotationBox? {
        if try readNull() { return nil }
        let start = position
        let expected = "a list of four numbers: x, y, width, height"
        try enterList(expected: expected)
        var sides = (0.0, 0.0, 0.0, 0.0)
        var count = 0
        var isFirst = true
        while try nextElement(&isFirst) {
            let value = try readDouble()
            switch count {
            case 0: sides.0 = value
            case 1: sides.1 = value
            case 2: sides.2 = value
            case 3: sides.3 = value
            default: break
            }
            count += 1
        }
        if count == 0 { return nil }
        guard count == 4 else { throw wrongValue(at: start, expected: expected, found: "a list of \(count)") }
        return AnnotationBox(x: sides.0, y: sides.1, width: sides.2, height: sides.3)
    }

    /// Reads an image's or a mask's side in pixels, small enough that areas cannot overflow.
    mutating func readSide() throws(JSONFailure) -> Int {
        try readInteger(in: 0...Int(Int32.max), expected: "a number of pixels from 0 to \(Int32.max)")
    }

    /// Reads a list of ids.
    mutating func readIDs() throws(JSONFailure) -> [Int] {
        try readRecords("a list of ids") { (reader) throws(JSONFailure) in try reader.readInteger() }
    }
}

extension [OtherField] {
    /// Drops all but the last field of a name, which takes the place of the first.
    mutating func keepLastOfEachName() {
        guard count > 1 else { return }
        if count <= 16 {
            guard indices.contains(where: { last in self[..<last].contains { $0.name == self[last].name } }) else {
                return
            }
        }
        var places: [String: Int] = [:]
        var kept: [OtherField] = []
        for field in self {
            if let place = places[field.name] {
                kept[place] = field
            } else {
                places[field.name] = kept.count
                kept.append(field)
            }
        }
        if kept.count < count { self = kept }
    }
}
