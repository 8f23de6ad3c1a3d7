package import Torch

/// A checkpoint that training starts from: of the same network, of one with other classes, or of a backbone alone.
package struct StartingWeights {
    /// The file.
    package let path: String
    /// The tensors under the names that the network has for them.
    package private(set) var tensors: [String: StoredTensor]
    /// The names of its classes by label; empty for a backbone.
    package let categories: [Int: String]
    /// ε of its frozen norms; nil where it has none.
    private var frozenEpsilon: Double?

    /// Reads a file, or published weights that are on this machine.
    package init(_ pathOrName: String) throws(MaskRCNNError) {
        do {
            path = try PublishedWeights.path(of: pathOrName)
        } catch {
            throw .weightsNotFound(error)
        }
        let path = path
        let checkpoint = try torch { () throws(TorchError) in try Checkpoint(contentsOfFile: path) }
        var named = StateDictionaryNames.current(checkpoint)
        for entry in checkpoint.entries where entry.name.hasSuffix(".num_batches_tracked") {
            named[entry.name] = entry.tensor
        }
        // A classifier's ResNet has its names at the top, and a last layer of its own.
        if named["conv1.weight"] != nil, named["layer1.0.conv1.weight"] != nil {
            var body: [String: StoredTensor] = [:]
            for (name, tensor) in named where !name.hasPrefix("fc.") { body["backbone.body." + name] = tensor }
            named = body
        }
        tensors = named
        let isPublished = try PublishedWeights.isCOCOv1(checkpoint)
        if case .frozenBatchNorm(let epsilon)? = Configuration.detected(in: checkpoint)?.backbone.normalization {
            frozenEpsilon = isPublished ? 0 : epsilon
        }
        let hasClasses = named["roi_heads.box_predictor.cls_score.bias"] != nil
        categories = hasClasses ? Categories.names(in: checkpoint) : [:]
    }

    /// Fits frozen norms of another ε to a network, so that they compute the same: each weight times √((v + ε) / (v + ε₀)).
    ///
    /// torchvision's published v1 checkpoint has ε₀ = 0, which no file can say. What is trained from it computes the same
    /// also where the reader takes ε = 1e-5, as torchvision does for every other file.
    /// - Returns: What was done, for a log; nil where nothing had to be.
    package mutating func fit(_ configuration: Configuration) throws(MaskRCNNError) -> String? {
        guard case .frozenBatchNorm(let epsilon) = configuration.backbone.normalization,
            let frozenEpsilon, frozenEpsilon != epsilon
        else { return nil }
        var count = 0
        for (name, variance) in tensors where name.hasPrefix("backbone.body.") && name.hasSuffix(".running_var") {
            let key = String(name.dropLast("running_var".count)) + "weight"
            guard let weight = tensors[key] else { continue }
            tensors[key] = try torch { () throws(TorchError) in
                let variance = try variance.tensor().to(.float64)
                let ratio = try (variance + epsilon) / (variance + frozenEpsilon)
                return try (weight.tensor().to(.float64) * ratio.sqrt()).to(.float32).stored()
            }
            count += 1
        }
        return "\(count) frozen norms were fitted from ε = \(frozenEpsilon) to \(epsilon); they compute the same"
    }
}

extension TrainableModel {
    /// What was taken over from other weights, line by line, for a log.
    ///
    /// Where the number of classes differs, or their order, the predictors' rows of classes that occur in both by name are
    /// taken over, and the background's; the others stay as drawn.
    ///
    /// - Parameters:
    ///   - weights: What the network was started from, as ``ParameterStore/Source/partial(_:seed:)``.
    ///   - categories: The names of this network's classes by label.
    package func carryOver(
        _ weights: StartingWeights, categories: [Int: String]
    ) throws(MaskRCNNError) -> [String] {
        let known = state.filter { weights.tensors[$0.name]?.shape == $0.tensor.shape }.count
        var notes = ["\(known) of \(state.count) tensors are those of \(weights.path)"]
        guard !weights.categories.isEmpty else {
            return notes + ["its predictors are drawn: the weights have no classes"]
        }
        let old = Dictionary(weights.categories.map { ($0.value.lowercased(), $0.key) }) { first, _ in first }
        var rows: [(new: Int, old: Int)] = [(0, 0)]
        for (label, name) in categories {
            if let source = old[name.lowercased()] { rows.append((label, source)) }
        }
        rows.sort { $0.new < $1.new }
        let isSame = weights.categories == categories
        if !isSame {
            try torch { () throws(TorchError) in
                try withoutGradients { () throws(TorchError) in try copyRows(rows, from: weights.tensors) }
            }
        }
        func list(_ labels: [Int]) -> String {
            let names = labels.compactMap { categories[$0] }
            return names.prefix(12).joined(separator: ", ") + (names.count > 12 ? " and \(names.count - 12) more" : "")
        }
        let carried = rows.map(\.new).filter { $0 != 0 }
        let drawn = categories.keys.filter { !carried.contains($0) }.sorted()
        if isSame {
            notes.append("the classes are the same: the predictors are taken over whole")
        } else {
            notes.append(
                carried.isEmpty
                    ? "no class has the name of one of the weights': of the predictors, the background's rows are taken over"
                    : "rows of the predictors taken over by class name: \(list(carried)) (and the background)")
            if !drawn.isEmpty { notes.append("drawn anew: \(list(drawn))") }
        }
        return notes
    }

    /// Copies the rows of classes in all predictors, after drawing those that have none anew.
    private func copyRows(
        _ rows: [(new: Int, old: Int)], from tensors: [String: StoredTensor]
    ) throws(TorchError) {
        // Rows a class has in each.
        let predictors = [
            ("roi_heads.box_predictor.cls_score.", 1), ("roi_heads.box_predictor.bbox_pred.", 4),
            ("roi_heads.mask_predictor.mask_fcn_logits.", 1),
        ]
        let own = Dictionary(state.map { ($0.name, $0.tensor) }) { first, _ in first }
        for (prefix, width) in predictors {
            for suffix in ["weight", "bias"] {
                guard let target = own[prefix + suffix], let stored = tensors[prefix + suffix] else { continue }
                let source = try stored.tensor()
                guard Array(source.shape.dropFirst()) == Array(target.shape.dropFirst()) else { continue }
                if source.shape == target.shape {
                    // As many classes, but others: what the checkpoint gave belongs to them.
                    try target.copy(from: drawnAnew(prefix + suffix))
                }
                for row in rows where (row.old + 1) * width <= source.size(0) {
                    try target.narrowed(0, to: row.new * width..<(row.new + 1) * width)
                        .copy(from: source.narrowed(0, to: row.old * width..<(row.old + 1) * width))
                }
            }
        }
    }

    /// First values of a parameter, as for training from scratch.
    private func drawnAnew(_ name: String) throws(TorchError) -> Tensor {
        let store = try ParameterStore(.random(seed: 0), foldsNormalization: false, keepsTensors: true)
        _ = try MaskRCNNModel(configuration, store)
        guard let tensor = store.entries.first(where: { $0.name == name })?.tensor else {
            throw .mismatch(operation: "drawnAnew", expected: "a parameter", found: name)
        }
        return tensor
    }
}
