internal import CTorch

/// Photographs as a batch of a network's inputs.
public enum ImageBatching {
    /// A photograph and the size that it shall have.
    public struct Photograph {
        /// height × width × 3 bytes, row by row.
        public let pixels: [UInt8]
        /// Of the pixels.
        public let height, width: Int
        /// In the batch, before padding.
        public let resizedHeight, resizedWidth: Int

        /// A photograph; as many pixels as its size says.
        public init(pixels: [UInt8], height: Int, width: Int, resizedHeight: Int, resizedWidth: Int) {
            self.pixels = pixels
            self.height = height
            self.width = width
            self.resizedHeight = resizedHeight
            self.resizedWidth = resizedWidth
        }
    }

    /// Normalises photographs, resizes them bilinearly (no antialiasing) and pads them with zeros at the right and the
    /// bottom, in float32 on the CPU.
    ///
    /// - Parameters:
    ///   - mean: Of each channel, between 0 and 1.
    ///   - deviation: Of each channel.
    ///
    /// - Returns: (N, 3, height, width), channels-last.
    ///
    /// - Throws: ``TorchError`` where a photograph has no pixel, another number than its size says, or is larger than
    ///   the batch.
    ///
    /// Source: torchvision's `GeneralizedRCNNTransform`, whose two steps give the same but for rounding.
    public static func batch(
        _ photographs: [Photograph], height: Int, width: Int, mean: [Double], deviation: [Double]
    ) throws(TorchError) -> Tensor {
        for photograph in photographs where photograph.pixels.count != photograph.height * photograph.width * 3 {
            throw .mismatch(
                operation: "imageBatch", expected: "\(photograph.height) × \(photograph.width) × 3 bytes",
                found: "\(photograph.pixels.count)")
        }
        guard mean.count == 3, deviation.count == 3 else {
            throw .mismatch(operation: "imageBatch", expected: "3 channels", found: "\(mean.count), \(deviation.count)")
        }
        return try make(photographs[...], []) { images throws(TorchError) in
            try .make("imageBatch") {
                ct_image_batch(images, Int64(images.count), Int64(height), Int64(width), mean, deviation, $0, $1)
            }
        }
    }

    /// Holds the pixels of one photograph after another in place, then calls the body with all.
    private static func make(
        _ rest: ArraySlice<Photograph>, _ images: [ct_image],
        _ body: ([ct_image]) throws(TorchError) -> Tensor
    ) throws(TorchError) -> Tensor {
        guard let photograph = rest.first else { return try body(images) }
        return try photograph.pixels.withUnsafeBufferPointer { buffer throws(TorchError) in
            let image = ct_image(
                pixels: buffer.baseAddress, height: Int64(photograph.height), width: Int64(photograph.width),
                resized_height: Int64(photograph.resizedHeight), resized_width: Int64(photograph.resizedWidth))
            return try make(rest.dropFirst(), images + [image], body)
        }
    }
}
