package import Torch

extension WeightsFramework {
    /// The tensors of a network of ours under a framework's names, its background where that has it.
    ///
    /// Boxes and masks of the background, which nothing uses, are left out where the framework has none.
    ///
    /// - Parameter entries: Under our names.
    /// - Returns: The tensors, and the names of those that the framework has no place for.
    /// - Throws: `file` where a tensor that has to be rearranged is damaged.
    package func entries(
        of entries: [Checkpoint.Entry]
    ) throws(CheckpointError) -> (entries: [Checkpoint.Entry], withoutPlace: [String]) {
        let names = FrameworkNames(self, FrameworkLayout(ofOurs: Set(entries.map(\.name))))
        let classCount = entries.first { $0.name == "roi_heads.box_predictor.cls_score.bias" }?.tensor.shape.first
        var named: [Checkpoint.Entry] = []
        var withoutPlace: [String] = []
        for entry in entries {
            guard let name = names.theirs(entry.name) else {
                withoutPlace.append(entry.name)
                continue
            }
            var tensor = entry.tensor
            if hasBackgroundLast, let classCount {
                let rows = tensor.shape.first ?? 0
                if entry.name.hasPrefix("roi_heads.box_predictor.cls_score.") {
                    tensor = try tensor.rollingRowsBack(by: 1)
                } else if entry.name.hasPrefix("roi_heads.box_predictor.bbox_pred."), rows == 4 * classCount {
                    tensor = try tensor.rows(4..<rows)
                } else if entry.name.hasPrefix("roi_heads.mask_predictor.mask_fcn_logits."), rows == classCount {
                    tensor = try tensor.rows(1..<rows)
                }
            }
            named.append(Checkpoint.Entry(name: name, tensor: tensor))
        }
        return (named, withoutPlace)
    }
}
