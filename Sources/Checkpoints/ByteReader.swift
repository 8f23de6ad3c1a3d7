internal import Files

/// A cursor over part of a mapped file that never leaves that part.
///
/// Every number in a file is a claim: lengths are compared with what is left before anything is read or allocated.
struct ByteReader {
    /// The file that is read.
    let file: MappedFile
    /// What the bytes are, for messages: "the zip directory".
    let subject: String
    /// The position, counted from the file's start.
    private(set) var offset: Int
    /// The end of the part that may be read.
    let end: Int

    /// Reads `range` of a file; the range must lie within the file.
    init(_ file: MappedFile, range: Range<Int>, subject: String) {
        self.file = file
        self.subject = subject
        offset = range.lowerBound
        end = range.upperBound
    }

    /// The number of bytes that are left.
    var remaining: Int { end - offset }

    /// Passes over `count` bytes and returns where they lie in the file.
    mutating func take(_ count: Int) throws(CheckpointError) -> Range<Int> {
        guard count >= 0, count <= remaining else {
            throw file.malformed(
                expected: "\(count) more bytes of \(subject) at offset \(offset)", found: "only \(remaining)")
        }
        defer { offset += count }
        return offset..<offset + count
    }

    /// Passes over as many bytes as an unsigned number in the file says, which may be more than an `Int` holds.
    mutating func take(_ count: some UnsignedInteger) throws(CheckpointError) -> Range<Int> {
        try take(Int(clamping: count))
    }

    /// Reads a little-endian number.
    mutating func integer<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type = T.self) throws(CheckpointError) -> T
    {
        let range = try take(MemoryLayout<T>.size)
        return T(littleEndian: file.bytes.loadUnaligned(fromByteOffset: range.lowerBound, as: type))
    }

    /// Reads up to a line feed, passes over that and returns the range before it.
    mutating func line() throws(CheckpointError) -> Range<Int> {
        guard let feed = file.bytes[offset..<end].firstIndex(of: UInt8(ascii: "\n")) else {
            throw file.malformed(expected: "a line of \(subject) at offset \(offset)", found: "no line feed")
        }
        defer { offset = feed + 1 }
        return offset..<feed
    }

    /// The text of `range`, which must be UTF-8.
    func text(_ range: Range<Int>) throws(CheckpointError) -> String {
        let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[range])
        if let flaw = UTF8Text.firstFlaw(in: bytes, 0..<bytes.count) {
            throw file.malformed(
                expected: "UTF-8 in \(subject)", found: "other bytes at offset \(range.lowerBound + flaw)")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension String {
    /// The text within quotation marks, cut short and without control characters: names in a file may be anything.
    var quoted: String {
        var text = "\""
        for (count, scalar) in unicodeScalars.enumerated() {
            if count == 100 {
                text += "…"
                break
            }
            text += scalar.value < 0x20 || scalar.value == 0x7F ? "\u{FFFD}" : String(scalar)
        }
        return text + "\""
    }
}
