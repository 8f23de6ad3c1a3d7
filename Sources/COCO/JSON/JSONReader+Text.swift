extension JSONReader {
    /// Whether a string is some ASCII text.
    @inline(__always)
    func `is`(_ string: JSONString, _ text: StaticString) -> Bool {
        if string.isEscaped { return unescapedText(of: string).map { $0 == "\(text)" } ?? false }
        let count = text.utf8CodeUnitCount
        guard string.end - string.start == count else { return false }
        for index in 0..<count where bytes[string.start + index] != text.utf8Start[index] { return false }
        return true
    }

    /// A string's text.
    /// - Throws: Where the string holds half of a surrogate pair, which no Unicode text does.
    func text(of string: JSONString) throws(JSONFailure) -> String {
        guard string.isEscaped else { return String(decoding: bytes[string.start..<string.end], as: UTF8.self) }
        guard let text = unescapedText(of: string) else {
            throw wrongValue(
                at: string.start - 1, expected: "Unicode text", found: "a string with half of a surrogate pair")
        }
        return text
    }

    private func unescapedText(of string: JSONString) -> String? {
        var text: [UInt8] = []
        guard unescape(string, into: &text) else { return nil }
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends a string's text without its escapes; false where it holds half of a surrogate pair.
    func unescape(_ string: JSONString, into text: inout [UInt8]) -> Bool {
        var position = string.start
        while position < string.end {
            let byte = bytes[position]
            position += 1
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            let code = bytes[position]
            position += 1
            switch code {
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0c)
            case UInt8(ascii: "n"): text.append(0x0a)
            case UInt8(ascii: "r"): text.append(0x0d)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "u"):
                guard let scalar = escapedScalar(at: &position) else { return false }
                text.append(contentsOf: String(Character(scalar)).utf8)
            default: text.append(code)
            }
        }
        return true
    }

    /// The scalar of a `\u` escape whose digits come at a position, and of a second one where it needs two.
    private func escapedScalar(at position: inout Int) -> UnicodeScalar? {
        let first = unit(at: position)
        position += 4
        guard (0xd800..<0xdc00).contains(first) else { return UnicodeScalar(first) }
        guard position + 6 <= bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { return nil }
        let second = unit(at: position + 2)
        guard (0xdc00..<0xe000).contains(second) else { return nil }
        position += 6
        return UnicodeScalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
    }

    /// The value of four hexadecimal digits.
    private func unit(at position: Int) -> UInt32 {
        var value: UInt32 = 0
        for index in position..<position + 4 {
            value = value << 4 | (JSONReader.hexadecimalValue(bytes[index]) ?? 0)
        }
        return value
    }

    /// Reads a string and gives its text.
    mutating func readText() throws(JSONFailure) -> String {
        try text(of: scanString())
    }
}
