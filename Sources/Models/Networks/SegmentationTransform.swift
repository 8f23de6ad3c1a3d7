internal import Foundation
package import Geometry
internal import Imaging
internal import Torch

/// Resizes and normalises images for a network for segmentation: torchvision's `SemanticSegmentation` for tensors.
///
/// As there, an image is resized as bytes, whose values are rounded, and then normalised. torchvision gets other bytes, by 1 at most for
/// nearly all, from an image that PIL has, since PIL resizes in whole numbers.
package struct SegmentationTransform: Sendable, Hashable {
    let configuration: SegmentationConfiguration.Transform
    /// What is wanted in place of the configuration's short side.
    package let resizing: InputResizing?

    package init(_ configuration: SegmentationConfiguration.Transform, resizing: InputResizing? = nil) {
        self.configuration = configuration
        self.resizing = resizing
    }

    /// The size of an image of this size at the network's input; sides are rounded down, and none vanishes.
    ///
    /// Source: torchvision's `_compute_resized_output_size`.
    package func resizedSize(_ size: ImageSize) -> ImageSize {
        let (width, height) = (Double(size.width), Double(size.height))
        let (short, long) = (min(width, height), max(width, height))
        guard short >= 1 else { return size }
        func oriented(_ shortSide: Double, _ longSide: Double) -> ImageSize {
            let (shortSide, longSide) = (Int(max(1, min(shortSide, 0x1p40))), Int(max(1, min(longSide, 0x1p40))))
            return width <= height
                ? ImageSize(width: shortSide, height: longSide) : ImageSize(width: longSide, height: shortSide)
        }
        var longest: Double?
        var wanted = configuration.shortSide.map(Double.init) ?? short
        switch resizing {
        case .scale(let scale): return oriented((short * scale).rounded(.down), (long * scale).rounded(.down))
        case .sides(let side, let most):
            if let side { wanted = Double(side) }
            longest = most.map(Double.init)
        case nil: break
        }
        let scaled = (wanted * long / short).rounded(.down)
        if let longest, scaled > longest { return oriented((longest * wanted / scaled).rounded(.down), longest) }
        return oriented(wanted, scaled)
    }

    /// (1, 3, H, W) of one image, channels-last.
    ///
    /// - Parameter isResized: Whether it gets the size of ``resizedSize(_:)``; else it keeps its own, as in training, whose data come in
    ///   the size that they are to have.
    func callAsFunction(
        _ image: Image, isResized: Bool = true, dtype: DType, device: Device
    ) throws(TorchError) -> Tensor {
        let size = isResized ? resizedSize(image.size) : image.size
        var pixels = try Tensor(image.pixels, shape: [1, image.size.height, image.size.width, 3])
            .permuted([0, 3, 1, 2]).to(.float32)
        if size != image.size {
            pixels = try pixels.resized(
                height: size.height, width: size.width, configuration.antialiases ? .antialiasedBilinear : .bilinear
            ).rounded()
        }
        let mean = try Tensor(configuration.mean, shape: [1, 3, 1, 1]).to(device, dtype)
        let deviation = try Tensor(configuration.standardDeviation, shape: [1, 3, 1, 1]).to(device, dtype)
        return try ((pixels.to(device, dtype) / 255 - mean) / deviation).channelsLast()
    }
}
