import MaskRCNN
import Torch

extension CommandFailure {
    /// What to do about a device that is not there.
    static let deviceHint = "--device cpu computes here; maskrcnn doctor says what there is."

    /// What takes models for semantic segmentation.
    private static let classMapHint = "maskrcnn predict and eval --task semantic run such models."

    /// The failure of a checkpoint to be read or written.
    init(_ error: CheckpointError) {
        switch error {
        case .file, .mismatch: self.init(.badData, error.description)
        case .unwritable: self.init(.cannotWrite, error.description)
        case .memory(let shortage): self.init(shortage)
        }
    }

    /// The failure of a model to load, named by the checkpoint.
    init(loading error: any Error, from path: String) {
        let lines = (error as? MaskRCNNError)?.lines ?? [String(describing: error)]
        let text = lines[0]
        let status: ExitStatus =
            switch error as? MaskRCNNError {
            case .weightsNotFound: .noInput
            case .ambiguousWeights, .otherTask, .notCaffeStyle: .usage
            case .torch(.device): .unavailable
            case .memory: .noMemory
            case .checkpoint(let error), .torch(.checkpoint(let error)): CommandFailure(error).status
            case .torch(.operation): .internalError
            default: .badData
            }
        var hint = status == .unavailable ? Self.deviceHint : nil
        if case .otherTask(_, _, .segmentation)? = error as? MaskRCNNError { hint = Self.classMapHint }
        self.init(
            status, status == .unavailable || text.contains(path) ? text : "\(path): \(text)", hint: hint)
        details = Array(lines.dropFirst())
    }
}
