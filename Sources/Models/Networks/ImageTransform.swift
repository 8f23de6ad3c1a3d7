internal import Foundation
package import Geometry
internal import Imaging
internal import Torch

/// A batch in the form that the network takes.
struct ImageBatch {
    /// (N, 3, H, W), normalised and padded with zeros at the right and the bottom.
    let images: Tensor
    /// The size of each image after resizing, before padding.
    let sizes: [ImageSize]
    /// The size of each image as it came.
    let originalSizes: [ImageSize]
    /// For each image, by how much the limits on what is found in it grow.
    let enlargements: [Double]

    /// The size of the padded images.
    var paddedSize: ImageSize { ImageSize(width: images.size(3), height: images.size(2)) }
}

/// Normalises, resizes and pads images: torchvision's `GeneralizedRCNNTransform` in evaluation.
package struct ImageTransform: Sendable, Hashable {
    let configuration: Configuration.Transform
    /// What is wanted in place of the configuration's sides.
    package let resizing: InputResizing?

    package init(configuration: Configuration.Transform, resizing: InputResizing? = nil) {
        self.configuration = configuration
        self.resizing = resizing
    }

    /// The size of an image of this size at the network's input.
    ///
    /// The scale is computed in double and the sides are rounded down, which gives 799 for a short side of 97.
    /// Differs: a side that would vanish has one pixel, where torchvision fails.
    package func resizedSize(_ size: ImageSize) -> ImageSize { resizedSize(size, enlargedBy: 1) }

    /// The same where the scale is so many times as large, beyond any limit.
    func resizedSize(_ size: ImageSize, enlargedBy factor: Double) -> ImageSize {
        let short = Double(min(size.width, size.height))
        let long = Double(max(size.width, size.height))
        let usual = min(Double(configuration.minimumSide) / short, Double(configuration.maximumSide) / long)
        let scale = (resizing?.scale(short: short, long: long, model: configuration) ?? usual) * factor
        func scaled(_ side: Int) -> Int { max(1, Int((Double(side) * scale).rounded(.down))) }
        return ImageSize(width: scaled(size.width), height: scaled(size.height))
    }

    /// How many times as many pixels as by the configuration's own rule an image of this size has; at least 1.
    package func enlargement(of size: ImageSize) -> Double {
        guard resizing != nil, size.area > 0 else { return 1 }
        let usual = ImageTransform(configuration: configuration).resizedSize(size)
        return max(1, Double(resizedSize(size).area) / Double(usual.area))
    }

    /// The sides that hold every size, rounded up to the divisor.
    package func paddedSize(_ sizes: [ImageSize]) -> ImageSize {
        func padded(_ side: Int) -> Int {
            let divisor = configuration.sizeDivisor
            return (side + divisor - 1) / divisor * divisor
        }
        return ImageSize(
            width: padded(sizes.map(\.width).max() ?? 0), height: padded(sizes.map(\.height).max() ?? 0))
    }

    /// Makes a batch of images.
    ///
    /// - Parameter wanted: The size of each at the network's input, as training draws it; nil for the configuration's.
    func callAsFunction(
        _ images: [Image], sizes wanted: [ImageSize]? = nil, dtype: DType, device: Device
    ) throws(TorchError) -> ImageBatch {
        let originals = images.map(\.size)
        let sizes = wanted ?? originals.map(resizedSize)
        let padded = paddedSize(sizes)
        let enlargements = wanted == nil ? originals.map(enlargement) : originals.map { _ in 1 }
        if dtype == .float32, device == .cpu {
            let photographs = zip(images, sizes).map {
                ImageBatching.Photograph(
                    pixels: $0.pixels, height: $0.size.height, width: $0.size.width, resizedHeight: $1.height,
                    resizedWidth: $1.width)
            }
            let batch = try ImageBatching.batch(
                photographs, height: padded.height, width: padded.width, mean: configuration.mean,
                deviation: configuration.standardDeviation)
            return ImageBatch(
                images: batch, sizes: sizes, originalSizes: originals, enlargements: enlargements)
        }
        let mean = try constants(configuration.mean, dtype, device)
        let deviation = try constants(configuration.standardDeviation, dtype, device)
        let batch = try Tensor.zeros(
            [images.count, 3, padded.height, padded.width], dtype: dtype, device: device
        ).channelsLast()
        for (index, image) in images.enumerated() {
            let size = sizes[index]
            let pixels = try Tensor(image.pixels, shape: [1, image.size.height, image.size.width, 3])
                .permuted([0, 3, 1, 2]).to(device, dtype)
            // Normalised before it is resized, as torchvision does: the order shows in the last digits.
            let resized = try (((pixels / 255) - mean) / deviation)
                .resized(height: size.height, width: size.width, .bilinear)
            try batch.narrowed(0, to: index..<index + 1).narrowed(2, to: 0..<size.height)
                .narrowed(3, to: 0..<size.width).copy(from: resized)
        }
        return ImageBatch(images: batch, sizes: sizes, originalSizes: originals, enlargements: enlargements)
    }

    private func constants(_ values: [Double], _ dtype: DType, _ device: Device) throws(TorchError) -> Tensor {
        try Tensor(values, shape: [1, 3, 1, 1]).to(device, dtype)
    }
}
