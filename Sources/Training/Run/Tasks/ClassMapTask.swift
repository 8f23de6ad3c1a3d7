internal import ClassMaps
internal import Imaging
internal import MaskRCNN
internal import Torch
internal import TrainingData

/// A network that gives every pixel a class, in training.
final class ClassMapTask: TrainedTask {
    let model: TrainableSegmenter
    let start: TaskStart
    let configuration: TrainingConfiguration
    private let settings: TrainingConfiguration.Segmentation
    private let device: Device
    private let maps: TrainingMaps
    private let validation: TrainingSet?
    private let validationName: String

    /// - Parameter settings: The configuration's, which trains such a network.
    init(
        _ request: TrainingRequest, _ settings: TrainingConfiguration.Segmentation, _ saved: SavedState?,
        _ set: TrainingSet, maps: TrainingMaps, group: ProcessGroup?
    ) throws(TrainingError) {
        configuration = request.configuration
        self.settings = settings
        self.maps = maps
        device = request.device
        var network = settings.network
        network.classCount = maps.palette.count
        try configuration.checkClassWeights(count: network.classCount, words: "for the classes from 0 on")
        let training = configuration.training
        let share = configuration.data.batchSize / max(group?.size ?? 1, 1)
        if case .deepLabV3 = network.head, training.normalization == .live, share < 2 {
            throw .configuration(
                key: "data.batchSize",
                expected:
                    "2 images for each process at least: the norms of \(network.name) take statistics of one value of "
                    + "each image", found: "\(share)")
        }
        do throws(MaskRCNNError) {
            let weights =
                saved == nil
                ? try request.weights.map { (path) throws(MaskRCNNError) in
                    try StartingWeights(forSegmentation: path)
                } : nil
            model = try TrainableSegmenter(
                network, .starting(saved, weights, seed: configuration.seed), device: device,
                statistics: training.normalization.statistics, trainsNorms: training.normalization != .frozen,
                trainableLayers: configuration.trainedLayers(startsFromWeights: request.weights != nil), group: group)
            start = try model.started(saved, weights, categories: set.classNames, file: request.folder.state)
        } catch {
            throw .model(error)
        }
        validationName = request.validation?.name ?? ""
        do {
            validation = try request.validationMaps(like: maps)
        } catch {
            throw .data(error)
        }
    }

    var state: [(name: String, tensor: Tensor)] { model.state }
    var parameters: [TrainedParameter] { model.parameters }

    var evaluated: EvaluatedData? {
        validation.map {
            EvaluatedData(name: validationName, imageCount: $0.images.count, warnings: $0.messages)
        }
    }

    func losses(
        _ samples: [TrainingSample], seeds: [UInt64], mean: ([Double]) throws(TorchError) -> [Double]
    ) throws(TrainingError) -> TaskLosses {
        let losses = try segmentationLosses(samples, seed: seeds.first, mean: mean)
        return try torch { () throws(TorchError) in
            var numbers = ["loss_out": try losses.out.item() as Double]
            if let auxiliary = losses.auxiliary { numbers["loss_aux"] = try auxiliary.item() }
            return TaskLosses(
                total: try losses.total(auxiliaryWeight: settings.lossWeights.auxiliary), numbers: numbers)
        }
    }

    private func segmentationLosses(
        _ samples: [TrainingSample], seed: UInt64?, mean: ([Double]) throws(TorchError) -> [Double]
    ) throws(TrainingError) -> SegmentationLosses {
        let weights = configuration.training.classWeights
        // The body of what computes in a lower precision throws LibTorch's errors alone.
        let result = try torch { () throws(TorchError) in
            try withAutocast(configuration.training.precision.dtype, on: device) { () throws(TorchError) in
                Result { () throws(MaskRCNNError) in
                    var truths: [SegmentationTruth] = []
                    for sample in samples {
                        truths.append(
                            try SegmentationTruth(
                                size: sample.image.size, labels: sample.classMap?.labels ?? [],
                                classCount: maps.palette.count))
                    }
                    return try model.losses(
                        samples.map(\.image), truths, classWeights: weights.isEmpty ? nil : weights, dropoutSeed: seed,
                        counted: { (count) throws(TorchError) in try mean([count])[0] })
                }
            }
        }
        do throws(MaskRCNNError) {
            return try result.get()
        } catch {
            throw .model(error)
        }
    }

    func evaluation(_ state: [String: Tensor]?) throws(TrainingError) -> any TaskEvaluation {
        guard let validation, let truth = validation.maps else {
            throw .data(.noImages(reason: "there are no data to evaluate on"))
        }
        let predictor: SegmentationPredictor
        do {
            predictor = try model.predictor(state)
        } catch {
            throw .model(error)
        }
        return try ClassMapEvaluation(
            validation, truth: truth, name: validationName, predictor: predictor,
            pictureCount: configuration.evaluation.pictures)
    }

    func write(
        _ entries: [Checkpoint.Entry], categories: [Int: String], notes: [String: String], to path: String
    ) throws(CheckpointError) {
        try model.configuration.write(entries, categories: categories, notes: notes, to: path)
    }
}
