import Files

/// Results that grow while the run goes on: in a temporary file that takes its name when it is whole, or on
/// standard output.
final class ResultStream {
    private let path: String
    /// nil on standard output, and once finished or discarded.
    private var file: AtomicFile?

    private var isStandardOutput: Bool { path == "-" }

    /// Starts results at a path, or at `-` for standard output.
    init(path: String) throws(CommandFailure) {
        self.path = path
        file = nil
        if isStandardOutput { return }
        do throws(FileError) {
            file = try AtomicFile(path: path)
        } catch {
            throw Self.failure(error)
        }
    }

    /// Adds text.
    func append(_ text: String) throws(CommandFailure) {
        if isStandardOutput {
            try Console.standard.write(Array(text.utf8))
            return
        }
        do throws(FileError) {
            try file?.write(Array(text.utf8))
        } catch {
            discard()
            throw Self.failure(error)
        }
    }

    /// Gives the results their name.
    func finish() throws(CommandFailure) {
        defer { discard() }
        do throws(FileError) {
            try file?.commit()
        } catch {
            throw Self.failure(error)
        }
    }

    /// Removes what was written and has no name yet.
    func discard() { file = nil }

    private static func failure(_ error: FileError) -> CommandFailure {
        CommandFailure(.cannotWrite, error.description)
    }
}
