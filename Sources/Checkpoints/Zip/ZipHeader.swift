internal import Files

/// One entry of a zip directory.
struct ZipHeader {
    /// The size of an entry without its name and what follows it.
    static let size = 46

    let name: String
    let method: UInt16
    /// The number of bytes in the file.
    let byteCount: Int
    /// The number of bytes without compression, as the file says.
    let fullByteCount: Int
    /// Where the local header lies in the file.
    let offset: Int
    /// The check sum of the bytes; 0 where whoever wrote the file took none.
    let sum: UInt32

    /// Reads the directory's next entry.
    init(_ reader: inout ByteReader) throws(CheckpointError) {
        let file = reader.file
        guard try reader.integer(UInt32.self) == 0x0201_4B50 else {
            throw file.malformed(expected: "a zip entry at offset \(reader.offset - 4)", found: "something else")
        }
        _ = try reader.take(4)
        let flags = try reader.integer(UInt16.self)
        method = try reader.integer()
        _ = try reader.take(4)
        sum = try reader.integer()
        var compressed = UInt64(try reader.integer(UInt32.self))
        var full = UInt64(try reader.integer(UInt32.self))
        let lengths = (
            try reader.integer(UInt16.self), try reader.integer(UInt16.self), try reader.integer(UInt16.self)
        )
        _ = try reader.take(8)
        var offset = UInt64(try reader.integer(UInt32.self))
        let name = try reader.text(reader.take(lengths.0))
        var extra = ByteReader(file, range: try reader.take(lengths.1), subject: "a zip entry's extra field")
        _ = try reader.take(lengths.2)

        while extra.remaining >= 4 {
            let kind = try extra.integer(UInt16.self)
            let range = try extra.take(try extra.integer(UInt16.self))
            guard kind == 1 else { continue }
            // Of zip64's numbers those are there, in this order, that did not fit above.
            var zip64 = ByteReader(file, range: range, subject: "a zip64 extra field")
            if full == 0xFFFF_FFFF { full = try zip64.integer() }
            if compressed == 0xFFFF_FFFF { compressed = try zip64.integer() }
            if offset == 0xFFFF_FFFF { offset = try zip64.integer() }
        }
        guard flags & 1 == 0 else {
            throw file.malformed(expected: "zip entries that are not encrypted", found: "\(name.quoted) encrypted")
        }
        guard method != 0 || compressed == full else {
            throw file.malformed(
                expected: "a stored zip entry of one size", found: "\(name.quoted) of \(compressed) and \(full) bytes")
        }
        guard let byteCount = Int(exactly: compressed), let fullByteCount = Int(exactly: full),
            let offset = Int(exactly: offset)
        else {
            throw file.malformed(expected: "a zip entry within the file", found: "\(name.quoted) at offset \(offset)")
        }
        self.name = name
        self.byteCount = byteCount
        self.fullByteCount = fullByteCount
        self.offset = offset
    }

    /// Where the entry's bytes lie, by the local header, whose name and lengths may differ from the directory's.
    func dataRange(in file: MappedFile, before limit: Int) throws(CheckpointError) -> Range<Int> {
        guard offset < limit else {
            throw file.malformed(expected: "a zip entry within the file", found: "\(name.quoted) at offset \(offset)")
        }
        var reader = ByteReader(file, range: offset..<limit, subject: "the zip entry \(name.quoted)")
        guard try reader.integer(UInt32.self) == 0x0403_4B50 else {
            throw file.malformed(expected: "\(name.quoted) at offset \(offset)", found: "no zip entry")
        }
        _ = try reader.take(2)
        let localFlags = try reader.integer(UInt16.self)
        let localMethod = try reader.integer(UInt16.self)
        _ = try reader.take(4)
        let localSum = try reader.integer(UInt32.self)
        _ = try reader.take(8)
        let lengths = (try reader.integer(UInt16.self), try reader.integer(UInt16.self))
        let localName = try reader.text(reader.take(lengths.0))
        _ = try reader.take(lengths.1)
        guard localName == name, localMethod == method else {
            throw file.malformed(
                expected: "\(name.quoted) at offset \(offset)", found: "\(localName.quoted) or another compression")
        }
        // A writer that could not go back has the sum behind the bytes instead, which bit 3 says.
        guard localSum == sum || localFlags & 8 != 0 else {
            throw file.malformed(
                expected: "\(name.quoted) with the check sum \(sum.hexadecimal)",
                found: "\(localSum.hexadecimal) before it")
        }
        return try reader.take(byteCount)
    }
}
