#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// A file being written under another name beside its own, which it gets when it is complete and safe on the disk.
///
/// A reader sees the old file or the new one, never half of one, and a mapping of the old file stays whole. Where
/// anything fails the part that was written is removed.
final class AtomicFile {
    /// The number of bytes written so far.
    private(set) var position = 0

    private let path: String
    private let temporaryPath: String
    private let descriptor: Int32
    private var isFinished = false
    private var buffer: [UInt8] = []

    private static let bufferSize = 1 << 20

    /// Calls `body` to write a file, and gives the file its name if that succeeds.
    static func write(to path: String, _ body: (AtomicFile) throws(TorchError) -> Void) throws(TorchError) {
        let file = try AtomicFile(path: path)
        try body(file)
        try file.finish()
    }

    private init(path: String) throws(TorchError) {
        self.path = path
        temporaryPath = "\(path).\(String(UInt32.random(in: .min ... .max), radix: 16)).partial"
        descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        buffer.reserveCapacity(AtomicFile.bufferSize)
        guard descriptor >= 0 else {
            isFinished = true
            throw failure("a file that can be created")
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        if !isFinished { unlink(temporaryPath) }
    }

    /// Appends bytes.
    func write(_ bytes: UnsafeRawBufferPointer) throws(TorchError) {
        position += bytes.count
        if buffer.count + bytes.count > AtomicFile.bufferSize { try flush() }
        if bytes.count > AtomicFile.bufferSize {
            try writeAll(bytes)
        } else {
            buffer.append(contentsOf: bytes)
        }
    }

    /// Appends bytes.
    func write(_ bytes: [UInt8]) throws(TorchError) {
        try bytes.withUnsafeBufferPointer { bytes throws(TorchError) in try write(UnsafeRawBufferPointer(bytes)) }
    }

    private func flush() throws(TorchError) {
        try buffer.withUnsafeBufferPointer { bytes throws(TorchError) in try writeAll(UnsafeRawBufferPointer(bytes)) }
        buffer.removeAll(keepingCapacity: true)
    }

    private func writeAll(_ bytes: UnsafeRawBufferPointer) throws(TorchError) {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
            let count = systemWrite(descriptor, rest.baseAddress, rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw failure("room for the file") }
            done += count
        }
    }

    private func finish() throws(TorchError) {
        try flush()
        guard fsync(descriptor) == 0 else { throw failure("a file on the disk") }
        guard rename(temporaryPath, path) == 0 else { throw failure("a place for the file") }
        isFinished = true
        try synchronizeFolder()
    }

    /// The new name, too, must survive a power cut. Some file systems cannot promise that, which is no failure.
    private func synchronizeFolder() throws(TorchError) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP else {
            throw failure("a file on the disk")
        }
    }

    private func failure(_ expected: String) -> TorchError {
        .file(path: path, expected: expected, found: systemMessage())
    }
}

/// The system's `write`, which the method of that name hides.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
