import MaskRCNN
import Torch

extension CommandFailure {
    /// The failure of a model to load, named by the checkpoint.
    init(loading error: any Error, from path: String) {
        let text = String(describing: error)
        let status: ExitStatus =
            switch error as? MaskRCNNError {
            case .weightsNotFound: .noInput
            case .torch(.mismatch(operation: "device", _, _)): .unavailable
            case .torch(.operation): .internalError
            default: .badData
            }
        self.init(status, status == .unavailable || text.contains(path) ? text : "\(path): \(text)")
    }
}
