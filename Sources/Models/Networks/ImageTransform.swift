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

/// Normalises, resizes and pads images: torchvision's `GeneralizedRCNNTransform` in evaluation, or what stands for it in other frameworks.
package struct ImageTransform: Sendable, Hashable {
    let configuration: Configuration.Transform
    let conventions: Configuration.Conventions
    /// What is wanted in place of the configuration's sides.
    package let resizing: InputResizing?

    package init(
        configuration: Configuration.Transform, conventions: Configuration.Conventions = Configuration.Conventions(),
        resizing: InputResizing? = nil
    ) {
        self.configuration = configuration
        self.conventions = conventions
        self.resizing = resizing
    }

    /// That of a network.
    package init(_ configuration: Configuration, resizing: InputResizing? = nil) {
        self.init(
            configuration: configuration.transform, conventions: configuration.conventions, resizing: resizing)
    }

    /// The size of an image of this size at the network's input, by the convention's rule.
    package func resizedSize(_ size: ImageSize) -> ImageSize { resizedSize(size, enlargedBy: 1) }

    /// The same where the scale is so many times as large, beyond any limit.
    func resizedSize(_ size: ImageSize, enlargedBy factor: Double) -> ImageSize {
        let sides = resizing?.sides(model: configuration)
        return conventions.sizes.resized(
            size,
            to: resizing.flatMap(\.factor).map { .factor($0 * factor) }
                ?? .sides(
                    short: (sides?.short ?? Double(configuration.minimumSide)) * factor,
                    longest: (sides?.longest ?? Double(configuration.maximumSide)) * factor))
    }

    /// How many times as many pixels as by the configuration's own rule an image of this size has; at least 1.
    package func enlargement(of size: ImageSize) -> Double {
        guard resizing != nil, size.area > 0 else { return 1 }
        let usual = ImageTransform(configuration: configuration, conventions: conventions).resizedSize(size)
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
        if conventions.seesPixelsAsTorchvision, dtype == .float32, device == .cpu {
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
            try batch.narrowed(0, to: index..<index + 1).narrowed(2, to: 0..<size.height)
                .narrowed(3, to: 0..<size.width).copy(from: normalized(image, size, mean, deviation, dtype, device))
        }
        return ImageBatch(images: batch, sizes: sizes, originalSizes: originals, enlargements: enlargements)
    }

    /// (1, 3, height, width): an image as the network sees it.
    private func normalized(
        _ image: Image, _ size: ImageSize, _ mean: Tensor, _ deviation: Tensor, _ dtype: DType, _ device: Device
    ) throws(TorchError) -> Tensor {
        var image = image
        if let interpolation = conventions.byteInterpolation {
            do {
                image = try image.resized(to: size, as: interpolation)
            } catch {
                throw .operation("resize", message: "\(error)")
            }
        }
        var pixels = try Tensor(image.pixels, shape: [1, image.size.height, image.size.width, 3])
            .permuted([0, 3, 1, 2]).to(device, dtype)
        if conventions.channelOrder == .bgr {
            pixels = try pixels.gathered(1, at: Tensor([2, 1, 0] as [Int64], shape: [3]).to(device))
        }
        if conventions.valueRange == .unit { pixels = try pixels / 255 }
        // Normalised before it is resized, as torchvision does: the order shows in the last digits.
        let values = try (pixels - mean) / deviation
        return image.size == size ? values : try values.resized(height: size.height, width: size.width, .bilinear)
    }

    private func constants(_ values: [Double], _ dtype: DType, _ device: Device) throws(TorchError) -> Tensor {
        try Tensor(values, shape: [1, 3, 1, 1]).to(device, dtype)
    }
}
