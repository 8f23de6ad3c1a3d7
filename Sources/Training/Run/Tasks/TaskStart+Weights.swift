internal import MaskRCNN
internal import Torch

extension ParameterStore.Source {
    /// Where a run's parameters come from: its state, else weights, else chance.
    static func starting(_ saved: SavedState?, _ weights: StartingWeights?, seed: UInt64) -> ParameterStore.Source {
        if let saved { return .checkpoint(saved.model) }
        if let weights { return .partial(weights.tensors, seed: seed) }
        return .random(seed: seed)
    }
}

extension WeightCarrying {
    /// Makes sure that a network is all that its source says, and takes rows of its own classes over from weights.
    ///
    /// - Parameters:
    ///   - file: The saved state's file.
    ///   - notes: What else is to be told of the weights.
    func started(
        _ saved: SavedState?, _ weights: StartingWeights?, categories: [Int: String], file: String,
        notes: [String] = []
    ) throws(MaskRCNNError) -> TaskStart {
        if saved != nil {
            do throws(ParameterStore.Mismatch) {
                try checkSource()
            } catch {
                throw .weights(file: file, model: modelName, error)
            }
        }
        guard let weights else { return TaskStart() }
        return TaskStart(
            notes: try carryOver(weights, categories: categories) + notes, hasClasses: !weights.categories.isEmpty)
    }
}

extension TrainingConfiguration {
    /// Makes sure that there are as many weights of classes as classes, or none.
    func checkClassWeights(count: Int, words: String) throws(TrainingError) {
        guard training.classWeights.isEmpty || training.classWeights.count == count else {
            throw .configuration(
                key: "training.classWeights", expected: "\(count) numbers, \(words)",
                found: "\(training.classWeights.count)")
        }
    }
}

extension TrainingConfiguration.Trained.Normalization {
    var statistics: BatchStatistics {
        switch self {
        case .live: .batch(momentum: 0.1)
        case .synchronized: .synchronized(momentum: 0.1)
        case .frozen: .stored
        }
    }
}

extension TrainingConfiguration.Trained.Precision {
    /// The lower precision; nil for none.
    var dtype: DType? { self == .bfloat16 ? .bfloat16 : nil }
}
