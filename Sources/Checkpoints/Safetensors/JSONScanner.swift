internal import Files

/// Reads the few forms of JSON that a safetensors header and an index of shards have.
struct JSONScanner {
    private var reader: ByteReader
    /// What is read, for messages.
    private let form: String

    init(_ reader: ByteReader, form: String = "a safetensors header of tensors") {
        self.reader = reader
        self.form = form
    }

    /// Reads an object, calling `member` at each value, which it reads.
    mutating func object(
        _ member: (inout JSONScanner, _ key: String) throws(CheckpointError) -> Void
    ) throws(CheckpointError) {
        try expect("{")
        if try skip("}") { return }
        repeat {
            let key = try string()
            try expect(":")
            try member(&self, key)
        } while try skip(",")
        try expect("}")
    }

    /// Reads an array of whole numbers that are not negative, at most `limit` of them.
    mutating func integers(limit: Int) throws(CheckpointError) -> [Int] {
        var numbers: [Int] = []
        try expect("[")
        if try skip("]") { return numbers }
        repeat {
            guard numbers.count < limit else { throw malformed("over \(limit) numbers") }
            numbers.append(try integer())
        } while try skip(",")
        try expect("]")
        return numbers
    }

    /// Reads a string, whose escapes are resolved.
    mutating func string() throws(CheckpointError) -> String {
        try expect("\"")
        var bytes: [UInt8] = []
        while true {
            let byte = try reader.integer(UInt8.self)
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: bytes, as: UTF8.self) else {
                    throw malformed("a string that is not UTF-8")
                }
                return text
            case UInt8(ascii: "\\"): bytes += try escape().utf8
            case ..<0x20: throw malformed("a control character")
            default: bytes.append(byte)
            }
        }
    }

    /// Reads white space up to the end.
    mutating func end() throws(CheckpointError) {
        if try peek() != nil { throw malformed("more after its end") }
    }

    /// The error of a header that is not as it should be.
    func malformed(_ found: String) -> CheckpointError {
        reader.file.malformed(
            expected: form, found: "\(found) before offset \(reader.offset)")
    }

    private mutating func integer() throws(CheckpointError) -> Int {
        var value: Int?
        while let byte = try peek(skippingSpace: value == nil), (0x30...0x39).contains(byte) {
            if value == 0 { throw malformed("a number that begins with 0") }
            value = (value ?? 0).times10(plus: Int(byte - 0x30))
            guard value != nil else { throw malformed("a number of over 64 bits") }
            _ = try reader.take(1)
        }
        guard let value else { throw malformed("something else than a whole number") }
        return value
    }

    private mutating func escape() throws(CheckpointError) -> String {
        let byte = try reader.integer(UInt8.self)
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return String(UnicodeScalar(byte))
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw malformed("an unknown escape")
        }
    }

    /// The scalar after `\u`, which two escapes make together where it is above 65,535.
    private mutating func unicodeEscape() throws(CheckpointError) -> String {
        let first = try hexadecimal()
        var value = UInt32(first)
        if UTF16.isLeadSurrogate(first) {
            guard try reader.integer(UInt8.self) == UInt8(ascii: "\\"),
                try reader.integer(UInt8.self) == UInt8(ascii: "u")
            else { throw malformed("half a character") }
            let second = try hexadecimal()
            guard UTF16.isTrailSurrogate(second) else { throw malformed("half a character") }
            value = 0x1_0000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
        }
        guard let scalar = UnicodeScalar(value) else { throw malformed("half a character") }
        return String(scalar)
    }

    private mutating func hexadecimal() throws(CheckpointError) -> UInt16 {
        let digits = try reader.text(reader.take(4))
        guard digits.allSatisfy(\.isHexDigit), let value = UInt16(digits, radix: 16) else {
            throw malformed("an escape without four digits")
        }
        return value
    }

    mutating func expect(_ character: Unicode.Scalar) throws(CheckpointError) {
        guard try skip(character) else { throw malformed("no '\(character)'") }
    }

    /// Whether this comes next; it stays.
    mutating func isNext(_ character: Unicode.Scalar) throws(CheckpointError) -> Bool {
        try peek() == UInt8(ascii: character)
    }

    /// Passes over a number, `true`, `false` or `null`, whatever its letters are.
    mutating func skipWord() throws(CheckpointError) {
        var count = 0
        while let byte = try peek(skippingSpace: count == 0), count < 400,
            "+-.".utf8.contains(byte) || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
        {
            _ = try reader.take(1)
            count += 1
        }
        if count == 0 { throw malformed("no value") }
    }

    mutating func skip(_ character: Unicode.Scalar) throws(CheckpointError) -> Bool {
        guard try peek() == UInt8(ascii: character) else { return false }
        _ = try reader.take(1)
        return true
    }

    /// The next byte, which stays, or nil at the end.
    private mutating func peek(skippingSpace: Bool = true) throws(CheckpointError) -> UInt8? {
        while reader.remaining > 0 {
            let byte = reader.file.bytes[reader.offset]
            let isSpace = byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
            guard skippingSpace, isSpace else { return byte }
            _ = try reader.take(1)
        }
        return nil
    }
}

extension Int {
    /// The number with another digit after it, or nil on overflow.
    fileprivate func times10(plus digit: Int) -> Int? {
        Optional(self).multiplied(by: 10).added(digit)
    }
}
