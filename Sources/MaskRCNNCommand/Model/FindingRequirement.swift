import MaskRCNN
import Torch

/// What is asked for and only some networks can give.
struct FindingRequirement {
    /// What it is that a network must find.
    enum Finding: String {
        case masks, keypoints
    }

    /// As typed, such as `--format masks`.
    let option: String
    let finding: Finding

    /// - Throws: ``CommandFailure`` where the network that the options name, or else the checkpoint holds, does not find that.
    func check(_ model: Configuration?, weights path: String, key: String?) throws(CommandFailure) {
        var network = model
        if network == nil { network = try CheckpointFile.network(in: CheckpointFile.open(path, key: key)) }
        guard let network, !network.gives(finding) else { return }
        let models = Configuration.presets.filter { $0.gives(finding) }.map(\.name).joined(separator: ", ")
        let alone = network.hasMasks || network.hasKeypoints ? "" : " alone"
        throw CommandFailure(
            .usage, "\(option) wants \(finding.rawValue), and \(network.name) finds \(network.findings)\(alone)",
            hint: "Models with \(finding.rawValue): \(models).")
    }
}

extension Configuration {
    /// What it finds of each object, in words.
    var findings: String {
        (["boxes"] + (hasMasks ? ["masks"] : []) + (hasKeypoints ? ["keypoints"] : [])).joined(separator: ", ")
    }

    fileprivate func gives(_ finding: FindingRequirement.Finding) -> Bool {
        switch finding {
        case .masks: hasMasks
        case .keypoints: hasKeypoints
        }
    }
}
