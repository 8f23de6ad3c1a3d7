package import Torch

/// The preset whose tensors a checkpoint's are most like, to say what is missing and what is too much of a file that is of none.
package struct NearestNetwork {
    /// The preset.
    package let configuration: Configuration
    /// What to call it in an error.
    package let words: String

    /// Compares a checkpoint's names and shapes with those of every preset.
    ///
    /// A name counts twice where the shape is the preset's, too: rows of classes differ between models of one network.
    ///
    /// Complexity: O(parameters of the largest preset) of memory at a time; it is for errors alone.
    package init(_ tensors: [String: StoredTensor], presets: [Configuration] = Configuration.presets) throws(TorchError)
    {
        var best: (configuration: Configuration, count: Int)?
        for preset in presets {
            let store = try ParameterStore(.tensors([:]), foldsNormalization: false)
            _ = try withInferenceMode { () throws(TorchError) in try GeneralizedRCNN(preset, store) }
            let count = store.entries.reduce(0) { sum, entry in
                guard let tensor = tensors[entry.name] else { return sum }
                return sum + (tensor.shape == entry.shape ? 2 : 1)
            }
            if count > best?.count ?? 0 { best = (preset, count) }
        }
        configuration = best?.configuration ?? .maskRCNNResNet50FPN
        words =
            best == nil
            ? "\(configuration.name), and no other model either: they have no name in common"
            : "\(configuration.name), the nearest of this program's models"
    }
}
