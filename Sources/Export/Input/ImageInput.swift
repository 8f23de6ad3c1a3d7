internal import Models

/// Images in the form that the network takes, and their sizes on the way there.
struct ImageInput {
    /// (N, 3, H, W), normalised, resized and padded.
    let images: Value
    /// Height and width as they came, whole numbers.
    let originalSize: Value
    /// Height and width after resizing, before padding.
    let size: Value
    /// Height and width with the padding.
    let paddedSize: Value
}

extension NetworkBuilder {
    /// Normalises, resizes and pads images. Source: `Models/Networks/ImageTransform.swift`.
    func imageInput(_ images: Value, _ transform: Configuration.Transform) -> ImageInput {
        graph.within("transform") {
            let original = images.sizes(2..<4)
            let size = graph.within("size") { resizedSize(original, transform) }
            let resized = normalized(images, transform.mean, transform.standardDeviation)
                .resizedBilinearly(to: size)
            let divisor = transform.sizeDivisor
            guard divisor > 1 else {
                return ImageInput(images: resized, originalSize: original, size: size, paddedSize: size)
            }
            let padded = (size + (divisor - 1)) / divisor * divisor
            let margins = graph.concatenated([graph.constant([Int](repeating: 0, count: 6)), padded - size], axis: 0)
            return ImageInput(
                images: graph.node("Pad", [resized, margins]), originalSize: original, size: size, paddedSize: padded)
        }
    }

    /// Images, (N, 3, H, W), less a mean of each channel, and divided.
    func normalized(_ images: Value, _ mean: [Double], _ deviation: [Double]) -> Value {
        (images - graph.constant(mean.map(Float.init), shape: [1, 3, 1, 1]))
            / graph.constant(deviation.map(Float.init), shape: [1, 3, 1, 1])
    }
}
