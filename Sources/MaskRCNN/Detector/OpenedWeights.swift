internal import Torch
internal import Zoo

/// A checkpoint that is found and mapped, on the thread that its network shall run on.
struct OpenedWeights {
    let path: String
    let checkpoint: Checkpoint

    /// Opens a file, or the published weights of a name, once the thread and the device are ready.
    init(_ pathOrName: String, for computing: ComputingChoices) throws(MaskRCNNError) {
        let path: String
        do {
            path = try PublishedWeights.path(of: pathOrName)
        } catch {
            throw .weightsNotFound(error)
        }
        try computing.prepare()
        self.path = path
        checkpoint = try torch { () throws(TorchError) in try Checkpoint(contentsOfFile: path) }
    }
}
