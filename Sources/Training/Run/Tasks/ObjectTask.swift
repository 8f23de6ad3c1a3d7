internal import COCO
internal import Geometry
internal import Imaging
internal import MaskRCNN
internal import Torch
internal import TrainingData

/// A network that finds objects, in training.
final class ObjectTask: TrainedTask {
    let model: TrainableModel
    let start: TaskStart
    let validation: ValidationData?
    let configuration: TrainingConfiguration
    private let device: Device
    private let categories: [Int: String]

    init(
        _ request: TrainingRequest, _ saved: SavedState?, _ set: TrainingSet, group: ProcessGroup?
    ) throws(TrainingError) {
        configuration = request.configuration
        device = request.device
        categories = set.categories
        let network = try configuration.network.fitted(to: set)
        try configuration.checkClassWeights(
            count: network.classCount, words: "for the background and \(set.classCount) classes")
        let training = configuration.training
        do throws(MaskRCNNError) {
            var weights =
                saved == nil
                ? try request.weights.map { (path) throws(MaskRCNNError) in try StartingWeights(path) } : nil
            let fitted = try weights?.fit(network)
            model = try TrainableModel(
                network, .starting(saved, weights, seed: configuration.seed), device: device,
                statistics: training.normalization.statistics, trainsNorms: training.normalization != .frozen,
                trainableLayers: configuration.trainedLayers(startsFromWeights: request.weights != nil), group: group)
            start = try model.started(
                saved, weights, categories: set.categories, file: request.folder.state,
                notes: fitted.map { [$0] } ?? [])
        } catch {
            throw .model(error)
        }
        let configuration = configuration
        validation = try request.validation.map { (source) throws(TrainingError) in
            try ValidationData(
                configuration.data.reading(source), categories: set.categories,
                comparesMasks: configuration.network.hasMasks)
        }
        if let validation { try model.configuration.checkKeypoints(of: validation, configuration.evaluation) }
    }

    var state: [(name: String, tensor: Tensor)] { model.state }
    var parameters: [TrainedParameter] { model.parameters }

    var evaluated: EvaluatedData? {
        guard let validation else { return nil }
        let note = model.configuration.sigmaNote(configuration.evaluation.keypointSigmas)
        return EvaluatedData(
            name: validation.source.name, imageCount: validation.source.dataset.images.count,
            warnings: validation.warnings + (note.map { [$0] } ?? [])
                + validation.warnings(limit: configuration.evaluation.maximumDetections))
    }

    func losses(
        _ samples: [TrainingSample], seeds: [UInt64], mean: ([Double]) throws(TorchError) -> [Double]
    ) throws(TrainingError) -> TaskLosses {
        let truths = samples.map { GroundTruth($0, ignoresCrowds: configuration.data.ignoresCrowds) }
        return try torch { () throws(TorchError) in
            let losses = try withAutocast(configuration.training.precision.dtype, on: device) {
                () throws(TorchError) in
                try model.losses(
                    samples.map(\.image), sizes: samples.map(\.inputSize), truths, configuration.sampling, seeds: seeds,
                    classWeights: configuration.training.classWeights,
                    counted: { (counts) throws(TorchError) in try counts.averaged(mean) })
            }
            let numbers = try losses.numbers()
            return TaskLosses(
                total: try losses.total(weights: configuration.lossWeights.byKind),
                numbers: Dictionary(uniqueKeysWithValues: numbers.map { ($0.key.rawValue, $0.value) }))
        }
    }

    func evaluation(_ state: [String: Tensor]?) throws(TrainingError) -> any TaskEvaluation {
        guard let validation else { throw .data(.noImages(reason: "there are no data to evaluate on")) }
        do {
            let predictor = try model.predictor(
                state, categories: categories, maximumDetections: configuration.evaluation.maximumDetections)
            return ObjectEvaluation(
                validation: validation, predictor: predictor, network: model.configuration,
                settings: configuration.evaluation)
        } catch {
            throw .model(error)
        }
    }

    func write(
        _ entries: [Checkpoint.Entry], categories: [Int: String], notes: [String: String], to path: String
    ) throws(CheckpointError) {
        try model.configuration.write(entries, categories: categories, notes: notes, to: path)
    }
}

extension SampleCounts {
    /// Counts of samples as the mean over all processes: losses are then those of one process with all batches.
    fileprivate func averaged(_ mean: ([Double]) throws(TorchError) -> [Double]) throws(TorchError) -> SampleCounts {
        let means = try mean([anchors, proposals, weights ?? 0, positives, keypoints])
        return SampleCounts(
            anchors: means[0], proposals: means[1], weights: weights.map { _ in means[2] }, positives: means[3],
            keypoints: means[4])
    }
}

extension GroundTruth {
    /// What is to be found in a sample.
    fileprivate init(_ sample: TrainingSample, ignoresCrowds: Bool) {
        func corners(_ box: Box) -> [Double] { [Double(box.x1), Double(box.y1), Double(box.x2), Double(box.y2)] }
        self.init(
            size: sample.image.size, boxes: sample.objects.flatMap { corners($0.box) },
            labels: sample.objects.map(\.label), masks: sample.objects.map(\.mask),
            keypoints: sample.objects.map { object in
                object.keypoints.map { Keypoint(x: $0.x, y: $0.y, isLabelled: $0.isLabelled) }
            },
            ignoredRegions: ((ignoresCrowds ? sample.crowds : []) + sample.ignoredRegions).flatMap(corners))
    }
}
