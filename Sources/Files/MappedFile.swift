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
/// `AtomicFile` does, and never in place. What is no regular file is refused.
public final class MappedFile: @unchecked Sendable {
    // Unchecked, since a raw pointer is not Sendable: the region is read-only and unmapped by the last owner only.

    /// The path as the caller gave it, for messages.
    public let path: String
    /// The whole file; empty for an empty one.
    public let bytes: UnsafeRawBufferPointer
    private let isMapped: Bool

    /// Maps a regular file.
    /// - Parameter readsStandardInput: Whether the path is one that a user named, so that `/dev/stdin` means standard input,
    ///   which is read to its end.
    /// - Throws: `FileError.unreadable` where there is no such file, or it is a folder, a pipe, a socket or a device.
    public init(path: String, readsStandardInput: Bool = false) throws(FileError) {
        let isInput = readsStandardInput && RegularFile.isStandardInput(path)
        let file = isInput ? try RegularFile(standardInput: path) : try RegularFile(path: path)
        self.path = path
        guard file.isRegular else {
            bytes = MappedFile.copy(try file.rest())
            isMapped = false
            return
        }
        guard file.size > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            isMapped = false
            return
        }
        guard let address = mmap(nil, file.size, PROT_READ, MAP_PRIVATE, file.descriptor, 0), address != MAP_FAILED
        else {
            throw .unreadable(file: path, reason: System.reason)
        }
        bytes = UnsafeRawBufferPointer(start: address, count: file.size)
        isMapped = true
    }

    /// Copies bytes that stand for a file's; `path` is what messages call it.
    public init(path: String, copying content: [UInt8]) {
        self.path = path
        bytes = MappedFile.copy(content)
        isMapped = false
    }

    deinit {
        if isMapped {
            munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
        } else {
            bytes.deallocate()
        }
    }

    private static func copy(_ content: [UInt8]) -> UnsafeRawBufferPointer {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: content.count, alignment: 64)
        copy.copyBytes(from: content)
        return UnsafeRawBufferPointer(copy)
    }
}
