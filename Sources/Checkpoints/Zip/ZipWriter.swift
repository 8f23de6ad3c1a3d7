internal import Files

/// What a zip file is written to.
protocol ZipOutput {
    /// The number of bytes written so far.
    var position: Int { get }
    func append(_ bytes: [UInt8]) throws(CheckpointError)
    func append(_ bytes: UnsafeRawBufferPointer) throws(CheckpointError)
}

extension AtomicFile: ZipOutput {}

/// Writes a zip file of entries that are stored as they are, each beginning at a multiple of 64 bytes, as PyTorch does:
/// a mapping of the file can then be used in place.
struct ZipWriter {
    private struct Entry {
        var name: [UInt8]
        var byteCount: UInt64
        var offset: UInt64
        var sum: UInt32
    }

    /// The numbers of a header that has no room for larger ones, and what stands there instead.
    private static let limit: UInt64 = 0xFFFF_FFFF
    private static let alignment = 64
    // The first day that zip files know: the same tensors always make the same file.
    private static let date: [UInt8] = [0, 0, 0x21, 0]
    /// Names are UTF-8.
    private static let flags: UInt16 = 0x800

    private let file: any ZipOutput
    private var entries: [Entry] = []

    init(_ file: any ZipOutput) {
        self.file = file
    }

    /// Adds a short entry.
    mutating func add(_ name: String, _ bytes: [UInt8]) throws(CheckpointError) {
        try bytes.withUnsafeBufferPointer { bytes throws(CheckpointError) in
            try add(name, UnsafeRawBufferPointer(bytes))
        }
    }

    /// Adds an entry.
    mutating func add(_ name: String, _ bytes: UnsafeRawBufferPointer) throws(CheckpointError) {
        var sum = CRC32()
        sum.add(bytes)
        let entry = Entry(
            name: Array(name.utf8), byteCount: UInt64(bytes.count), offset: UInt64(file.position), sum: sum.value)
        entries.append(entry)
        let zip64 = entry.byteCount >= ZipWriter.limit ? little(UInt16(1), UInt16(16)) + twice(entry.byteCount) : []
        // What is left up to the next multiple is a field of its own, with PyTorch's identifier.
        let unpadded = file.position + 30 + entry.name.count + zip64.count + 4
        let padding = (ZipWriter.alignment - unpadded % ZipWriter.alignment) % ZipWriter.alignment
        var header = little(UInt32(0x0403_4B50)) + common(entry)
        header += little(UInt16(entry.name.count), UInt16(zip64.count + 4 + padding)) + entry.name + zip64
        header += little(UInt16(0x4246), UInt16(padding)) + [UInt8](repeating: UInt8(ascii: "Z"), count: padding)
        try file.append(header)
        try file.append(bytes)
    }

    /// Writes the directory.
    func finish() throws(CheckpointError) {
        let start = UInt64(file.position)
        for entry in entries {
            var zip64 = entry.byteCount >= ZipWriter.limit ? twice(entry.byteCount) : []
            if entry.offset >= ZipWriter.limit { zip64 += little(entry.offset) }
            if !zip64.isEmpty { zip64 = little(UInt16(1), UInt16(zip64.count)) + zip64 }
            var header = little(UInt32(0x0201_4B50)) + little(UInt16(45)) + common(entry)
            header += little(UInt16(entry.name.count), UInt16(zip64.count)) + [UInt8](repeating: 0, count: 10)
            try file.append(header + little(UInt32(min(entry.offset, ZipWriter.limit))) + entry.name + zip64)
        }
        let end = UInt64(file.position)
        let count = UInt64(entries.count)
        // PyTorch writes the long record always, too.
        var record = little(UInt32(0x0606_4B50)) + little(UInt64(44)) + little(UInt16(45), UInt16(45))
        record += little(UInt32(0), UInt32(0)) + little(count, count, end - start, start)
        record += little(UInt32(0x0706_4B50), UInt32(0)) + little(end) + little(UInt32(1))
        record += little(UInt32(0x0605_4B50)) + little(UInt16(0), UInt16(0))
        record += little(UInt16(min(count, 0xFFFF)), UInt16(min(count, 0xFFFF)))
        record += little(UInt32(min(end - start, ZipWriter.limit)), UInt32(min(start, ZipWriter.limit)))
        try file.append(record + little(UInt16(0)))
    }

    /// The fields from the version needed up to the sizes, which local headers and the directory share.
    private func common(_ entry: Entry) -> [UInt8] {
        let isLong = entry.byteCount >= ZipWriter.limit || entry.offset >= ZipWriter.limit
        let size = UInt32(min(entry.byteCount, ZipWriter.limit))
        return little(UInt16(isLong ? 45 : 20), ZipWriter.flags, UInt16(0)) + ZipWriter.date
            + little(entry.sum, size, size)
    }

    private func twice(_ number: UInt64) -> [UInt8] { little(number, number) }

    /// Numbers' bytes, lowest first.
    private func little<T: FixedWidthInteger>(_ numbers: T...) -> [UInt8] {
        numbers.flatMap { number in withUnsafeBytes(of: number.littleEndian, Array.init) }
    }
}
