import Files
import Foundation

/// The part of a file that has been fetched so far, beside where the whole will stand: `FILE.part`, and in
/// `FILE.part.tag` the server's word for which version of the file it is a part of.
final class PartialFile: Sendable {
    let path: String
    private let descriptor: Int32

    private var tagPath: String { path + ".tag" }

    /// Opens the part, which is this process's alone until it ends.
    ///
    /// - Throws: ``CommandFailure`` when it cannot be written, or another process is at it.
    init(of whole: String) throws(CommandFailure) {
        path = whole + ".part"
        try OutputFolder.make(Path.folder(of: whole))
        // Its name is known beforehand, so that a fetch can go on with it: what is planted there, such as a link, is not written to.
        descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o644)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
            let reason = errno == ELOOP ? "it is a link" : String(cString: strerror(errno))
            throw CommandFailure(.cannotWrite, "\(path): cannot be written: \(reason)")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw CommandFailure(.cannotWrite, "\(path): cannot be written: it is no regular file")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw CommandFailure(.unavailable, "\(path): another process is fetching this file")
        }
    }

    deinit { close(descriptor) }

    /// How many bytes there are.
    var count: Int {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Which version of the file this is a part of, as the server called it.
    var tag: String? {
        let tag = open(tagPath, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard tag >= 0 else { return nil }
        defer { close(tag) }
        var bytes = [UInt8](repeating: 0, count: 1024)
        let length = read(tag, &bytes, bytes.count)
        guard length > 0, length < bytes.count, let text = String(bytes: bytes.prefix(length), encoding: .utf8) else {
            return nil
        }
        return text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } ? nil : text
    }

    /// Drops what there is, to begin a version of the file.
    func restart(tag: String?) throws(CommandFailure) {
        guard ftruncate(descriptor, 0) == 0 else { throw failure(errno) }
        unlink(tagPath)
        guard let tag else { return }
        let file = open(tagPath, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard file >= 0 else { return }
        // One that is cut off equals none of the server's, and costs a fetch from the start.
        _ = Array(tag.utf8).withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        close(file)
    }

    /// Adds bytes at the end.
    func append(_ bytes: UnsafeRawBufferPointer) throws(CommandFailure) {
        var position = off_t(count)
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = pwrite(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count, position)
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { throw failure(errno) }
            position += off_t(written)
            rest = rest.dropFirst(written)
        }
    }

    /// Gives the whole file its name.
    func finish(as whole: String) throws(CommandFailure) {
        guard fsync(descriptor) == 0, rename(path, whole) == 0 else { throw failure(errno) }
        unlink(tagPath)
    }

    /// Removes it.
    func remove() {
        unlink(path)
        unlink(tagPath)
    }

    private func failure(_ code: Int32) -> CommandFailure {
        CommandFailure(
            .cannotWrite, "\(path): cannot be written: \(String(cString: strerror(code)))",
            hint: "What has been fetched is kept; run the command again to go on.")
    }
}
