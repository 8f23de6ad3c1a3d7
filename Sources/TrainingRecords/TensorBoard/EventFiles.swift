internal import Files
internal import Foundation

/// The event files of a folder.
package enum EventFiles {
    /// Compares every record of every event file with its checks.
    ///
    /// A last record that was cut off, and zeros that a machine without power leaves, are what a run that was stopped leaves:
    /// TensorBoard reads on with the next file.
    ///
    /// - Returns: How many bytes they have.
    /// - Throws: `TrainingRecordError.damaged` with the file and where in it, `.unreadable`.
    @discardableResult
    package static func verify(inFolder folder: String) throws(TrainingRecordError) -> Int {
        var size = 0
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names.sorted() where name.hasPrefix(EventFileName.prefix) {
            let path = "\(folder)/\(name)"
            let file = try TrainingRecordError.rethrowing { () throws(FileError) in
                try MappedFile(path: path)
            }
            if let place = damage(in: file.bytes) {
                throw .damaged(file: path, reason: "the record at byte \(place) is not what its check sum says")
            }
            size += file.bytes.count
        }
        return size
    }

    /// Where the first record begins that is not what was written; nil where there is none.
    private static func damage(in bytes: UnsafeRawBufferPointer) -> Int? {
        var position = 0
        while position < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[position...])
            guard rest.count >= RecordFraming.headSize else { return nil }
            let length = UInt64(littleEndian: rest.loadUnaligned(as: UInt64.self))
            guard check(in: rest, at: 8) == CRC32C.masked(rest[..<8]) else {
                return rest.allSatisfy { $0 == 0 } ? nil : position
            }
            let head = RecordFraming.headSize
            guard length <= UInt64(rest.count - head), rest.count - head - Int(length) >= 4 else { return nil }
            let end = head + Int(length)
            guard check(in: rest, at: end) == CRC32C.masked(rest[head..<end]) else {
                return rest[head...].allSatisfy { $0 == 0 } ? nil : position
            }
            position += end + 4
        }
        return nil
    }

    private static func check(in bytes: UnsafeRawBufferPointer, at place: Int) -> UInt32 {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
    }
}
