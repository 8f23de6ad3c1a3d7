internal import Torch

/// A checkpoint that is found and mapped, on the thread that its network shall run on.
struct OpenedWeights {
    let checkpoint: Checkpoint
    var path: String { checkpoint.path }

    /// Opens a file, or the published weights of a name, once the thread and the device are ready.
    init(_ pathOrName: String, for computing: ComputingChoices) throws(MaskRCNNError) {
        try computing.prepare()
        checkpoint = try Checkpoint(weights: pathOrName)
    }
}
