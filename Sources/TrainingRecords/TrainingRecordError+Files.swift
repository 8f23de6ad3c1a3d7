internal import Files

extension TrainingRecordError {
    /// The same, of a file.
    init(_ error: FileError) {
        switch error {
        case .unreadable(let file, let reason): self = .unreadable(file: file, reason: reason)
        case .unwritable(let file, let reason), .unusableName(let file, let reason):
            self = .unwritable(file: file, reason: reason)
        }
    }

    /// Makes a folder, with those that it stands in, where there is none.
    static func makeFolder(_ path: String) throws(TrainingRecordError) {
        do throws(FileError) {
            try Folder.make(path)
        } catch {
            throw .unwritable(file: path, reason: "no folder can be made there: \(error.reason)")
        }
    }

    /// Calls `body` and throws its error as one of this target.
    static func rethrowing<Value>(
        _ body: () throws(FileError) -> Value
    ) throws(TrainingRecordError) -> Value {
        do throws(FileError) {
            return try body()
        } catch {
            throw TrainingRecordError(error)
        }
    }
}
