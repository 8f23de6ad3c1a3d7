internal import Torch

extension NetworkTensors {
    /// Whether a norm of this name is there and has no running statistics, as group norms have none.
    fileprivate func hasGroupNorm(_ norm: String) -> Bool {
        tensors[norm + ".weight"] != nil && tensors[norm + ".running_mean"] == nil
    }
}

extension Configuration {
    /// How many groups norms are taken to have whose file does not say it: those of Wu and He, "Group Normalization" (2018), which
    /// torchvision's and detectron2's networks have, too.
    static let usualGroups = 32

    /// Takes norms without running statistics for group norms, of which a file without metadata does not say how many groups there are.
    ///
    /// - Returns: Whether there are any.
    mutating func takeGroupNorms(of network: NetworkTensors) -> Bool {
        let kind = NormalizationKind.groupNorm(groups: Self.usualGroups, epsilon: 1e-5)
        var isAny = false
        func takes(_ norms: String...) -> Bool {
            let takes = norms.contains(where: network.hasGroupNorm)
            isAny = isAny || takes
            return takes
        }
        if takes("backbone.body.bn1", "backbone.body.0.1") { backbone.normalization = kind }
        if takes("backbone.fpn.layer_blocks.0.1") { pyramid?.normalization = kind }
        if takes("roi_heads.box_head.0.1") { boxHead.normalization = kind }
        if takes("roi_heads.mask_head.0.1") { maskHead?.normalization = kind }
        return isAny
    }
}
