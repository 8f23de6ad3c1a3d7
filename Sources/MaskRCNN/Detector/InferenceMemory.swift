internal import Files
public import Geometry
package import Torch

/// How much memory finding objects takes, estimated before any of it is allocated.
///
/// Activations that live at once are counted from the network's sizes, stage by stage, since what a stage has made is freed or used
/// again in the next. What kernels take beside them is a fifth more. Measured (`docs/command-line.md`, Memory), the whole process
/// takes from 15% less than is estimated to a tenth more.
public struct InferenceMemory: Sendable, Hashable {
    private let configuration: Configuration
    private let transform: ImageTransform
    private let detectionsFollowSize: Bool
    private let augmentation: TestTimeAugmentation?
    private let computesHere: Bool
    private let elementBytes: Int

    /// What the weights take: as they are in the file, and as the layers keep them.
    public let weightBytes: Int

    /// The memory of a network that detects with some options.
    ///
    /// - Parameters:
    ///   - configuration: The network; `options.model` is not looked at.
    ///   - options: How it detects.
    public init(_ configuration: Configuration, options: DetectorOptions = DetectorOptions()) {
        var configuration = configuration
        if let maximum = options.maximumDetections { configuration.boxHead.maximumDetections = maximum }
        if let least = options.leastMaximumDetections {
            configuration.boxHead.maximumDetections = max(configuration.boxHead.maximumDetections, least)
        }
        self.configuration = configuration
        transform = ImageTransform(configuration, resizing: options.resizing)
        detectionsFollowSize = options.maximumDetections == nil
        augmentation = options.augmentation
        computesHere = options.device == .cpu
        elementBytes = options.dtype.byteCount
        weightBytes = options.computing.weightBytes(ParameterCounts(configuration))
    }

    /// The memory of a network that is evaluated while it is trained, by LibTorch's layers.
    package init(_ configuration: Configuration, evaluating maximumDetections: Int, on device: Device) {
        var options = DetectorOptions()
        options.engine = .libTorch
        options.device = device
        options.maximumDetections = maximumDetections
        self.init(configuration, options: options)
    }

    /// What so many images of a size take while the network looks at them together.
    package func activationBytes(of size: ImageSize, count: Int) -> Int {
        activationBytes(of: [ImageSize](repeating: size, count: count))
    }

    /// The size at the network's input of an image of a usual shape; nil where every image has its own, as with a scale.
    public var usualInput: ImageSize? {
        if case .scale = transform.resizing { return nil }
        return transform.paddedSize([transform.resizedSize(ImageSize(width: 3, height: 2))])
    }

    /// What images take while the network looks at them together, their own pixels not counted.
    public func activationBytes(of sizes: [ImageSize]) -> Int {
        let enlargement = sizes.map(transform.enlargement).max() ?? 1
        func bytes(_ input: ImageSize) -> Int {
            activationBytes(input: input, count: sizes.count, enlargement: enlargement)
        }
        guard let augmentation else { return bytes(transform.paddedSize(sizes.map(transform.resizedSize))) }
        let inputs = inputs(of: sizes, in: augmentation)
        let kept = inputs.map { keptBytes(input: $0, count: sizes.count) }.reduce(0) { Int.sum($0, $1) }
        // A flipped copy of the images, a byte for red, green and blue.
        let flipped = sizes.map { Int.product($0.width, $0.height, 3) }.reduce(0) { Int.sum($0, $1) }
        return .sum(inputs.map(bytes).max() ?? 0, kept, flipped)
    }

    /// The size at the network's input of the view of an image that has most pixels.
    func largestInput(of size: ImageSize) -> ImageSize {
        guard let augmentation else { return transform.paddedSize([transform.resizedSize(size)]) }
        let inputs = inputs(of: [size], in: augmentation)
        return inputs.max { $0.area < $1.area } ?? size
    }

    /// The size at the network's input of images in each view.
    private func inputs(of sizes: [ImageSize], in augmentation: TestTimeAugmentation) -> [ImageSize] {
        augmentation.views.map { view in transform.paddedSize(sizes.map { view.inputSize(of: $0, transform) }) }
    }

