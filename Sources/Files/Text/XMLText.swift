/// An XML document as the system's parser can be given it: UTF-8 without declarations.
///
/// The parser traps on some text that is not of the encoding that it takes it for. So the bytes are checked, and what is
/// declared in another encoding is converted, first; there are sets in GBK and in Latin-1.
package struct XMLText {
    /// UTF-8; the declaration of an encoding, which holds no longer, and an empty document type are blanked.
    package private(set) var bytes: [UInt8]

    /// Converts and checks a document.
    /// - Throws: `TextFault` where it is not of its encoding, or declares entities or anything else of its own: they could
    ///   grow without end, and no file has a use for them.
    package init(_ content: UnsafeRawBufferPointer) throws(TextFault) {
        let encoding = UTF8Text.wideEncoding(of: content) ?? XMLText.declaredEncoding(of: content)
        bytes = try EncodedText.utf8(content, encoding: encoding ?? "UTF-8")
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes.removeFirst(3) }
        if bytes.starts(with: "<?xml".utf8), let end = place(of: "?>", from: 0) { blank(0..<(end + 2)) }
        if let start = place(of: "<!ENTITY", from: 0) {
            throw fault(at: start, expected: "XML without declarations of entities")
        }
        guard let start = place(of: "<!DOCTYPE", from: 0) else { return }
        guard let end = bytes[start...].firstIndex(where: { $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "[") }),
            bytes[end] == UInt8(ascii: ">")
        else { throw fault(at: start, expected: "XML without declarations in its document type") }
        blank(start..<(end + 1))
    }

    private func fault(at place: Int, expected: String) -> TextFault {
        TextFault(line: bytes[..<place].count { $0 == UInt8(ascii: "\n") } + 1, expected: expected, found: "some")
    }

    /// Spaces for all but line feeds, so that lines keep their numbers.
    private mutating func blank(_ range: Range<Int>) {
        for index in range where bytes[index] != UInt8(ascii: "\n") { bytes[index] = UInt8(ascii: " ") }
    }

    private func place(of word: String, from start: Int) -> Int? {
        let word = Array(word.utf8)
        guard bytes.count >= word.count else { return nil }
        return bytes.withUnsafeBufferPointer { bytes in
            (start...(bytes.count - word.count)).first { place in
                bytes[place] == word[0] && word.indices.allSatisfy { bytes[place + $0] == word[$0] }
            }
        }
    }

    /// What `<?xml … encoding="…"?>` says; nil where nothing is declared.
    private static func declaredEncoding(of content: UnsafeRawBufferPointer) -> String? {
        let isMarked = content.starts(with: [0xef, 0xbb, 0xbf])
        let head = String(decoding: content.dropFirst(isMarked ? 3 : 0).prefix(256), as: UTF8.self)
        guard head.hasPrefix("<?xml") else { return nil }
        let declaration = head.prefix { $0 != ">" }
        guard let name = declaration.ranges(of: "encoding").first else { return nil }
        let rest = declaration[name.upperBound...].drop { $0.isWhitespace || $0 == "=" }
        guard let quote = rest.first, quote == "\"" || quote == "'" else { return nil }
        return String(rest.dropFirst().prefix { $0 != quote })
    }
}
