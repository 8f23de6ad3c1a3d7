import Frameworks
import MaskRCNN
import Torch
import Zoo

/// What `predict` was asked to run, with every file found and every name understood, but nothing loaded.
protocol PredictRequest: Sendable {
    /// The checkpoint's path.
    var path: String { get }

    /// Memory for pictures beside the model.
    /// - Parameter drawnBytes: What is made of a picture's pixel beside itself.
    func pictureMemory(drawnBytes: Int) throws(CommandFailure) -> PictureMemory

    /// Loads the model as in a run, and gives what is to be known of it.
    func loadingNotes() async throws(CommandFailure) -> [String]
}

/// The model that the options ask for, with every file found and every name understood, but nothing loaded.
struct ModelRequest: PredictRequest {
    /// The weights as typed.
    let weightsName: String
    /// The checkpoint's path.
    let path: String
    let options: DetectorOptions
    /// How many images the model takes at a time.
    let batch: Int
    /// What a configuration file says that a run should say.
    let configurationNotes: [String]

    /// - Throws: ``CommandFailure`` when the weights or labels are not there or a class has no such name.
    init(
        _ model: ModelOptions, resizing: ResizingOptions, augmentation: AugmentedViewOptions,
        computing: ComputingOptions
    ) throws(CommandFailure) {
        weightsName = model.weights
        path = try CheckpointFile.path(of: model.weights)
        let file = try model.file.read()
        configurationNotes = file?.runNotes ?? []
        var options = DetectorOptions()
        options.model = file?.configuration ?? model.model?.configuration
        options.categories = file?.categories
        options.weightsKey = model.key.weightsKey
        options.isCaffeStyle = model.style.caffeStyle
        computing.set(in: &options)
        options.resizing = resizing.resizing
        options.augmentation = augmentation.augmentation
        options.scoreThreshold = model.score
        options.maskThreshold = model.maskThreshold
        options.maximumDetections = model.maxDetections
        options.frozenNormEpsilon = model.frozenNormEps
        if model.frozenNormEps != nil { try Self.requireFrozenNorms(options, path: path) }
        if let file = model.labels {
            options.categories = try Labels.read(file, for: CheckpointFile.open(path, key: options.weightsKey))
        }
        if let classes = model.classes {
            let names =
                if let given = options.categories { given } else {
                    try CheckpointFile.categories(in: path, key: options.weightsKey)
                }
            options.classes = try Labels.classes(classes.entries, among: names)
        }
        self.options = options
        batch = model.batch
    }

    /// Memory for pictures beside the model.
    /// - Parameter drawnBytes: What is made of a picture's pixel beside itself.
    func pictureMemory(drawnBytes: Int) throws(CommandFailure) -> PictureMemory {
        let model: InferenceMemory
        do {
            model = try InferenceMemory(weights: path, options: options)
        } catch {
            throw CommandFailure(loading: error, from: path)
        }
        return try PictureMemory(model, weights: path, batch: batch, drawnBytes: drawnBytes)
    }

    func loadingNotes() async throws(CommandFailure) -> [String] { try await configurationNotes + load().notes }

    /// Loads the model.
    func load() async throws(CommandFailure) -> Detector {
        do {
            return try await Detector(weights: path, options: options)
        } catch {
            throw CommandFailure(loading: error, from: path)
        }
    }

    /// - Throws: ``CommandFailure`` where there are no frozen norms, whose ε could be another.
    private static func requireFrozenNorms(_ options: DetectorOptions, path: String) throws(CommandFailure) {
        var network = options.model
        if network == nil {
            network = try CheckpointFile.network(in: CheckpointFile.open(path, key: options.weightsKey))
        }
        guard let network else { return }
        if case .frozenBatchNorm = network.backbone.normalization { return }
        throw CommandFailure(.usage, "--frozen-norm-eps is for frozen norms, and \(path) has none")
    }
}
