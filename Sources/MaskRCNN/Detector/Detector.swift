public import Geometry
public import Imaging
package import Torch
internal import Zoo

/// A Mask R-CNN that is loaded and ready to segment images.
///
/// ```swift
/// let detector = try await Detector(weights: "maskrcnn_resnet50_fpn_coco-bf2d0c1e.pth")
/// let image = try Image(contentsOfFile: "photo.jpg")
/// let detections = try await detector.detections(in: image)
/// try Overlay().drawing(detections, on: image).write(toFile: "segmented.png")
/// ```
///
/// It runs on a thread of its own, one batch after the other: calls from several tasks wait for each other.
public actor Detector {
    /// The network and how it detects.
    public nonisolated let configuration: Configuration
    /// The names of the classes by label.
    public nonisolated let categories: [Int: String]
    /// The number of trainable parameters, as PyTorch counts them: frozen norms and statistics are none.
    public nonisolated let parameterCount: Int
    /// One line for a log: network, classes, parameters, device.
    public nonisolated let summary: String

    /// What was concluded of a checkpoint that says too little of its network, a sentence each: that its sizes are those of a
    /// preset, that the network stands under a prefix. None for a file that this package wrote.
    public nonisolated let notes: [String]

    /// One line for a log: what computes the layers, and which of them LibTorch computes in its place.
    public nonisolated let engineSummary: String

    /// The instruction set of what computes the layers, such as "AVX2"; on a GPU the device, such as "cuda:0".
    public nonisolated let instructionSet: String

    private let classes: Set<Int>?
    private nonisolated let augmentation: TestTimeAugmentation?
    private nonisolated let transform: ImageTransform
    private nonisolated let detectionsFollowSize: Bool
    /// What its weights and images of a size take in memory.
    public nonisolated let memory: InferenceMemory
    let loaded: LoadedModel
    private nonisolated let thread: InferenceThread

    /// The thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// Loads a checkpoint.
    ///
    /// - Parameters:
    ///   - weights: A file (PyTorch's, either layout, or safetensors), or a name: `nuclei`, which is built in, or that of
    ///     a published checkpoint (`maskrcnn_resnet50_fpn_v2`), which is fetched into torchvision's cache unless it is there.
    ///   - options: What differs from the defaults.
    ///
    /// - Throws: ``MaskRCNNError`` where the file is missing and cannot be fetched, damaged or of another model, with all differences.
    public init(weights: String, options: DetectorOptions = DetectorOptions()) async throws(MaskRCNNError) {
        thread = InferenceThread(name: "maskrcnn")
        let path: String
        do {
            path = try await PublishedWeights.path(
                of: weights, isOffline: options.isOffline, source: options.weightsSource,
                progress: options.fetchProgress)
        } catch {
            throw .weightsNotFound(error)
        }
        let loaded = try await thread.perform { () -> Result<LoadedModel, MaskRCNNError> in
            Result { () throws(MaskRCNNError) in try LoadedModel(weights: path, options: options) }
        }
        self.loaded = loaded
        classes = options.classes
        augmentation = options.augmentation
        configuration = loaded.model.configuration
        transform = loaded.model.transform
        memory = loaded.memory
        detectionsFollowSize = loaded.model.detectionsFollowSize
        categories = loaded.categories
        notes = loaded.notes
        parameterCount = loaded.parameterCount
        engineSummary = loaded.engineSummary
        instructionSet = options.computing.instructionSet(loaded.plan)
        let millions = (Double(loaded.parameterCount) / 1e5).rounded() / 10
        let views = options.augmentation.map { ", \($0.viewCount) views of an image" } ?? ""
        summary =
            "\(configuration.name), \(configuration.classCount) classes, \(millions) M parameters, \(options.device)\(views)"
    }

    /// Finds the objects in an image.
    ///
    /// - Returns: Detections in descending order of score, in pixels of the image; none where nothing scores enough.
    ///
    /// - Throws: ``MaskRCNNError`` where the image has no pixel, or LibTorch refuses (memory that runs out, for one).
    public func detections(in image: Image) throws(MaskRCNNError) -> [Detection] {
        try detections(in: [image])[0]
    }

    /// Finds the objects in several images at once, which may differ in size.
    ///
    /// As in torchvision, images of a batch are padded with zeros to a common size. A network sees the padding: what is
    /// found in an image can change with the sizes of the others. Images of one ``inputSize(of:)`` do not disturb each other.
    ///
    /// - Returns: For each image, in their order, its detections in descending order of score.
    ///
    /// - Throws: ``MaskRCNNError`` where an image has no pixel, or LibTorch refuses.
    ///
    /// Complexity: Memory for the activations of the whole batch at once, which is kept for the next one until ``trim()``.
    ///
    /// Source: torchvision's `GeneralizedRCNN.forward` in evaluation, and `paste_masks_in_image` above 0.5.
    public func detections(in images: [Image]) throws(MaskRCNNError) -> [[Detection]] {
        try detections(in: images, observe: nil)
    }

    /// The size that an image of this size has at the network's input, resized and padded.
    public nonisolated func inputSize(of size: ImageSize) -> ImageSize {
        transform.paddedSize([transform.resizedSize(size)])
    }

    /// What the sides of an image of this size are multiplied by for the network: below 1 where it loses detail.
    public nonisolated func inputScale(of size: ImageSize) -> Double {
        let input = transform.resizedSize(size)
        return Double(max(input.width, input.height)) / Double(max(size.width, size.height, 1))
    }

    /// How many detections an image of this size keeps at most.
    public nonisolated func maximumDetections(in size: ImageSize) -> Int {
        configuration.boxHead.detectionLimit(enlargement: detectionsFollowSize ? transform.enlargement(of: size) : 1)
    }

    /// Gives the memory of activations back to the system. They are as large as the largest image or batch so far needed,
    /// and the next one takes what it needs anew.
    public func trim() {
        loaded.plan?.trim()
    }

    /// The same, showing every stage's tensors by name to `observe`, for comparing implementations.
    package func detections(
        in images: [Image], observing observe: @Sendable (String, Tensor) -> Void
    ) throws(MaskRCNNError) -> [[Detection]] {
        try withoutActuallyEscaping(observe) { observe throws(MaskRCNNError) in
            try detections(in: images, observe: StageObserver(observe))
        }
    }

    /// The same for who looks at the stages or takes their times.
    func detections(
        in images: [Image], observe: StageObserver?, clock: StageClock? = nil
    ) throws(MaskRCNNError) -> [[Detection]] {
        guard images.allSatisfy({ $0.size.area > 0 }) else { throw .emptyImage }
        for size in images.map(\.size) {
            let input = memory.largestInput(of: size)
            guard input.area <= InputResizing.mostPixels else {
                throw .inputTooLarge(image: size, input: input, most: InputResizing.mostPixels)
            }
        }
        guard !images.isEmpty else { return [] }
        try memory.check(images.map(\.size))
        let raw = try torch { () throws(TorchError) in
            try withInferenceMode { () throws(TorchError) in
                if let augmentation {
                    try loaded.model(images, in: augmentation, classes: classes, observe: observe, clock: clock)
                } else {
                    try loaded.model(images, classes: classes, observe: observe, clock: clock)
                }
            }
        }
        let results = try loaded.model.named(raw, in: images, categories)
        try torch { () throws(TorchError) in try clock?.end(.paste) }
        return results
    }
}
