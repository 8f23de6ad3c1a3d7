package import Torch
internal import Zoo

extension Checkpoint {
    /// Opens a file, or published weights that are on this machine.
    ///
    /// - Parameter key: Which tensors are wanted where there are several networks.
    /// - Throws: ``MaskRCNNError/weightsNotFound(_:)`` and ``MaskRCNNError/checkpoint(_:)``.
    package init(weights pathOrName: String, key: String? = nil) throws(MaskRCNNError) {
        let path: String
        do {
            path = try PublishedWeights.path(of: pathOrName)
        } catch {
            throw .weightsNotFound(error)
        }
        do {
            self = try Checkpoint(contentsOfFile: path, key: key)
        } catch {
            throw .checkpoint(error)
        }
    }

    /// The parameters and buffers of a network in the form that files are written from.
    package static func entries(of state: [(name: String, tensor: Tensor)]) throws(TorchError) -> [Entry] {
        try state.map { (name, tensor) throws(TorchError) in Entry(name: name, tensor: try tensor.stored()) }
    }
}
