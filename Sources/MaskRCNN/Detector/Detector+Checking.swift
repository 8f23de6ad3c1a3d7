internal import Torch

extension Detector {
    /// Builds the network of a checkpoint as for detecting, and keeps nothing of it.
    ///
    /// - Returns: What was concluded of the checkpoint, as in ``notes``.
    /// - Throws: ``MaskRCNNError``, whatever would keep a detector with these options from being made.
    package static func check(
        weights: String, options: DetectorOptions = DetectorOptions()
    ) throws(MaskRCNNError) -> [String] {
        var options = options
        // How layers are computed says nothing of a file, and packing them takes time.
        options.engine = .libTorch
        return try LoadedModel(weights: weights, options: options).notes
    }
}
