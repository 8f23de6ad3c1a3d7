internal import Files
package import Geometry

/// How much memory training takes, estimated before any of it is allocated.
///
/// For gradients all that layers make is kept until the backward pass: it is counted layer by layer. Measured with `--verbose`, runs
/// of `tiny` take 7% to 26% less than is estimated, and `maskrcnn_resnet50_fpn` at 2 images of 800×800 pixels takes 2.5 GiB of
/// 4.2 GiB in a first step, which has few of the masks that the estimate allows for.
package struct TrainingMemory: Sendable {
    private let configuration: Configuration
    private let sampling: TargetSampling
    private let perPixel: Double
    private let parameterCount: Int
    private let trainedCopies: Int

    /// - Parameters:
    ///   - configuration: The network, with the data's number of classes.
    ///   - trainableLayers: How many of the backbone's stages are trained.
    ///   - normsCompute: Whether norms take statistics of the batch, and so keep what they got.
    ///   - sampling: How many predictions losses are computed from.
    ///   - trainedCopies: How often the optimiser and the running average keep each parameter: once for momentum, twice for Adam.
    package init(
        _ configuration: Configuration, trainableLayers: Int, normsCompute: Bool, sampling: TargetSampling,
        trainedCopies: Int
    ) {
        self.configuration = configuration
        self.sampling = sampling
        self.trainedCopies = trainedCopies
        parameterCount = ParameterCounts(configuration).total
        perPixel = Self.recordedPerPixel(configuration, trainableLayers: trainableLayers, normsCompute: normsCompute)
    }

    /// What stays through the run: parameters, gradients, the optimiser's memory, and copies of them while they are saved.
    package var fixedBytes: Int { .product(4, parameterCount, .sum(4, .product(2, trainedCopies))) }

    /// What a step takes on images that are so large for the network, at most.
    package func stepBytes(input: ImageSize, count: Int) -> Int {
        let area = Double(Int.product(input.width, input.height, count))
        let bytes = (area * perPixel + Double(Int.product(count, sampledPerImage))) * 4 * Self.kernels
        return bytes < 0x1p62 ? Int(bytes) : .max
    }

    /// What the backward pass and the kernels take beside what was recorded.
    static let kernels = 1.3

    /// Numbers of the heads for an image, recorded: cut-out features, each layer's results, and those again rectified.
    private var sampledPerImage: Int {
        let channels = configuration.featureChannels
        let box = configuration.boxHead
        let cells = box.resolution * box.resolution
        let boxes = Int.product(
            sampling.proposals.count,
            .sum(
                .product(max(channels, configuration.boxChannels), cells, 1 + 2 * box.convolutionCount),
                .product(2, box.features, box.linearCount), configuration.boxOutputs))
        let positives = Int((Double(sampling.proposals.count) * sampling.proposals.positiveFraction).rounded(.up))
        var sum = boxes
        if let head = configuration.keypointHead {
            let cells = Int.product(head.resolution, head.resolution)
            let layers = head.channels.reduce(channels) { .sum($0, .product(2, $1)) }
            // Heat maps twice as wide, and four times, and what becomes of them in the loss.
            sum = .sum(sum, .product(positives, cells, .sum(layers, .product(52, head.names.count))))
        }
        guard let mask = configuration.maskHead else { return sum }
        let area = mask.resolution * mask.resolution
        let masks = Int.product(
            positives,
            .sum(
                .product(area, .sum(channels, .product(2, mask.channels.reduce(0) { .sum($0, $1) }))),
                .product(4, area, .sum(.product(2, mask.predictorChannels), configuration.maskOutputs))))
        return .sum(sum, masks)
    }

    private static func recordedPerPixel(
        _ configuration: Configuration, trainableLayers: Int, normsCompute: Bool
    ) -> Double {
        // What a convolution gives, what a norm makes of it, and that rectified; of norms that only scale, the last alone is kept.
        let kept = normsCompute ? 3.0 : 1.0
        var sum = 3.0
        switch configuration.backbone {
        case .resNet(let network): sum += recorded(network, trainableLayers: trainableLayers, kept: kept)
        case .mobileNetV3(let network):
            // Of all blocks, whichever are trained: they are small.
            sum += network.shares.reduce(0) { $0 + $1.before + ($1.expanded + $1.after) * (kept + 1) }
        }
        let cells = configuration.levelStrides.reduce(0.0) { $0 + PixelActivations.share(ofStride: $1) }
        // The pyramid's inner maps and levels, the proposal network's maps over all of them, and what it predicts.
        sum += cells * Double(configuration.featureChannels) * 4
        sum += cells * Double(configuration.anchorsPerCell) * 20
        return sum
    }

    /// What a ResNet's stages record for each pixel of the input.
    static func recorded(
        _ network: Configuration.Backbone.ResNet, trainableLayers: Int, kept: Double
    ) -> Double {
        guard let stages = network.stages else { return 0 }
        let width = Double(network.width)
        var sum = (trainableLayers >= 5 ? width / 4 * kept : 0) + width / 16
        for (index, count) in stages.blocks.enumerated() {
            let inner = Double(network.innerChannels(stage: index))
            let outer = Double(network.outputChannels(stage: index))
            // The last stages are trained first.
            let isTrained = 4 - index <= trainableLayers
            let block = (stages.bottleneck ? 2 * inner + outer : inner + outer) * kept
            sum +=
                PixelActivations.share(ofStride: network.stride(stage: index))
                * (isTrained ? Double(count) * block + outer * kept : outer)
        }
        return sum
    }
}
