import Geometry
import TestSupport
import Testing
import Torch

/// Photographs to a batch: one pass beside LibTorch's three.
@Suite struct ImageKernelTests {
    private let mean = [0.485, 0.456, 0.406]
    private let deviation = [0.229, 0.224, 0.225]

    private func photograph(
        _ generator: inout SeededGenerator, _ size: (Int, Int), _ resized: (Int, Int)
    ) -> ImageBatching.Photograph {
        ImageBatching.Photograph(
            pixels: (0..<size.0 * size.1 * 3).map { _ in .random(in: 0...255, using: &generator) }, height: size.0,
            width: size.1, resizedHeight: resized.0, resizedWidth: resized.1)
    }

    /// Normalised, then resized, in double: with the same positions of pixels.
    private func expected(_ photograph: ImageBatching.Photograph) throws -> Tensor {
        let pixels = try Tensor(photograph.pixels, shape: [1, photograph.height, photograph.width, 3])
            .permuted([0, 3, 1, 2]).to(.float64)
        let mean = try Tensor(mean, shape: [1, 3, 1, 1])
        let deviation = try Tensor(deviation, shape: [1, 3, 1, 1])
        return try ((pixels / 255 - mean) / deviation)
            .resized(height: photograph.resizedHeight, width: photograph.resizedWidth, .bilinear)
    }

    @Test(arguments: [
        ((1, 1), (800, 800)), ((17, 9), (34, 27)), ((40, 61), (13, 20)), ((5, 7), (5, 7)), ((3, 50), (1, 21)),
    ])
    func imagesAreNormalisedAndResized(_ size: (Int, Int), _ resized: (Int, Int)) throws {
        var generator = SeededGenerator(seed: 1)
        let photograph = photograph(&generator, size, resized)
        let batch = try ImageBatching.batch(
            [photograph], height: resized.0, width: resized.1, mean: mean, deviation: deviation)
        #expect(batch.isChannelsLast && batch.dtype == .float32)
        // Positions are computed in float32, here as there: a place at 800 has an error of 800 · 2⁻²³.
        #expect(try batch.to(.float64).largestDifference(from: expected(photograph)) < 1e-4)
        if size == resized {
            #expect(try batch.to(.float64).largestDifference(from: expected(photograph)) < 1e-6)
        }
    }

    @Test func whatIsRightAndBelowIsZero() throws {
        var generator = SeededGenerator(seed: 2)
        let images = [photograph(&generator, (6, 8), (9, 12)), photograph(&generator, (8, 6), (12, 9))]
        let batch = try ImageBatching.batch(images, height: 12, width: 16, mean: mean, deviation: deviation)
        #expect(batch.shape == [2, 3, 12, 16])
        for (index, image) in images.enumerated() {
            let part = try batch.narrowed(0, to: index..<index + 1)
            let shown = try part.narrowed(2, to: 0..<image.resizedHeight).narrowed(3, to: 0..<image.resizedWidth)
            #expect(try shown.to(.float64).largestDifference(from: expected(image)) < 1e-5)
            let right = try part.narrowed(3, to: image.resizedWidth..<16).elements(as: Float.self)
            #expect(right.allSatisfy { $0 == 0 })
            if image.resizedHeight < 12 {
                let below = try part.narrowed(2, to: image.resizedHeight..<12).elements(as: Float.self)
                #expect(below.allSatisfy { $0 == 0 })
            }
        }
    }

    @Test func wrongSizesAreRefused() {
        var generator = SeededGenerator(seed: 3)
        let good = photograph(&generator, (4, 4), (8, 8))
        let short = ImageBatching.Photograph(
            pixels: [1, 2, 3], height: 2, width: 2, resizedHeight: 2, resizedWidth: 2)
        let empty = ImageBatching.Photograph(pixels: [], height: 0, width: 0, resizedHeight: 1, resizedWidth: 1)
        for (images, size) in [([good], 7), ([short], 8), ([empty], 8)] {
            #expect(throws: TorchError.self) {
                try ImageBatching.batch(images, height: size, width: size, mean: mean, deviation: deviation)
            }
        }
        #expect(throws: TorchError.self) {
            try ImageBatching.batch([good], height: 8, width: 8, mean: [0], deviation: deviation)
        }
    }
}