    /// What stays of a view until the heads look at what all views show: the maps that they look at.
    private func keptBytes(input: ImageSize, count: Int) -> Int {
        guard computesHere, configuration.maskHead != nil || configuration.keypointHead != nil else { return 0 }
        let numbers =
            configuration.levelStrides.reduce(0.0) { $0 + PixelActivations.share(ofStride: $1) }
            * Double(configuration.featureChannels)
        let bytes = Double(input.width) * Double(input.height) * Double(count) * numbers * Double(elementBytes)
        return bytes < 0x1p62 ? Int(bytes) : .max
    }

    /// What so many images take whose size at the network's input is this.
    func activationBytes(input: ImageSize, count: Int, enlargement: Double = 1) -> Int {
        let area = Int.product(input.width, input.height, count)
        // The normalised image, red, green and blue.
        guard computesHere else { return .product(area, 3, elementBytes) }
        let channels = configuration.featureChannels
        let pixel = PixelActivations(configuration)
        func scaled(_ perPixel: Double, _ rest: Int) -> Int {
            let bytes = (Double(area) * perPixel + Double(rest)) * Double(elementBytes) * Self.kernels
            return bytes < 0x1p62 ? Int(bytes) : .max
        }
        let proposals = min(
            configuration.proposals.countAfterNMS.grown(by: enlargement), area / max(count, 1) * pixel.anchors / 4 + 64)
        let detections = min(
            configuration.boxHead.detectionLimit(enlargement: detectionsFollowSize ? enlargement : 1), proposals)
        let box = configuration.boxHead
        // What is cut out and goes into the first layer; between convolutions one more each way.
        let ofStage = configuration.lastStage.map { stage in
            Int.product(
                min(GeneralizedRCNN.boxesAtATime, proposals), box.resolution, box.resolution,
                .sum(.product(2, channels), stage.outputChannels(stage: stage.stageCount - 1)))
        }
        let boxes =
            ofStage
            ?? Int.product(
                count, proposals,
                .sum(
                    .product(
                        max(channels, configuration.boxChannels), box.resolution, box.resolution,
                        box.convolutionCount > 0 ? 4 : 2),
                    .product(2, box.features), .product(6, configuration.classCount)))
        // Of the head that takes most: one runs after the other.
        var masks = 0
        if let mask = configuration.maskHead {
            let widest = max(
                channels, configuration.lastStage == nil ? 0 : 2 * channels, mask.channels.max() ?? 0,
                mask.predictorChannels)
            masks = Int.product(
                count, detections,
                .sum(
                    .product(widest, mask.resolution, mask.resolution, 10) / 3,
                    .product(4, mask.resolution, mask.resolution)))
        }
        if let head = configuration.keypointHead {
            let widest = max(channels, head.channels.max() ?? 0)
            let cells = Int.product(head.resolution, head.resolution)
            masks = max(
                masks,
                Int.product(count, detections, .sum(.product(3, widest, cells), .product(24, head.names.count, cells))))
        }
        return max(
            scaled(pixel.backbone + pixel.pyramid + pixel.predictions, 0),
            scaled(pixel.pyramid + pixel.predictions, boxes), scaled(pixel.pyramid + pixel.predictions, masks))
    }

    /// What kernels take beside the activations: tiles of Winograd's filtering, threads' own, and what lies between.
    private static let kernels = 1.2
}

extension InferenceMemory {
    /// Makes sure that the budget has room for the network and for images of these sizes.
    ///
    /// - Throws: ``MaskRCNNError/memory(_:)``.
    package func check(_ sizes: [ImageSize]) throws(MaskRCNNError) {
        guard let first = sizes.first else { return }
        let input = transform.paddedSize(sizes.map(transform.resizedSize))
        let views = augmentation.map { "\($0.viewCount) views of " } ?? ""
        let subject =
            sizes.count == 1 ? "an image of \(first) pixels" : "\(sizes.count) images of \(first) pixels and the like"
        try checkMemory(
            .sum(weightBytes, activationBytes(of: sizes)), for: "the network and \(views)an input of \(input) pixels",
            of: subject)
    }
}
