package import Torch
internal import Zoo

/// A checkpoint that training starts from: of the same network, of one with other classes, or of a backbone alone.
package struct StartingWeights {
    /// The file.
    package let path: String
    /// The tensors under the names that the network has for them.
    package internal(set) var tensors: [String: StoredTensor]
    /// The names of its classes by label, of a network for class maps with that of 0; empty for a backbone.
    package internal(set) var categories: [Int: String]
    /// What was concluded of the file, where it says too little.
    package internal(set) var notes: [String]
    /// ε of its frozen norms; nil where it has none.
    private var frozenEpsilon: Double?

    /// Reads a file, or published weights that are on this machine.
    package init(_ pathOrName: String) throws(MaskRCNNError) {
        let checkpoint = try Checkpoint(weights: pathOrName)
        path = checkpoint.path
        var network = try NetworkTensors(checkpoint)
        var classifier = Classifier?.none
        if !network.tensors.keys.contains(where: { $0.hasPrefix("backbone.body.") }) {
            // A classifier has its names at the top, or under what its program calls it.
            for kind in Classifier.allCases {
                let body = try NetworkTensors(checkpoint, ends: [kind.marks[0]])
                if kind.marks.allSatisfy({ body.tensors[$0] != nil }) { (network, classifier) = (body, kind) }
            }
        }
        var named: [String: StoredTensor] = [:]
        for (name, tensor) in network.tensors.merging(network.counters, uniquingKeysWith: { first, _ in first }) {
            if let name = classifier.map({ $0.backboneName(of: name) }) ?? name { named[name] = tensor }
        }
        tensors = named
        let recognized = try RecognizedNetwork(network, CheckpointMetadata(checkpoint), file: path)
        let segmentation = recognized == nil ? try RecognizedSegmentation(checkpoint) : nil
        let origin = segmentation.map { Self.backboneNote($0.configuration.name, "semantic segmentation") }
        notes = network.notes + [recognized?.note, origin].compactMap(\.self)
        let isPublished = try PublishedWeights.isCOCOv1(checkpoint)
        if case .frozenBatchNorm(let epsilon)? = recognized?.configuration.backbone.normalization {
            frozenEpsilon = isPublished ? 0 : epsilon
        }
        let hasClasses = named["roi_heads.box_predictor.cls_score.bias"] != nil
        categories = hasClasses ? try Categories.names(in: checkpoint) : [:]
    }

    /// What is said where the other task's network gives its backbone alone.
    static func backboneNote(_ model: String, _ task: String) -> String {
        "the checkpoint is of \(model), for \(task): only its backbone is taken"
    }

    /// Fits frozen norms of another ε to a network, so that they compute the same: each weight times √((v + ε) / (v + ε₀)).
    ///
    /// torchvision's published v1 checkpoint has ε₀ = 0, which torchvision reads from no file. What is trained from it computes the same
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

/// torchvision's classifiers, whose layers but the last ones are backbones.
private enum Classifier: CaseIterable {
    case resNet, mobileNetV3

    /// Names of tensors that it has.
    var marks: [String] {
        switch self {
        case .resNet: ["layer1.0.conv1.weight", "conv1.weight"]
        case .mobileNetV3: ["features.0.0.weight", "features.1.block.0.0.weight"]
        }
    }

    /// The name that a tensor has in a detector; nil for those of the last layers.
    func backboneName(of name: String) -> String? {
        switch self {
        case .resNet: return name.hasPrefix("fc.") ? nil : "backbone.body." + name
        case .mobileNetV3:
            guard name.hasPrefix("features.") else { return nil }
            return "backbone.body." + name.dropFirst("features.".count)
        }
    }
}

/// A network whose parameters can be those of other weights, with rows of its own classes.
package protocol WeightCarrying {
    /// What the network is called in messages.
    var modelName: String { get }
    /// All parameters and buffers by name.
    var state: [(name: String, tensor: Tensor)] { get }
    /// The parameters that have rows of each class, and how many.
    var classParameters: [(name: String, tensor: Tensor, rowsPerClass: Int)] { get }
    /// Whether class 0 is what no object covers, in these weights and in this network.
    func hasBackground(_ categories: [Int: String]) -> Bool
    /// Reports how a strict source differs from the network.
    func checkSource() throws(ParameterStore.Mismatch)
    /// The same network with first values of its parameters, as for training from scratch.
    func drawn(seed: UInt64) throws(TorchError) -> ParameterStore
}

extension TrainableModel: WeightCarrying {
    package var modelName: String { configuration.name }

    /// Detectors always have a background, which their categories do not name.
    package func hasBackground(_ categories: [Int: String]) -> Bool { true }

    package func drawn(seed: UInt64) throws(TorchError) -> ParameterStore {
        let store = try ParameterStore(.random(seed: seed), foldsNormalization: false, keepsTensors: true)
        _ = try GeneralizedRCNN(configuration, store)
        return store
    }
}

extension WeightCarrying {
    /// What was taken over from other weights, line by line, for a log.
    ///
    /// Where the number of classes differs, or their order, the predictors' rows of classes that occur in both by name are
    /// taken over, and the background's; the others stay as drawn. Where there is one class on each side, it is the same
    /// whatever it is called: what tells objects from background is worth keeping, and nothing is mistaken for another.
    ///
    /// - Parameters:
    ///   - weights: What the network was started from, as ``ParameterStore/Source/partial(_:seed:)``.
    ///   - categories: The names of this network's classes by label.
    /// - Throws: ``MaskRCNNError/weights(file:model:_:)`` where no tensor of the weights is one of the network's, or one is
    ///   not finite.
    package func carryOver(
        _ weights: StartingWeights, categories: [Int: String]
    ) throws(MaskRCNNError) -> [String] {
        let known = try fittingCount(weights)
        var notes = weights.notes + ["\(known) of \(state.count) tensors are those of \(weights.path)"]
        guard !weights.categories.isEmpty else {
            return notes + ["its predictors are drawn: the weights have no classes"]
        }
        // A background is one whatever it is called, and no class that could be paired with another.
        let withBackground = hasBackground(weights.categories) && hasBackground(categories)
        func objects(_ names: [Int: String]) -> [Int: String] { withBackground ? names.filter { $0.key != 0 } : names }
        let pairing = ClassPairing(
            from: objects(weights.categories), to: objects(categories), withBackground: withBackground)
        if !pairing.isWhole {
            let rows = (withBackground ? [(new: 0, old: 0)] : []) + pairing.pairs
            try torch { () throws(TorchError) in
                try withoutGradients { () throws(TorchError) in try copyRows(rows, from: weights.tensors) }
            }
        }
        notes += pairing.notes
        return notes
    }

    /// How many tensors of the network the weights have.
    private func fittingCount(_ weights: StartingWeights) throws(MaskRCNNError) -> Int {
        do {
            try checkSource()
        } catch {
            throw .weights(file: weights.path, model: modelName, error)
        }
        let known = state.filter { weights.tensors[$0.name]?.shape == $0.tensor.shape }.count
        if known == 0 {
            var mismatch = ParameterStore.Mismatch()
            let own = Set(state.map(\.name))
            mismatch.missing = state.map(\.name).filter { weights.tensors[$0] == nil }
            mismatch.unexpected = weights.tensors.keys.filter { !own.contains($0) }.sorted()
            for (name, tensor) in state {
                guard let stored = weights.tensors[name] else { continue }
                mismatch.shapes.append("\(name) (model \(tensor.shape), file \(stored.shape))")
            }
            throw .weights(file: weights.path, model: modelName, mismatch)
        }
        return known
    }

    /// Copies the rows of classes in all predictors, after drawing those that have none anew.
    private func copyRows(
        _ rows: [(new: Int, old: Int)], from tensors: [String: StoredTensor]
    ) throws(TorchError) {
        for (name, target, width) in classParameters {
            guard let stored = tensors[name] else { continue }
            let source = try stored.tensor()
            guard Array(source.shape.dropFirst()) == Array(target.shape.dropFirst()) else { continue }
            if source.shape == target.shape {
                // As many classes, but others: what the checkpoint gave belongs to them.
                try target.copy(from: drawnAnew(name))
            }
            for row in rows where (row.old + 1) * width <= source.size(0) {
                try target.narrowed(0, to: row.new * width..<(row.new + 1) * width)
                    .copy(from: source.narrowed(0, to: row.old * width..<(row.old + 1) * width))
            }
        }
    }

    /// First values of a parameter, as for training from scratch.
    private func drawnAnew(_ name: String) throws(TorchError) -> Tensor {
        guard let tensor = try drawn(seed: 0).entries.first(where: { $0.name == name })?.tensor else {
            throw .mismatch(operation: "drawnAnew", expected: "a parameter", found: name)
        }
        return tensor
    }
}
