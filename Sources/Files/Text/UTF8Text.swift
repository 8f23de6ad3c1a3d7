/// Text in UTF-8, which every text from outside has to be before a parser beneath us sees it.
///
/// The check is strict: no overlong forms, no halves of surrogate pairs, nothing cut off. The system's XML parser traps on
/// some text that is not UTF-8, and other parsers repair it in silence, each in its own way.
package enum UTF8Text {
    /// The text that bytes hold, without a byte order mark.
    /// - Throws: `TextFault`, which says where they are no UTF-8, and where they are, what they seem to be.
    package static func string(_ bytes: UnsafeRawBufferPointer) throws(TextFault) -> String {
        if let fault = fault(in: bytes) { throw fault }
        return String(decoding: content(of: bytes), as: UTF8.self)
    }

    /// The text that bytes hold, without a byte order mark.
    /// - Throws: `TextFault`.
    package static func string(_ bytes: [UInt8]) throws(TextFault) -> String {
        try bytes.withUnsafeBytes { bytes in Result { () throws(TextFault) in try string(bytes) } }.get()
    }

    /// What is wrong with bytes that should be UTF-8; nil where nothing is.
    package static func fault(in bytes: UnsafeRawBufferPointer) -> TextFault? {
        if let encoding = wideEncoding(of: bytes) { return TextFault(line: 1, found: encoding + " text") }
        guard let offset = firstFlaw(in: bytes, 0..<bytes.count) else { return nil }
        let line = bytes[..<offset].count { $0 == UInt8(ascii: "\n") } + 1
        return TextFault(line: line, found: description(of: bytes, at: offset))
    }

    /// The first byte in a range that no UTF-8 goes on with; nil where all is.
    package static func firstFlaw(in bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int? {
        var position = range.lowerBound
        while position < range.upperBound {
            // Nearly all text is ASCII, and is passed eight bytes at a time.
            while position + 8 <= range.upperBound,
                bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
            {
                position += 8
            }
            guard position < range.upperBound else { return nil }
            let first = bytes[position]
            if first < 0x80 {
                position += 1
                continue
            }
            var second: ClosedRange<UInt8> = 0x80...0xbf
            let count: Int
            switch first {
            case 0xc2...0xdf: count = 2
            case 0xe0: (count, second) = (3, 0xa0...0xbf)
            case 0xed: (count, second) = (3, 0x80...0x9f)
            case 0xe1...0xef: count = 3
            case 0xf0: (count, second) = (4, 0x90...0xbf)
            case 0xf4: (count, second) = (4, 0x80...0x8f)
            case 0xf1...0xf3: count = 4
            default: return position
            }
            guard position + count <= range.upperBound, second.contains(bytes[position + 1]) else { return position }
            for next in position + 2..<max(position + 2, position + count) where bytes[next] & 0xc0 != 0x80 {
                return position
            }
            position += count
        }
        return nil
    }

    private static let mark: [UInt8] = [0xef, 0xbb, 0xbf]

    private static func content(of bytes: UnsafeRawBufferPointer) -> Slice<UnsafeRawBufferPointer> {
        bytes.starts(with: mark) ? bytes[mark.count...] : bytes[...]
    }

    /// UTF-16 or UTF-32, by its byte order mark or by the zero bytes that its first characters have.
    package static func wideEncoding(of bytes: UnsafeRawBufferPointer) -> String? {
        if bytes.starts(with: [0xff, 0xfe, 0, 0]) || bytes.starts(with: [0, 0, 0xfe, 0xff]) { return "UTF-32" }
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) { return "UTF-16" }
        guard bytes.count >= 4 else { return nil }
        switch (bytes[0] == 0, bytes[1] == 0, bytes[2] == 0, bytes[3] == 0) {
        case (false, true, false, true), (true, false, true, false): return "UTF-16"
        case (false, true, true, true), (true, true, true, false): return "UTF-32"
        default: return nil
        }
    }

    private static func description(of bytes: UnsafeRawBufferPointer, at offset: Int) -> String {
        let first = bytes[offset]
        // Nothing after it is as good as a letter, which goes on with nothing.
        let next = offset + 1 < bytes.count ? bytes[offset + 1] : 0
        let name = "the byte 0x\(String(first, radix: 16))"
        switch (first, next) {
        case (0xc0...0xc1, _), (0xe0, 0x80...0x9f), (0xf0, 0x80...0x8f): return "an overlong form, which \(name) begins"
        case (0xed, 0xa0...0xbf): return "half of a surrogate pair, which \(name) begins"
        case (0x80...0xbf, _): return "\(name), which begins no character"
        case (0xc2...0xf4, _): return "\(name) without the rest of its character"
        default: return "\(name), which is never in UTF-8"
        }
    }
}

/// Why bytes are not the text that they should be.
package struct TextFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line, from 1 on.
    package var line: Int
    /// What should be there.
    package var expected: String
    /// What is there instead.
    package var found: String

    package init(line: Int, expected: String = "text in UTF-8", found: String) {
        self.line = line
        self.expected = expected
        self.found = found
    }

    /// The line, what was expected, and what came.
    package var description: String { "line \(line): expected \(expected), found \(found)" }
}
