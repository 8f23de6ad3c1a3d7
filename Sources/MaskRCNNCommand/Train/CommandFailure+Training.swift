import COCO
import Files
import MaskRCNN
import Torch
import Training
import TrainingRecords

extension CommandFailure {
    /// The failure of a training run.
    init(_ error: TrainingError) {
        let text = error.description
        switch error {
        case .configuration(let key, _, _):
            self.init(.usage, text, hint: "\(TrainingFlags.name(of: key)) sets it.")
        case .configurationFile: self.init(.badData, text)
        case .runExists(let folder):
            self.init(
                .cannotWrite, text,
                hint: "--resume \(folder) goes on with it, --overwrite replaces it, --output names another folder.")
        case .folderInUse(let folder, _):
            self.init(
                .cannotWrite, text,
                hint:
                    "Wait until it ends, or stop it. --output names another folder; \(folder)/run.lock tells who holds this one."
            )
        case .damaged(let file, _): self.init(.badData, text, hint: Self.wayOn(from: file))
        case .nothingToResume: self.init(.noInput, text)
        case .lossNotFinite: self.init(.badData, text)
        case .processesDiffer:
            // Whatever differs, settings or files, is right by itself: what is wrong is how the processes were started.
            self.init(
                .usage, text,
                hint: "All processes of a run are started with the same options, data, weights and program.")
        case .data(let error): self.init(error)
        case .evaluation(let error): self.init(reading: error)
        case .model(let error):
            switch error {
            case .weightsNotFound: self.init(.noInput, text)
            case .torch(let error): self.init(error)
            case .checkpoint(let error): self.init(error)
            case .memory: self.init(.noMemory, text)
            default: self.init(.badData, text)
            }
        case .torch(let error): self.init(error)
        case .memory: self.init(.noMemory, text)
        case .records(.unwritable), .file: self.init(.cannotWrite, text)
        case .records(.unreadable): self.init(.badData, text)
        case .records(.malformed(let file, _, _)), .records(.damaged(let file, _)):
            self.init(.badData, text, hint: Self.wayOn(from: file))
        case .records: self.init(.internalError, text)
        }
    }

    /// What can be done where a file of a run is damaged; nil where the message says it.
    private static func wayOn(from file: String) -> String? {
        let name = Path.name(of: file)
        if name.hasPrefix("events.") {
            return "Without the file the run goes on, and TensorBoard shows what the others have."
        }
        return switch name {
        case "state.safetensors": "Nothing is trained from it. --overwrite starts anew; best.* and last.* may be whole."
        case "metrics.jsonl": "Without that line, or without the file, the run goes on."
        case "manifest.txt": "Remove the run's files by hand, or choose another folder."
        default: nil
        }
    }

    /// The failure of LibTorch, or of the processes that train together.
    private init(_ error: TorchError) {
        switch error {
        case .device: self.init(.unavailable, error.description, hint: Self.deviceHint)
        case .peers: self.init(.unavailable, error.description)
        case .checkpoint(let error): self.init(error)
        case .operation, .mismatch: self.init(.internalError, error.description)
        }
    }
}
