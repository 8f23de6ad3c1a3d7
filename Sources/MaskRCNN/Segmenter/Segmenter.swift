public import Geometry
public import Imaging
package import Torch
internal import Zoo

/// A network for semantic segmentation that is loaded and ready to give every pixel of an image a class.
///
/// ```swift
/// let segmenter = try await Segmenter(weights: "deeplabv3_resnet50_coco-cd0a2569.pth")
/// let image = try Image(contentsOfFile: "photo.jpg")
/// let map = try await segmenter.segmentation(of: image)
/// for (name, share) in zip(map.classNames, map.shares) where share > 0 { print(name, share) }
/// ```
///
/// It runs on a thread of its own, one image after the other: calls from several tasks wait for each other.
public actor Segmenter {
    /// The network.
    public nonisolated let configuration: SegmentationConfiguration
    /// The names of the classes by label.
    public nonisolated let classNames: [String]
    /// The number of parameters as PyTorch counts them, those of an auxiliary head among them.
    public nonisolated let parameterCount: Int
    /// One line for a log: network, classes, parameters, device.
    public nonisolated let summary: String
    /// What was concluded of a checkpoint that says too little of its network, and what of it is left out, a sentence each.
    public nonisolated let notes: [String]
    /// One line for a log: what computes the layers, and which of them LibTorch computes in its place.
    public nonisolated let engineSummary: String
    /// The instruction set of what computes the layers, such as "AVX2"; on a GPU the device, such as "cuda:0".
    public nonisolated let instructionSet: String
    /// What its weights and an image of a size take in memory.
    public nonisolated let memory: SegmentationMemory

    private nonisolated let transform: SegmentationTransform
    private let givesProbabilities: Bool
    let loaded: LoadedSegmenter
    private nonisolated let thread: InferenceThread

    /// The thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// Loads a checkpoint.
    ///
    /// - Parameters:
    ///   - weights: A file (PyTorch's, either layout, or safetensors), or the name of a published checkpoint (`deeplabv3_resnet50`), which is
    ///     fetched into torchvision's cache unless it is there.
    ///   - options: What differs from the defaults.
    ///
    /// - Throws: ``MaskRCNNError`` where the file is missing and cannot be fetched, damaged or of another model, with all differences.
    public init(weights: String, options: SegmenterOptions = SegmenterOptions()) async throws(MaskRCNNError) {
        thread = InferenceThread(name: "segmenter")
        let path: String
        do {
            path = try await PublishedWeights.path(
                of: weights, isOffline: options.isOffline, source: options.weightsSource,
                progress: options.fetchProgress)
        } catch {
            throw .weightsNotFound(error)
        }
        let loaded = try await thread.perform { () -> Result<LoadedSegmenter, MaskRCNNError> in
            Result { () throws(MaskRCNNError) in try LoadedSegmenter(weights: path, options: options) }
        }
        self.loaded = loaded
        configuration = loaded.configuration
        classNames = loaded.classNames
        parameterCount = loaded.configuration.parameterCount
        notes = loaded.notes
        memory = loaded.memory
        transform = loaded.network.transform
        givesProbabilities = options.givesProbabilities
        engineSummary = ComputingChoices.summary(loaded.plan, device: options.device)
        instructionSet = options.computing.instructionSet(loaded.plan)
        let millions = (Double(parameterCount) / 1e5).rounded() / 10
        summary =
            "\(configuration.name), \(configuration.classCount) classes, \(millions) M parameters, \(options.device)"
    }

    /// Gives every pixel of an image a class.
    ///
    /// The network's logits are resized to its input's size, as torchvision does, then to the image's own, both bilinearly; the class of
    /// a pixel is that of its largest logit there, of equals the first.
    ///
    /// - Throws: ``MaskRCNNError`` where the image has no pixel, memory would not do, or LibTorch refuses.
    ///
    /// Source: `model(batch)["out"]`, `interpolate(…, size of the image, mode="bilinear")` and `argmax(1)`.
    public func segmentation(of image: Image) throws(MaskRCNNError) -> SemanticSegmentation {
        try segmentation(of: image, observe: nil, clock: nil)
    }

    /// The size that an image of this size has at the network's input.
    public nonisolated func inputSize(of size: ImageSize) -> ImageSize { transform.resizedSize(size) }

    /// Gives the memory of activations back to the system; the next image takes what it needs anew.
    public func trim() {
        loaded.plan?.trim()
    }

    /// Builds the network of a checkpoint as for segmenting, and keeps nothing of it.
    ///
    /// - Returns: What was concluded of the checkpoint, as in ``notes``, and the names of the classes.
    /// - Throws: ``MaskRCNNError``, whatever would keep a segmenter from being made.
    package static func check(
        weights: String, key: String? = nil
    ) throws(MaskRCNNError) -> (notes: [String], classNames: [String]) {
        var options = SegmenterOptions()
        options.weightsKey = key
        options.engine = .libTorch
        let loaded = try LoadedSegmenter(weights: weights, options: options)
        return (loaded.notes, loaded.classNames)
    }

    /// The same as `segmentation(of:)`, showing every stage's tensors by name to `observe`, for comparing implementations.
    package func segmentation(
        of image: Image, observing observe: @Sendable (String, Tensor) -> Void
    ) throws(MaskRCNNError) -> SemanticSegmentation {
        try withoutActuallyEscaping(observe) { observe throws(MaskRCNNError) in
            try segmentation(of: image, observe: StageObserver(observe), clock: nil)
        }
    }

    /// The same for who looks at the stages or takes their times.
    func segmentation(
        of image: Image, observe: StageObserver?, clock: StageClock?
    ) throws(MaskRCNNError) -> SemanticSegmentation {
        guard image.size.area > 0 else { throw .emptyImage }
        let input = inputSize(of: image.size)
        guard input.height <= InputResizing.mostPixels / max(input.width, 1) else {
            throw .inputTooLarge(image: image.size, input: input, most: InputResizing.mostPixels)
        }
        try memory.check(image.size)
        let (labels, probabilities) = try torch { () throws(TorchError) in
            try withInferenceMode { () throws(TorchError) in
                try loaded.network(image, givesProbabilities: givesProbabilities, observe: observe, clock: clock)
            }
        }
        return SemanticSegmentation(
            size: image.size, labels: labels, classNames: classNames, probabilities: probabilities)
    }
}
