extension JSONReader {
    /// The next value is not what was wanted, or there is none.
    func wrongValue(expected: String) -> JSONFailure {
        guard let found = valueDescription else { return wrongSyntax(expected: expected) }
        return JSONFailure(kind: .value, offset: position, expected: expected, found: found)
    }

    /// What was read from `offset` on is not what was wanted.
    func wrongValue(at offset: Int, expected: String, found: String) -> JSONFailure {
        JSONFailure(kind: .value, offset: offset, expected: expected, found: found)
    }

    /// What was read from `offset` on is not what was wanted.
    func wrongValue(at offset: Int, expected: String) -> JSONFailure {
        var copy = self
        copy.position = offset
        return copy.wrongValue(expected: expected)
    }

    /// The object at `offset` lacks a field.
    func missing(_ field: String, at offset: Int, expected: String) -> JSONFailure {
        JSONFailure(kind: .value, offset: offset, expected: expected, found: "missing", missingField: field)
    }

    /// The text is not JSON at the next byte.
    func wrongSyntax(expected: String) -> JSONFailure {
        JSONFailure(kind: .syntax, offset: position, expected: expected, found: byteDescription)
    }

    /// What the next byte is, in words.
    private var byteDescription: String {
        guard position < bytes.count else { return bytes.isEmpty ? "an empty file" : "the end of the file" }
        if position == 0, let kind = JSONReader.kindOfFile(bytes) { return kind }
        let byte = bytes[position]
        if byte >= 0x21, byte < 0x7f { return "\"\(Character(UnicodeScalar(byte)))\"" }
        if byte >= 0x80, let text = String(validating: bytes[position...].prefix(4), as: UTF8.self) ?? firstScalar {
            return "\"\(text.prefix(1))\""
        }
        return "the byte 0x\(String(byte, radix: 16))"
    }

    /// The scalar whose bytes come next, where they are correct UTF-8.
    private var firstScalar: String? {
        for count in 2...4 {
            if let text = String(validating: bytes[position...].prefix(count), as: UTF8.self) { return text }
        }
        return nil
    }

    /// What the next value is, in words; nil where no value begins.
    var valueDescription: String? {
        switch byte {
        case UInt8(ascii: "{"): return "an object"
        case UInt8(ascii: "["): return "a list"
        case UInt8(ascii: "\""):
            var copy = self
            guard let string = try? copy.scanString() else { return "a string" }
            let text = String(decoding: bytes[string.start..<string.end].prefix(60), as: UTF8.self)
            return "the string \"\(text.prefix(40))\(text.count > 40 ? "…" : "")\""
        case UInt8(ascii: "-") where comes("-Infinity"): return "-Infinity"
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            let text = bytes[position...].prefix(40).prefix { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
                    UInt8(ascii: "e"), UInt8(ascii: "E"):
                    true
                default: false
                }
            }
            return "the number \(String(decoding: text, as: UTF8.self))\(text.count == 40 ? "…" : "")"
        default:
            for literal: StaticString in ["true", "false", "null", "NaN", "Infinity"] where comes(literal) {
                return "\(literal)"
            }
            return nil
        }
    }

    /// What a file that is no JSON text looks like.
    private static func kindOfFile(_ bytes: UnsafeRawBufferPointer) -> String? {
        let kinds: [([UInt8], String)] = [
            ([0x1f, 0x8b], "a gzip file, which must be decompressed first"),
            (Array("PK\u{3}\u{4}".utf8), "a zip archive, which must be unpacked first"),
            (
                Array("version https://git-lfs".utf8),
                "a pointer of Git LFS instead of the file, which `git lfs pull` fetches"
            ),
            (Array("<".utf8), "\"<\", as in a page of HTML or XML"),
            ([0xff, 0xfe], "UTF-16 text; JSON is UTF-8"), ([0xfe, 0xff], "UTF-16 text; JSON is UTF-8"),
            ([0x89, 0x50, 0x4e, 0x47], "a PNG image"), ([0xff, 0xd8, 0xff], "a JPEG image"),
        ]
        return kinds.first { bytes.starts(with: $0.0) }?.1
    }
}
