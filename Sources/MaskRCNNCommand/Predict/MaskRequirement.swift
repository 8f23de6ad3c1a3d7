import MaskRCNN
import Torch

/// What is asked for and only networks with a mask head can give.
struct MaskRequirement {
    /// As typed, such as `--format masks`.
    let option: String

    /// - Throws: ``CommandFailure`` where the network that the options name, or else the checkpoint holds, finds boxes alone.
    func check(_ model: Configuration?, weights path: String) throws(CommandFailure) {
        var network = model
        if network == nil { network = try CheckpointFile.network(in: CheckpointFile.open(path)) }
        guard let network, !network.hasMasks else { return }
        let models = Configuration.presets.filter(\.hasMasks).map(\.name).joined(separator: ", ")
        throw CommandFailure(
            .usage, "\(option) wants masks, and \(network.name) finds \(network.findings)\(network.hasKeypoints ? "" : " alone")",
            hint: "Models with masks: \(models).")
    }
}
