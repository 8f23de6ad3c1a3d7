internal import Files

/// Where a zip file's directory lies, by the records at the file's end.
struct ZipDirectory {
    /// The directory's bytes in the file.
    let range: Range<Int>
    /// The number of entries it claims.
    let count: Int

    private static let endSize = 22
    private static let locatorSize = 20

    /// Finds the end record, which a comment of up to 65,535 bytes may follow, and its zip64 forms.
    init(_ file: MappedFile) throws(CheckpointError) {
        guard let end = ZipDirectory.findEnd(file) else {
            throw file.malformed(
                expected: "a zip file's directory at its end", found: "none: the file may be cut short")
        }
        var reader = ByteReader(file, range: end..<file.bytes.count, subject: "the zip end record")
        _ = try reader.take(4)
        let disks = (try reader.integer(UInt16.self), try reader.integer(UInt16.self))
        let counts = (try reader.integer(UInt16.self), try reader.integer(UInt16.self))
        var size = UInt64(try reader.integer(UInt32.self))
        var offset = UInt64(try reader.integer(UInt32.self))
        var count = UInt64(counts.0)
        guard disks == (0, 0) || disks == (0xFFFF, 0xFFFF), counts.0 == counts.1 else {
            throw file.malformed(expected: "a zip file in one part", found: "one of several")
        }
        var limit = end
        if let record = try ZipDirectory.zip64(file, before: end) {
            // The short record holds either the same numbers or a sign that they do not fit. Two readers that choose
            // differently must not see two different archives.
            guard count == record.count || count == 0xFFFF, size == record.size || size == 0xFFFF_FFFF,
                offset == record.offset || offset == 0xFFFF_FFFF
            else {
                throw file.malformed(expected: "zip end records that agree", found: "two different ones")
            }
            (count, size, offset, limit) = (record.count, record.size, record.offset, record.position)
        }
        guard let start = Int(exactly: offset), let length = Int(exactly: size), start.added(length) == limit else {
            throw file.malformed(
                expected: "a zip directory that ends at offset \(limit)", found: "\(size) bytes from offset \(offset)")
        }
        guard count <= UInt64(ZipArchive.entryLimit), count * UInt64(ZipHeader.size) <= size else {
            throw file.malformed(
                expected: "at most \(min(ZipArchive.entryLimit, length / ZipHeader.size)) zip entries in \(size) bytes",
                found: "\(count)")
        }
        range = start..<limit
        self.count = Int(count)
    }

    private static func findEnd(_ file: MappedFile) -> Int? {
        let bytes = file.bytes
        var position = bytes.count - endSize
        let lowest = max(0, position - 0xFFFF)
        while position >= lowest {
            let signature = bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self)
            if UInt32(littleEndian: signature) == 0x0605_4B50 {
                // A comment may contain the signature: the right one's comment ends with the file.
                let comment = bytes.loadUnaligned(fromByteOffset: position + 20, as: UInt16.self)
                if position + endSize + Int(UInt16(littleEndian: comment)) == bytes.count { return position }
            }
            position -= 1
        }
        return nil
    }

    private static func zip64(
        _ file: MappedFile, before end: Int
    ) throws(CheckpointError) -> (count: UInt64, size: UInt64, offset: UInt64, position: Int)? {
        guard end >= locatorSize else { return nil }
        var locator = ByteReader(file, range: end - locatorSize..<end, subject: "the zip64 locator")
        guard try locator.integer(UInt32.self) == 0x0706_4B50 else { return nil }
        _ = try locator.take(4)
        let place = try locator.integer(UInt64.self)
        guard let position = Int(exactly: place), position < end - locatorSize else {
            throw file.malformed(expected: "a zip64 end record within the file", found: "one at offset \(place)")
        }
        var reader = ByteReader(file, range: position..<end - locatorSize, subject: "the zip64 end record")
        guard try reader.integer(UInt32.self) == 0x0606_4B50,
            try reader.integer(UInt64.self) == UInt64(clamping: end - locatorSize - position - 12)
        else {
            throw file.malformed(expected: "a zip64 end record at offset \(position)", found: "something else")
        }
        _ = try reader.take(4)
        let disks = (try reader.integer(UInt32.self), try reader.integer(UInt32.self))
        let counts = (try reader.integer(UInt64.self), try reader.integer(UInt64.self))
        guard disks == (0, 0), counts.0 == counts.1 else {
            throw file.malformed(expected: "a zip file in one part", found: "one of several")
        }
        return (counts.0, try reader.integer(), try reader.integer(), position)
    }
}
