internal import Files
package import Geometry

/// How much memory the training of a network for semantic segmentation takes, estimated before any of it is allocated.
///
/// As with ``TrainingMemory``, all that layers make is kept until the backward pass, and counted layer by layer. Measured with `--verbose`,
/// two crops of 256×256 pixels take `fcn_resnet50` 1.4 GiB of 2.2 GiB, and `deeplabv3_resnet50` 1.6 GiB of 2.4 GiB.
package struct SegmentationTrainingMemory: Sendable {
    private let perPixel: Double
    private let parameterCount: Int
    private let trainedCopies: Int

    /// - Parameters:
    ///   - configuration: The network, with the data's number of classes.
    ///   - trainableLayers: How many of the backbone's stages are trained.
    ///   - normsCompute: Whether norms take statistics of the batch, and so keep what they got.
    ///   - trainedCopies: How often the optimiser and the running average keep each parameter: once for momentum, twice for Adam.
    package init(
        _ configuration: SegmentationConfiguration, trainableLayers: Int, normsCompute: Bool, trainedCopies: Int
    ) {
        self.trainedCopies = trainedCopies
        parameterCount = ParameterCounts(configuration, withAuxiliaryHead: true).total
        perPixel = Self.recordedPerPixel(
            configuration, trainableLayers: trainableLayers, kept: normsCompute ? 3 : 1)
    }

    /// What stays through the run: parameters, gradients, the optimiser's memory, and copies of them while they are saved.
    package var fixedBytes: Int { .product(4, parameterCount, .sum(4, .product(2, trainedCopies))) }

    /// What a step takes on images that are so large for the network, at most.
    package func stepBytes(input: ImageSize, count: Int) -> Int {
        let area = Double(Int.product(input.width, input.height, count))
        let bytes = area * (perPixel * 4 * TrainingMemory.kernels + Self.labelBytes)
        return bytes < 0x1p62 ? Int(bytes) : .max
    }

    /// A pixel's label, as a byte and as the loss takes it, and the images' own pixels.
    private static let labelBytes = 9.0 + 3

    private static func recordedPerPixel(
        _ configuration: SegmentationConfiguration, trainableLayers: Int, kept: Double
    ) -> Double {
        guard case .resNet(let network) = configuration.backbone else { return 0 }
        var sum = 3 + TrainingMemory.recorded(network, trainableLayers: trainableLayers, kept: kept)
        let cells = PixelActivations.share(ofStride: configuration.featureMap().stride)
        let inputs = Double(configuration.featureMap().channels)
        switch configuration.head {
        case .fcn(let head): sum += cells * Double(head.channels) * (kept + 1)
        case .deepLabV3(let head):
            // Every branch, all of them side by side, what joins them, and the last convolution.
            let branches = Double(head.atrousRates.count + 2)
            sum += cells * Double(head.channels) * (branches * (kept + 1) + 2 * (kept + 1))
        }
        // What each output of a convolution with gaps looks at, copied for one layer at a time.
        sum += cells * 9 * inputs
        var outputs = 1.0
        if let head = configuration.auxiliaryHead {
            let map = configuration.featureMap(beforeLast: 1)
            sum += PixelActivations.share(ofStride: map.stride) * Double(head.channels) * (kept + 1)
            outputs += 1
        }
        // Logits at the input's size, their logarithms, and the gradients of both.
        return sum + outputs * Double(configuration.classCount) * 4
    }
}
