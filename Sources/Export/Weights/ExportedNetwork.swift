internal import Checkpoints
internal import Files
internal import MaskRCNN
internal import Models
internal import Torch

/// The network that is exported, and its checkpoint.
struct ExportedNetwork {
    let path: String
    let description: NetworkDescription
    let tensors: [String: StoredTensor]
    /// The names of the classes by label.
    let categories: [Int: String]
    let notes: [String]

    init(weights: String, _ options: ExportOptions) throws(ExportError) {
        do throws(MaskRCNNError) {
            let checkpoint = try Checkpoint(weights: weights)
            let found = options.model == nil ? try ModelTask.of(checkpoint) : nil
            switch options.model?.task ?? found ?? .detection {
            case .detection: try self.init(detector: checkpoint, options)
            case .segmentation: try self.init(segmenter: checkpoint, options)
            }
            // What is in the file, its numbers, and the graph's.
            let count = tensors.values.reduce(0) { .sum($0, $1.elementCount) }
            try checkMemory(.product(3 * 4, count), for: "exporting the network's weights", of: path)
        } catch {
            throw .network(error)
        }
        try requireSupport(options)
    }

    private init(detector checkpoint: Checkpoint, _ options: ExportOptions) throws(MaskRCNNError) {
        var choices = DetectorOptions()
        if case .detection(let model)? = options.model { choices.model = model }
        choices.scoreThreshold = options.scoreThreshold
        choices.maximumDetections = options.maximumDetections
        choices.frozenNormEpsilon = options.frozenNormEpsilon
        choices.categories = options.categories
        let read = try DetectorWeights(checkpoint, choices)
        (path, tensors, categories, notes) = (read.path, read.tensors, read.categories, read.notes)
        description = .detection(read.configuration)
    }

    private init(segmenter checkpoint: Checkpoint, _ options: ExportOptions) throws(MaskRCNNError) {
        var choices = SegmenterOptions()
        if case .segmentation(let model)? = options.model { choices.model = model }
        choices.categories = options.categories
        let read = try SegmenterWeights(checkpoint, choices)
        (path, tensors, notes) = (read.path, read.tensors, read.notes)
        categories = Dictionary(uniqueKeysWithValues: read.classNames.enumerated().map { ($0.offset, $0.element) })
        description = .segmentation(read.built)
    }
}
