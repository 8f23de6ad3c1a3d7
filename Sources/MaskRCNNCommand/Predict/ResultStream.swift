import Files
import Foundation

/// Results that grow while the run goes on: in a temporary file that takes its name when it is whole, or on
/// standard output.
final class ResultStream {
    private let path: String
    private let temporary: String
    /// nil on standard output, and once finished or discarded.
    private var descriptor: Int32?
    private var buffer: [UInt8] = []
    private let isStandardOutput: Bool

    /// Starts results at a path, or at `-` for standard output.
    init(path: String) throws(CommandFailure) {
        self.path = path
        isStandardOutput = path == "-"
        temporary = "\(Path.folder(of: path))/.\(Path.name(of: path)).\(getpid()).part"
        guard !isStandardOutput else { return }
        let descriptor = open(temporary, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw Self.failure(path, errno) }
        self.descriptor = descriptor
    }

    deinit { discard() }

    /// Adds text.
    func append(_ text: String) throws(CommandFailure) {
        if isStandardOutput {
            try Console.standard.write(Array(text.utf8))
            return
        }
        buffer.append(contentsOf: text.utf8)
        if buffer.count > 1 << 16 { try flush() }
    }

    /// Gives the results their name.
    func finish() throws(CommandFailure) {
        guard let descriptor else { return }
        try flush()
        self.descriptor = nil
        // A disk may say that it is full only now.
        guard fsync(descriptor) == 0 || errno == EINVAL, close(descriptor) == 0, rename(temporary, path) == 0 else {
            let code = errno
            unlink(temporary)
            throw Self.failure(path, code)
        }
    }

    /// Removes what was written.
    func discard() {
        guard let descriptor else { return }
        self.descriptor = nil
        close(descriptor)
        unlink(temporary)
    }

    private func flush() throws(CommandFailure) {
        guard let descriptor else { return }
        var start = 0
        while start < buffer.count {
            let count = buffer.withUnsafeBytes { bytes in
                write(descriptor, bytes.baseAddress.map { $0 + start }, bytes.count - start)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                let code = errno
                discard()
                throw Self.failure(path, code)
            }
            start += count
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private static func failure(_ path: String, _ code: Int32) -> CommandFailure {
        CommandFailure(.cannotWrite, "\(path): cannot be written: \(String(cString: strerror(code)))")
    }
}
