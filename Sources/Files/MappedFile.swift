#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// A file's bytes, mapped into memory for as long as this object lives and never written.
///
/// Mapping costs the same for a megabyte as for a gigabyte; pages arrive as they are touched. As with every mapping, a
/// file that another process cuts short while it is in use takes those pages away: replace files by renaming, as
/// `AtomicFile` does, and never in place. A pipe is read to its end first.
public final class MappedFile: @unchecked Sendable {
    // Unchecked, since a raw pointer is not Sendable: the region is read-only and unmapped by the last owner only.

    /// The path as the caller gave it, for messages.
    public let path: String
    /// The whole file; empty for an empty one.
    public let bytes: UnsafeRawBufferPointer
    private let isMapped: Bool

    /// Maps a regular file, or reads a pipe to its end.
    /// - Throws: `FileError.unreadable` where there is no such file, or it is a folder.
    public convenience init(path: String) throws(FileError) {
        try self.init(path: path, readsPipes: true)
    }

    /// Maps a regular file.
    /// - Parameter readsPipes: Whether a pipe or a device is read to its end, rather than refused.
    /// - Throws: `FileError.unreadable` where there is no such file, or it is a folder.
    public init(path: String, readsPipes: Bool) throws(FileError) {
        // Without O_NONBLOCK, opening a pipe waits for its writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | (readsPipes ? 0 : O_NONBLOCK))
        guard descriptor >= 0 else { throw .unreadable(file: path, reason: systemReason()) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(file: path, reason: systemReason()) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw .unreadable(file: path, reason: "it is a folder") }
        self.path = path
        guard status.st_mode & S_IFMT == S_IFREG else {
            guard readsPipes else { throw .unreadable(file: path, reason: "it is a device or a pipe") }
            bytes = UnsafeRawBufferPointer(try MappedFile.readAll(descriptor, path: path))
            isMapped = false
            return
        }
        guard let count = Int(exactly: status.st_size), count > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            isMapped = false
            return
        }
        guard let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
            throw .unreadable(file: path, reason: systemReason())
        }
        bytes = UnsafeRawBufferPointer(start: address, count: count)
        isMapped = true
    }

    /// Copies bytes that stand for a file's; `path` is what messages call it.
    public init(path: String, copying content: [UInt8]) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: content.count, alignment: 64)
        copy.copyBytes(from: content)
        self.path = path
        bytes = UnsafeRawBufferPointer(copy)
        isMapped = false
    }

    deinit {
        if isMapped {
            munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
        } else {
            bytes.deallocate()
        }
    }

    private static func readAll(
        _ descriptor: Int32, path: String
    ) throws(FileError) -> UnsafeMutableRawBufferPointer {
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(file: path, reason: systemReason()) }
            if count == 0 { break }
            content += chunk[..<count]
        }
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: content.count, alignment: 64)
        copy.copyBytes(from: content)
        return copy
    }
}
