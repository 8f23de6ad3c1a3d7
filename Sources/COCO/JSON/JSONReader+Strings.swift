internal import Files

/// A string in a JSON text: its bytes without the quotes, checked to be correct, but not yet copied.
struct JSONString {
    let start: Int
    let end: Int
    /// Whether there are backslashes among the bytes.
    let isEscaped: Bool
}

extension JSONReader {
    /// Reads a string, whose quote comes next.
    mutating func scanString() throws(JSONFailure) -> JSONString {
        guard byte == UInt8(ascii: "\"") else { throw wrongValue(expected: "a string") }
        let quote = position
        position += 1
        let start = position
        var isEscaped = false
        var isASCII = true
        while true {
            skipPlainCharacters()
            guard position < bytes.count else {
                position = quote
                throw JSONFailure(
                    kind: .syntax, offset: quote, expected: "a closing quote for the string that begins here",
                    found: "the end of the file")
            }
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") { break }
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                try skipEscape()
            } else if byte >= 0x80 {
                isASCII = false
                position += 1
            } else {
                throw wrongSyntax(expected: "no control character in a string")
            }
        }
        let end = position
        if !isASCII, let offset = UTF8Text.firstFlaw(in: bytes, start..<end) {
            position = offset
            throw wrongSyntax(expected: "UTF-8 text")
        }
        position += 1
        return JSONString(start: start, end: end, isEscaped: isEscaped)
    }

    /// Steps over ASCII other than quotes, backslashes and control characters, eight bytes at a time.
    @inline(__always)
    private mutating func skipPlainCharacters() {
        while position + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            let flaws = JSONReader.marks(in: word)
            if flaws != 0 {
                position += flaws.trailingZeroBitCount / 8
                return
            }
            position += 8
        }
        while position < bytes.count {
            let byte = bytes[position]
            if byte < 0x20 || byte >= 0x80 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return }
            position += 1
        }
    }

    /// The high bit of each byte, up to the first marked one, that is a quote, a backslash, below 0x20 or above 0x7f.
    ///
    /// Subtraction borrows only from bytes above a marked one, so the lowest mark is always right.
    @inline(__always)
    private static func marks(in word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let high: UInt64 = 0x8080_8080_8080_8080
        let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let slashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
        let controls = (word &- ones &* 0x20) & ~word
        return (((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes) | controls | word) & high
    }

    private mutating func skipEscape() throws(JSONFailure) {
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
        case UInt8(ascii: "u"):
            position += 1
            for _ in 0..<4 {
                guard JSONReader.hexadecimalValue(byte) != nil else {
                    throw wrongSyntax(expected: "four hexadecimal digits after \\u")
                }
                position += 1
            }
        default: throw wrongSyntax(expected: "one of \"\\/bfnrtu after a backslash")
        }
    }

    static func hexadecimalValue(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
