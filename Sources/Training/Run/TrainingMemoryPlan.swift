internal import Datasets
package import Files
internal import Geometry
internal import MaskRCNN
package import Torch
package import TrainingData

/// What of the memory budget a run gives to what can do with less.
package struct TrainingMemoryPlan {
    /// Decoded images that are kept, at most so many bytes.
    package let cacheBytes: Int
    /// Samples that are made ahead, at most so many bytes of pixels.
    package let samplesBytes: Int
    /// About what the whole process takes, without what is kept and made ahead.
    package let wholeBytes: Int
    /// What it may take.
    package let budget: MemoryBudget
    /// What the user should know.
    package let warnings: [String]

    /// Plans a run in this process.
    ///
    /// The network and its batch have precedence; what is left is for samples that are made ahead, and for images that are kept.
    /// - Parameters:
    ///   - set: The images to learn from.
    ///   - classCount: The number of classes without background.
    ///   - processes: How many processes share a batch.
    /// - Throws: ``TrainingError/memory(_:)`` where not even a batch fits.
    package init(
        _ configuration: TrainingConfiguration, _ set: TrainingSet, device: Device, startsFromWeights: Bool,
        processes: Int, budget: MemoryBudget = .process
    ) throws(TrainingError) {
        let network = try NetworkMemory(configuration, set, startsFromWeights: startsFromWeights, device: device)
        let share = max(1, configuration.data.batchSize / max(processes, 1))
        let input = configuration.augmentation.scale.largestInput(
            of: set.images.map(\.size), joined: share > 1 && !configuration.data.groupsByAspectRatio)
        let step = device == .cpu ? network.step(input, share) : 0
        // The images to evaluate on are taken to be no larger than those to learn from.
        let evaluated = configuration.segmentation == nil ? max(1, configuration.evaluation.batchSize) : 1
        let largest = set.images.map(\.size).max { $0.area < $1.area } ?? input
        let evaluation = network.evaluation(largest, evaluated)
        let needed = Int.sum(network.fixedBytes, max(step, evaluation))
        let pictures = set.images.reduce(0) { max($0, Int.product(3, $1.size.width, $1.size.height)) }
        // A batch of samples is there in any case, and another picture on every thread.
        let samples = Int.product(pictures, .sum(share, configuration.data.workers))
        let whole = Int.sum(needed, samples)
        guard whole <= budget.room else {
            let (key, count, size) =
                evaluation > step
                ? ("evaluation.batchSize \(evaluated) (--eval-batch)", evaluated, largest)
                : ("data.batchSize \(configuration.data.batchSize) (--batch-size)", share, input)
            throw .memory(
                MemoryShortage(
                    subject: key,
                    purpose:
                        "\(configuration.trained.name), and \(count == 1 ? "an image" : "\(count) images") of \(size) pixels",
                    needed: whole, budget: budget))
        }
        self.budget = budget
        wholeBytes = .sum(whole, MemoryBudget.programBytes)
        let free = budget.room - whole
        samplesBytes = .sum(.product(pictures, share), free / 4)
        let (wanted, overflow) = configuration.data.cacheMegabytes.multipliedReportingOverflow(by: 1 << 20)
        let all = set.images.reduce(0) { Int.sum($0, Int.product(3, $1.size.width, $1.size.height)) }
        let most = free - free / 4
        cacheBytes = min(overflow ? .max : wanted, most)
        // Only where it makes a difference: a small set fits anyway.
        warnings =
            (overflow || wanted > most) && all > most
            ? [
                "data.cacheMegabytes \(configuration.data.cacheMegabytes) does not fit into the memory budget of "
                    + "\(MemorySize(bytes: budget.bytes)) (\(budget.origin)): \(MemorySize(bytes: most)) of pictures are kept"
            ] : []
    }
}

/// What a network of either kind takes in training.
private struct NetworkMemory {
    /// What stays through the run.
    let fixedBytes: Int
    /// A step's, of so many images that are so large for the network.
    let step: (ImageSize, Int) -> Int
    /// An evaluation's, of so many images of a size.
    let evaluation: (ImageSize, Int) -> Int

    init(
        _ configuration: TrainingConfiguration, _ set: TrainingSet, startsFromWeights: Bool, device: Device
    ) throws(TrainingError) {
        let copies =
            (configuration.optimizer.method == .adamw ? 2 : 1) + (configuration.optimizer.averageDecay == nil ? 0 : 1)
        let layers = configuration.trainedLayers(startsFromWeights: startsFromWeights)
        let normsCompute = configuration.training.normalization != .frozen
        if var network = configuration.segmentation?.network {
            network.classCount = set.networkClassCount
            let memory = SegmentationTrainingMemory(
                network, trainableLayers: layers, normsCompute: normsCompute, trainedCopies: copies)
            var options = SegmenterOptions()
            options.device = device
            let inference = SegmentationMemory(network, options: options)
            fixedBytes = memory.fixedBytes
            step = memory.stepBytes
            evaluation = { size, _ in inference.activationBytes(of: size) }
            return
        }
        let network = try configuration.network.fitted(to: set)
        let memory = TrainingMemory(
            network, trainableLayers: layers, normsCompute: normsCompute && network.normalizesWithStatistics,
            sampling: configuration.sampling, trainedCopies: copies)
        let inference = InferenceMemory(network, evaluating: configuration.evaluation.maximumDetections, on: device)
        fixedBytes = memory.fixedBytes
        step = memory.stepBytes
        evaluation = { inference.activationBytes(of: $0, count: $1) }
    }
}

extension Configuration {
    /// Whether any norm takes statistics in training, and so keeps what it got.
    fileprivate var normalizesWithStatistics: Bool {
        [backbone.normalization, pyramid?.normalization, boxHead.normalization, maskHead?.normalization].contains {
            switch $0 {
            case .batchNorm, .groupNorm: true
            case .none?, .frozenBatchNorm, nil: false
            }
        }
    }
}
