internal import Torch

/// The tensors of another framework's checkpoint under our names, with the background as the first class.
struct FrameworkCheckpoint {
    let framework: WeightsFramework
    /// The tensors; those without a place here have their own names, so that they are found not to fit.
    private(set) var tensors: [String: StoredTensor] = [:]
    /// The counters of norms.
    private(set) var counters: [String: StoredTensor] = [:]
    /// What was concluded of the file.
    private(set) var notes: [String] = []

    /// The framework whose names these are; nil where they are no detector's of any that is known.
    static func framework(of names: [String]) -> (framework: WeightsFramework, prefix: String)? {
        for framework in WeightsFramework.allCases {
            if let prefix = NetworkTensors.prefixes(of: names, ends: framework.ends).first {
                return (framework, prefix)
            }
        }
        return nil
    }

    /// - Parameters:
    ///   - tensors: Under their names.
    ///   - model: The network that they are for, which tells one box or mask for all classes from one for each where there is one class
    ///     alone; nil takes the latter.
    /// - Throws: `file` where a tensor that has to be rearranged is damaged.
    init(
        _ framework: WeightsFramework, _ tensors: [(name: String, tensor: StoredTensor)], model: Configuration?
    ) throws(CheckpointError) {
        self.framework = framework
        let dotted = tensors.map { entry in
            framework == .caffe2 ? FrameworkNames.dotted(caffe2: entry.name) : entry.name
        }
        let names = FrameworkNames(framework, FrameworkLayout(of: framework, Set(dotted)))
        var leftOut: [String] = []
        var affineNorms: [String] = []
        let all = Dictionary(zip(dotted, tensors.map(\.tensor)), uniquingKeysWith: { first, _ in first })
        for (entry, name) in zip(tensors, dotted) {
            if name.hasSuffix(StateDictionaryNames.counterEnd) {
                if let ours = names.ours(name) { counters[ours] = entry.tensor }
                continue
            }
            if Self.isLeftOut(name, by: framework, all) {
                leftOut.append(entry.name)
                continue
            }
            let ours = names.ours(name)
            if let ours, framework == .caffe2, FrameworkNames.isAffineNorm(caffe2: entry.name) {
                affineNorms.append(String(ours.dropLast(".weight".count)))
            }
            self.tensors[ours ?? entry.name] = entry.tensor
        }
        notes.append("the names are those of \(framework.title)")
        try turnClasses(model)
        try addStatistics(of: affineNorms)
        if !leftOut.isEmpty {
            let shown = leftOut.prefix(3).joined(separator: ", ")
            let rest = leftOut.count > 3 ? " and \(leftOut.count - 3) more" : ""
            let what = leftOut.count == 1 ? "1 tensor has" : "\(leftOut.count) tensors have"
            let are = leftOut.count == 1 ? "is" : "are"
            notes.append("\(what) no place in the network, and \(are) left out: \(shown)\(rest)")
        }
    }

    /// What a framework keeps beside the network's parameters: anchors, which are made anew, means of pixels, momenta, kernels that never
    /// change, a classifier of before, and a stage that two heads share under the second name.
    private static func isLeftOut(
        _ name: String, by framework: WeightsFramework, _ all: [String: StoredTensor]
    ) -> Bool {
        switch framework {
        case .detectron2: return name.contains("cell_anchors") || ["pixel_mean", "pixel_std"].contains(name)
        case .maskrcnnBenchmark:
            if name.contains("cell_anchors") { return true }
            let shared = "roi_heads.mask.feature_extractor.head."
            guard name.hasPrefix(shared), let own = all[name] else { return false }
            let other = all["roi_heads.box.feature_extractor.head." + name.dropFirst(shared.count)]
            return other.map { $0.isSame(as: own) } ?? false
        case .caffe2:
            return name.hasSuffix("_momentum") || name.hasPrefix("kps_score.") || name.hasPrefix("pred.")
                || ["lr", "cur_iter", "conv1.bias"].contains(name)
        case .mmdetection: return false
        }
    }

    // MARK: Classes

    private mutating func turnClasses(_ model: Configuration?) throws(CheckpointError) {
        let predictor = "roi_heads.box_predictor."
        guard let scores = tensors[predictor + "cls_score.weight"], scores.shape.count == 2 else { return }
        let classCount = scores.shape[0]
        // Of one class alone, a box or a mask of its own looks as one for all classes.
        let hasOneBox = model?.boxHead.isClassAgnostic ?? (classCount != 2)
        let hasOneMask = model?.maskHead?.isClassAgnostic ?? (classCount != 2)
        for end in ["weight", "bias"] {
            if framework.hasBackgroundLast {
                try change(predictor + "cls_score." + end) { tensor throws(CheckpointError) in
                    try tensor.rollingRows(by: 1)
                }
                try change(predictor + "bbox_pred." + end) { tensor throws(CheckpointError) in
                    let rows = tensor.shape.first ?? 0
                    return rows == 4 && hasOneBox ? tensor : try tensor.prependingZeroRows(4)
                }
                try change("roi_heads.mask_predictor.mask_fcn_logits." + end) { tensor throws(CheckpointError) in
                    let rows = tensor.shape.first ?? 0
                    return rows == 1 && hasOneMask ? tensor : try tensor.prependingZeroRows(1)
                }
            } else {
                // One box for all classes is the second of two there: the first is the background's.
                try change(predictor + "bbox_pred." + end) { tensor throws(CheckpointError) in
                    let rows = tensor.shape.first ?? 0
                    return rows == 8 && hasOneBox ? try tensor.rows(4..<8) : tensor
                }
            }
        }
    }

    private mutating func change(
        _ name: String, _ transform: (StoredTensor) throws(CheckpointError) -> StoredTensor
    ) throws(CheckpointError) {
        if let tensor = tensors[name] { tensors[name] = try transform(tensor) }
    }

    /// Norms of Caffe2's have no statistics: mean 0 and variance 1, as in both other frameworks.
    private mutating func addStatistics(of norms: [String]) throws(CheckpointError) {
        var count = 0
        for norm in norms where tensors[norm + ".running_mean"] == nil && tensors[norm + ".running_var"] == nil {
            guard let weight = tensors[norm + ".weight"] else { continue }
            tensors[norm + ".running_mean"] = try weight.filled(with: 0)
            tensors[norm + ".running_var"] = try weight.filled(with: 1)
            count += 1
        }
        if count > 0 {
            let what = count == 1 ? "1 frozen norm comes" : "\(count) frozen norms come"
            notes.append("\(what) without statistics: mean 0 and variance 1 were taken")
        }
    }
}
