internal import Files

/// The table of contents of a zip file, as far as checkpoints need one: entries stored without compression, zip64.
///
/// Every entry is checked when the archive is opened: it lies within the file, its local header agrees with the
/// directory, no two entries overlap or have the same name. Check sums are compared when an entry is read, so that mapping
/// still reads only what is used; PyTorch compares none.
struct ZipArchive {
    /// An entry's bytes in the file.
    struct Entry {
        /// Where the bytes lie in the file.
        var range: Range<Int>
        /// How the bytes are compressed; 0 means not at all.
        var method: UInt16
        /// The check sum of the bytes; 0 where there is none.
        var sum: UInt32
        /// The number of bytes without compression, as the file says.
        var fullByteCount: Int
    }

    /// The file that holds the archive.
    let file: MappedFile
    /// The entries' names in the directory's order.
    private(set) var names: [String] = []
    private var entries: [String: Entry] = [:]

    /// More entries than any checkpoint has storages.
    static let entryLimit = 1 << 20

    /// Reads the table of contents.
    init(_ file: MappedFile) throws(CheckpointError) {
        self.file = file
        let directory = try ZipDirectory(file)
        var reader = ByteReader(file, range: directory.range, subject: "the zip directory")
        var occupied: [Range<Int>] = []
        for _ in 0..<directory.count {
            let header = try ZipHeader(&reader)
            let range = try header.dataRange(in: file, before: directory.range.lowerBound)
            guard
                entries.updateValue(
                    Entry(
                        range: range, method: header.method, sum: header.sum, fullByteCount: header.fullByteCount),
                    forKey: header.name)
                    == nil
            else {
                throw file.malformed(expected: "each zip entry once", found: "\(header.name.quoted) twice")
            }
            names.append(header.name)
            occupied.append(header.offset..<range.upperBound)
        }
        guard reader.remaining == 0 else {
            throw file.malformed(
                expected: "a zip directory of \(directory.count) entries", found: "\(reader.remaining) bytes more")
        }
        occupied.sort { $0.lowerBound < $1.lowerBound }
        for (first, second) in zip(occupied, occupied.dropFirst()) where first.upperBound > second.lowerBound {
            throw file.malformed(
                expected: "zip entries beside each other", found: "two that overlap at offset \(second.lowerBound)")
        }
    }

    /// Where an entry's bytes lie in the file, or nil where there is no such entry.
    ///
    /// - Throws: `file` for a compressed entry. PyTorch compresses none, and a small file may unpack to any size.
    func range(of name: String) throws(CheckpointError) -> Range<Int>? {
        guard let entry = entries[name] else { return nil }
        guard entry.method == 0 else {
            throw file.malformed(
                expected: "zip entries that are stored as they are, as torch.save writes them",
                found: "\(name.quoted) compressed with method \(entry.method)")
        }
        return entry.range
    }

    /// An entry; nil where there is none of this name.
    func entry(_ name: String) -> Entry? { entries[name] }

    /// What stands in the file as an entry's check sum; nil where it is 0, as `torch.serialization.set_crc32_options(False)` leaves
    /// it: no file has that sum but by a chance of one in four billions.
    func sum(of name: String) -> TensorStorage.CheckSum? {
        entries[name].flatMap { entry in
            entry.sum == 0 ? nil : TensorStorage.CheckSum(value: entry.sum, subject: "the zip entry \(name.quoted)")
        }
    }

    /// Where the bytes of a short entry lie, found to be what its check sum says; nil where there is no such entry.
    func verifiedRange(of name: String) throws(CheckpointError) -> Range<Int>? {
        guard let range = try range(of: name) else { return nil }
        if let sum = sum(of: name) { try file.verify(UnsafeRawBufferPointer(rebasing: file.bytes[range]), sum) }
        return range
    }

    /// The text of a short entry, without white space around it, or nil where there is no such entry.
    func shortText(of name: String) throws(CheckpointError) -> String? {
        guard let range = try verifiedRange(of: name) else { return nil }
        guard range.count <= 64, let text = String(validating: file.bytes[range], as: UTF8.self) else {
            throw file.malformed(expected: "a word in \(name.quoted)", found: "\(range.count) bytes")
        }
        return String(text.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }
}
