public import COCO
public import Files
public import MaskRCNN
public import Torch
public import TrainingData
public import TrainingRecords

/// What can go wrong in training.
public enum TrainingError: Error, Sendable, CustomStringConvertible {
    /// A setting makes no sense.
    case configuration(key: String, expected: String, found: String)
    /// A configuration file cannot be read, or is not one: its path, and what is wrong where.
    case configurationFile(file: String, reason: String)
    /// A folder holds a run already.
    case runExists(folder: String)
    /// Another run is at work in a folder; who it is, as far as it tells.
    case folderInUse(folder: String, holder: String)
    /// A file of a run is not what the run wrote there, or is gone.
    case damaged(file: String, reason: String)
    /// There is nothing to resume in a folder.
    case nothingToResume(folder: String, reason: String)
    /// A loss is NaN or infinite: the step, the losses by name, and the images of the batch.
    case lossNotFinite(step: Int, losses: [String: Double], images: [String])
    /// The processes of a run were not started alike: what differs, a sentence each.
    case processesDiffer([String])
    /// The data cannot be used.
    case data(TrainingDataError)
    /// An evaluation failed.
    case evaluation(COCOError)
    /// The network cannot be made or run.
    case model(MaskRCNNError)
    /// A step would need more memory than the budget has; nothing was allocated for it.
    case memory(MemoryShortage)
    /// LibTorch refuses.
    case torch(TorchError)
    /// A file of the run cannot be written.
    case records(TrainingRecordError)
    /// A file or folder of the run cannot be written or read.
    case file(file: String, reason: String)

    /// In words.
    public var description: String {
        switch self {
        case .configuration(let key, let expected, let found): "\(key): expected \(expected), found \(found)"
        case .configurationFile(let path, let problem): "\(path): \(problem)"
        case .runExists(let folder):
            "\(folder) holds a training run already: resume it, or choose another folder"
        case .folderInUse(let folder, let holder): "\(folder): another run is at work there: \(holder)"
        case .damaged(let file, let problem): "\(file): \(problem)"
        case .nothingToResume(let folder, let reason): "\(folder): nothing to resume: \(reason)"
        case .lossNotFinite(let step, let losses, let images):
            """
            step \(step): the loss is not finite (\(losses.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
                .joined(separator: ", "))) for \(images.joined(separator: ", ")); a lower learning rate, a longer warm-up \
            or clipped gradients may help
            """
        case .processesDiffer(let differences):
            "the processes of this run do not agree: " + differences.prefix(12).joined(separator: "; ")
                + (differences.count > 12 ? "; and \(differences.count - 12) more" : "")
        case .data(let error): "\(error)"
        case .evaluation(let error): "\(error)"
        case .model(let error): "\(error)"
        case .memory(let shortage): shortage.description
        case .torch(let error): "\(error)"
        case .records(let error): "\(error)"
        case .file(let path, let problem): "\(path): \(problem)"
        }
    }
}

extension TrainingError {
    /// A file of a run that cannot be read is at fault itself; one that cannot be written, the disk.
    init(_ error: FileError) {
        switch error {
        case .unreadable(let file, let reason): self = .damaged(file: file, reason: "cannot be read: \(reason)")
        case .unwritable(let file, let reason), .unusableName(let file, let reason):
            self = .file(file: file, reason: "cannot be written: \(reason)")
        }
    }

    /// Calls `body` and throws its error as one of this target.
    static func rethrowing<Value>(_ body: () throws(FileError) -> Value) throws(TrainingError) -> Value {
        do throws(FileError) {
            return try body()
        } catch {
            throw TrainingError(error)
        }
    }

    /// Calls `body`, which reads or writes a file of a run, and throws its error as that file's.
    static func rethrowing<Value>(_ body: () throws(CheckpointError) -> Value) throws(TrainingError) -> Value {
        do throws(CheckpointError) {
            return try body()
        } catch {
            throw TrainingError(error)
        }
    }

    /// Calls `body`, which makes tensors of those of a file of a run.
    static func rethrowing<Value>(_ body: () throws(TorchError) -> Value) throws(TrainingError) -> Value {
        do throws(TorchError) {
            return try body()
        } catch {
            if case .checkpoint(let error) = error { throw TrainingError(error) }
            throw .torch(error)
        }
    }

    /// The error of a checkpoint among the files of a run.
    private init(_ error: CheckpointError) {
        switch error {
        case .unwritable(let file, let reason): self = .file(file: file, reason: "cannot be written: \(reason)")
        case .file(let file, let expected, let found):
            self = .damaged(file: file, reason: "expected \(expected), found \(found)")
        case .memory(let shortage): self = .memory(shortage)
        case .mismatch: self = .torch(.checkpoint(error))
        }
    }
}
