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
        descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw CommandFailure(.cannotWrite, "\(path): cannot be written: \(String(cString: strerror(errno)))")
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
        FileManager.default.contents(atPath: tagPath).flatMap { String(bytes: $0, encoding: .utf8) }
    }

    /// Drops what there is, to begin a version of the file.
    func restart(tag: String?) throws(CommandFailure) {
        guard ftruncate(descriptor, 0) == 0 else { throw failure(errno) }
        unlink(tagPath)
        if let tag { _ = FileManager.default.createFile(atPath: tagPath, contents: Data(tag.utf8)) }
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
