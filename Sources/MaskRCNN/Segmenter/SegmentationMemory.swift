internal import Files
public import Geometry
internal import Torch

/// How much memory a segmentation takes, estimated before any of it is allocated.
///
/// Activations that live at once are counted from the network's sizes; what kernels take beside them is a fifth more.
public struct SegmentationMemory: Sendable, Hashable {
    private let transform: SegmentationTransform
    private let computesHere: Bool
    private let elementBytes: Int
    private let givesProbabilities: Bool
    /// Numbers that are kept for each pixel of the network's input.
    private let perPixel: Double

    /// What the weights take: as they are in the file, and as the layers keep them.
    public let weightBytes: Int

    /// The memory of a network that segments with some options.
    ///
    /// - Parameters:
    ///   - configuration: The network; `options.model` is not looked at.
    ///   - options: How it segments.
    public init(_ configuration: SegmentationConfiguration, options: SegmenterOptions = SegmenterOptions()) {
        transform = SegmentationTransform(configuration.transform, resizing: options.resizing)
        computesHere = options.device == .cpu
        elementBytes = options.dtype.byteCount
        givesProbabilities = options.givesProbabilities
        weightBytes = options.computing.weightBytes(
            ParameterCounts(configuration, withAuxiliaryHead: options.computesAuxiliaryHead))
        perPixel = Self.perPixel(configuration, convolvesByColumns: options.dtype != .float32)
    }

    /// The size at the network's input of an image of a usual shape; nil where every image has its own, as with a scale.
    public var usualInput: ImageSize? {
        if case .scale = transform.resizing { return nil }
        return transform.resizedSize(ImageSize(width: 3, height: 2))
    }

    /// What an image of a size takes while it is segmented, its own pixels not counted.
    public func activationBytes(of size: ImageSize) -> Int {
        let input = transform.resizedSize(size)
        let area = Int.product(input.width, input.height)
        // As bytes become floating-point numbers, and those are resized, rounded and normalised.
        let transforming = Int.sum(.product(size.width, size.height, 3 * 4), .product(area, 3, 8 + 2 * elementBytes))
        let computing =
            computesHere
            ? Double(area) * perPixel * Double(elementBytes) * 1.2 : Double(area) * 3 * Double(elementBytes)
        let results = Int.product(size.width, size.height, givesProbabilities ? 5 : 1)
        return .sum(max(transforming, computing < 0x1p62 ? Int(computing) : .max), results)
    }

    private static func perPixel(_ configuration: SegmentationConfiguration, convolvesByColumns: Bool) -> Double {
        guard case .resNet(let network) = configuration.backbone else { return 0 }
        func share(_ stage: Int) -> Double { PixelActivations.share(ofStride: network.stride(stage: stage)) }
        let maps = network.stageIndices.map { share($0) * Double(network.outputChannels(stage: $0)) }
        // While a stage begins, the map before it is there, and a block's own: its shortcut's, two within it, and its result.
        let blocks = network.stageIndices.map { stage in
            (stage > 0 ? maps[stage - 1] : Double(network.width) * PixelActivations.share(ofStride: 4))
                + share(stage) * Double(2 * network.innerChannels(stage: stage)) + 2 * maps[stage]
        }
        let last = configuration.featureMap()
        let cells = PixelActivations.share(ofStride: last.stride)
        let head: Double
        switch configuration.head {
        case .fcn(let fully): head = cells * Double(fully.channels)
        case .deepLabV3(let deep):
            // The branches, the same side by side, and what is made of them.
            head = cells * Double(deep.channels) * Double(2 * (deep.atrousRates.count + 2) + 2)
        }
        // LibTorch copies what each output of a dilated convolution looks at.
        let columns = convolvesByColumns ? cells * 9 * Double(last.channels) : 0
        let logits = Double(configuration.classCount) * cells
        let ofHeads = maps.suffix(2).reduce(0, +) + head + logits
        return 3 + max(blocks.max() ?? 0, Double(network.width) / 4 * 1.5, ofHeads) + columns
    }

    /// Makes sure that the budget has room for the network and an image of a size.
    ///
    /// - Throws: ``MaskRCNNError/memory(_:)``.
    package func check(_ size: ImageSize) throws(MaskRCNNError) {
        let input = transform.resizedSize(size)
        try checkMemory(
            .sum(weightBytes, activationBytes(of: size)), for: "the network and an input of \(input) pixels",
            of: "an image of \(size) pixels")
    }
}
