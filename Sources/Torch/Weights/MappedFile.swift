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
/// file that another process cuts short while it is in use takes those pages away: replace checkpoints by renaming,
/// as this package's writers do, and never in place.
final class MappedFile: @unchecked Sendable {
    // Unchecked, since a raw pointer is not Sendable: the region is read-only and unmapped by the last owner only.

    /// The path as the caller gave it, for messages.
    let path: String
    /// The whole file.
    let bytes: UnsafeRawBufferPointer
    private let isMapped: Bool

    /// Maps a regular file that is not empty.
    init(path: String) throws(TorchError) {
        // Without O_NONBLOCK, opening a pipe waits for its writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw .file(path: path, expected: "a readable file", found: systemMessage())
        }
        defer { close(descriptor) }
        var information = stat()
        guard fstat(descriptor, &information) == 0 else {
            throw .file(path: path, expected: "a readable file", found: systemMessage())
        }
        guard information.st_mode & S_IFMT == S_IFREG else {
            let isFolder = information.st_mode & S_IFMT == S_IFDIR
            throw .file(path: path, expected: "a regular file", found: isFolder ? "a folder" : "a device or a pipe")
        }
        guard let count = Int(exactly: information.st_size), count > 0 else {
            throw .file(path: path, expected: "a checkpoint", found: "an empty file")
        }
        guard let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
            throw .file(path: path, expected: "a file that can be mapped", found: systemMessage())
        }
        self.path = path
        self.bytes = UnsafeRawBufferPointer(start: address, count: count)
        isMapped = true
    }

    /// Copies bytes that stand for a file's.
    init(path: String, copying content: [UInt8]) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: content.count, alignment: 64)
        copy.copyBytes(from: content)
        self.path = path
        self.bytes = UnsafeRawBufferPointer(copy)
        isMapped = false
    }

    deinit {
        if isMapped {
            munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
        } else {
            bytes.deallocate()
        }
    }

    /// The error of a file that is not what it should be.
    func malformed(expected: String, found: String) -> TorchError {
        .file(path: path, expected: expected, found: found)
    }

    /// A copy of some of the bytes; the range must lie within the file.
    func copy(_ range: Range<Int>) -> [UInt8] {
        [UInt8](bytes[range])
    }
}

/// What the system says of the last call that failed.
func systemMessage() -> String {
    String(cString: strerror(errno))
}
