internal import MaskRCNN

extension NetworkSuggestion {
    /// A configuration of `maskrcnn train` with the settings that differ from the model's.
    public func yaml() -> String {
        var lines = [
            "# Settings for `maskrcnn train --config FILE`: what suits the boxes of a data set, by `maskrcnn dataset suggest`.",
            "model: \(model.name)",
        ]
        let (own, new) = (model, network)
        var parts: [(name: String, settings: [String])] = []
        if new.transform != own.transform {
            parts.append(
                (
                    "transform",
                    ["minimumSide: \(new.transform.minimumSide)", "maximumSide: \(new.transform.maximumSide)"]
                ))
        }
        var proposals: [String] = []
        if new.proposals.anchorSizes != own.proposals.anchorSizes {
            proposals.append("anchorSizes: \(Self.text(new.proposals.anchorSizes))")
        }
        if new.proposals.aspectRatios != own.proposals.aspectRatios {
            proposals.append("aspectRatios: \(new.proposals.aspectRatios[0])")
        }
        if new.proposals.countBeforeNMS != own.proposals.countBeforeNMS {
            proposals.append("countBeforeNMS: \(new.proposals.countBeforeNMS)")
        }
        if new.proposals.countAfterNMS != own.proposals.countAfterNMS {
            proposals.append("countAfterNMS: \(new.proposals.countAfterNMS)")
        }
        if !proposals.isEmpty { parts.append(("proposals", proposals)) }
        let detections = new.boxHead.maximumDetections
        if detections != own.boxHead.maximumDetections {
            parts.append(("boxHead", ["maximumDetections: \(detections)"]))
        }
        if !parts.isEmpty { lines.append("network:") }
        for part in parts { lines += ["  \(part.name):"] + part.settings.map { "    " + $0 } }
        let usual = TrainingConfiguration(model: own)
        if new.proposals.countAfterNMS > usual.sampling.countAfterNMS {
            let count = new.proposals.countAfterNMS
            lines += ["sampling:", "  countBeforeNMS: \(count)", "  countAfterNMS: \(count)"]
        }
        if mostOfAnImage > usual.evaluation.maximumDetections {
            lines += ["evaluation:", "  maximumDetections: \(max(detections, mostOfAnImage))"]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Sizes as a configuration file has them, short where each level has one.
    private static func text(_ sizes: [[Int]]) -> String {
        sizes.allSatisfy { $0.count == 1 } ? "\(sizes.flatMap(\.self))" : "\(sizes)"
    }
}
