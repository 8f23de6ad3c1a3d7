internal import CZlib
package import Files

/// Small files in a zip file, as programs other than PyTorch write and read them.
package enum ZipFile {
    /// A file in the archive.
    package struct Entry: Sendable {
        /// Its name, with the folders that it is in.
        package var name: String
        package var bytes: [UInt8]

        package init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// The most that deflate makes of a byte.
    private static let mostOfByte = 1032

    /// The bytes of a zip file of entries that are stored as they are; no two may have one name.
    package static func bytes(_ entries: [Entry]) -> [UInt8] {
        let memory = MemoryOutput()
        do {
            var writer = ZipWriter(memory)
            for entry in entries { try writer.add(entry.name, entry.bytes) }
            try writer.finish()
        } catch {
            // Memory takes everything.
        }
        return memory.bytes
    }

    private final class MemoryOutput: ZipOutput {
        private(set) var bytes: [UInt8] = []
        var position: Int { bytes.count }
        func append(_ more: [UInt8]) { bytes += more }
        func append(_ more: UnsafeRawBufferPointer) { bytes += more }
    }

    /// Reads all entries, stored or deflated, in the order of the archive's directory; folders are left out.
    /// - Throws: `CheckpointError` where the file is no zip file or damaged, two entries have one name, or one is compressed otherwise or to
    ///   other bytes than its check sum says; `.memory` where an entry does not fit the memory that the process may take.
    package static func entries(of file: MappedFile) throws(CheckpointError) -> [Entry] {
        let archive = try ZipArchive(file)
        var result: [Entry] = []
        for name in archive.names where !name.hasSuffix("/") {
            guard let entry = archive.entry(name) else { continue }
            result.append(Entry(name: name, bytes: try content(of: entry, name, in: file)))
        }
        return result
    }

    private static func content(
        of entry: ZipArchive.Entry, _ name: String, in file: MappedFile
    ) throws(CheckpointError) -> [UInt8] {
        let stored = UnsafeRawBufferPointer(rebasing: file.bytes[entry.range])
        let bytes: [UInt8]
        switch entry.method {
        case 0: bytes = Array(stored)
        case 8:
            let count = entry.fullByteCount
            guard count <= stored.count.multipliedReportingOverflow(by: mostOfByte).partialValue,
                let size = UInt32(exactly: count), let storedSize = UInt32(exactly: stored.count)
            else {
                throw file.malformed(
                    expected: "\(name.quoted) of at most 4 GB and \(mostOfByte) bytes for each deflated one",
                    found: "\(count) bytes of \(stored.count)")
            }
            do {
                try MemoryBudget.process.check(count, for: name.quoted, of: file.path)
            } catch {
                throw .memory(error)
            }
            var code: Int32 = 0
            bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
                code = cz_inflate(stored.baseAddress, storedSize, buffer.baseAddress, size)
                initialized = code == 0 ? count : 0
            }
            guard code == 0 else {
                throw file.malformed(
                    expected: "\(name.quoted) deflated from \(count) bytes", found: "zlib's error \(code)")
            }
        default:
            throw file.malformed(
                expected: "zip entries that are stored or deflated",
                found: "\(name.quoted) compressed with method \(entry.method)")
        }
        try bytes.withUnsafeBufferPointer { bytes throws(CheckpointError) in
            try file.verify(
                UnsafeRawBufferPointer(bytes),
                TensorStorage.CheckSum(value: entry.sum, subject: "the zip entry \(name.quoted)"))
        }
        return bytes
    }
}
