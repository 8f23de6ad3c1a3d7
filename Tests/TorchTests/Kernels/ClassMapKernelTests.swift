import Foundation
import Testing
import Torch

/// Class maps from logits beside LibTorch's interpolation.
struct ClassMapKernelTests {
    @Test(arguments: [(5, 7, 5, 7), (5, 7, 12, 31), (9, 6, 4, 3), (1, 1, 3, 2)], [DType.float32, .float64])
    func theLargestLogitCounts(_ sizes: (Int, Int, Int, Int), dtype: DType) throws {
        let (rows, columns, height, width) = sizes
        let classes = 6
        let random = try Tensor.zeros([1, classes, rows, columns])
        try random.fillNormal(standardDeviation: 3, using: RandomGenerator(seed: 7))
        let logits = try random.to(dtype).channelsLast()
        let (labels, probabilities) = try SegmentationKernels.classMap(
            of: logits.selected(0, 0), height: height, width: width, givesProbabilities: true)
        let resized = try logits.resized(height: height, width: width, .bilinear).to(.float64)
            .elements(as: Double.self)
        let area = height * width
        #expect(labels.count == area)
        for pixel in 0..<area {
            let values = (0..<classes).map { resized[$0 * area + pixel] }
            let best = try #require(values.max())
            #expect(best - values[Int(labels[pixel])] < 1e-5)
            let expected = 1 / values.reduce(0) { $0 + exp($1 - best) }
            #expect(abs(Double(try #require(probabilities)[pixel]) - expected) < 1e-5)
        }
    }

    /// By way of the network's input, as torchvision resizes twice; larger and smaller than the image, and of equal size.
    @Test(
        arguments: [(17, 23, 9, 40), (40, 11, 17, 30), (12, 31, 12, 31), (1, 1, 8, 3), (13, 29, 1, 1)],
        [DType.float32, .float64])
    func logitsGoByTheInput(_ sizes: (Int, Int, Int, Int), dtype: DType) throws {
        let (inputHeight, inputWidth, height, width) = sizes
        let classes = 5
        let random = try Tensor.zeros([1, classes, 5, 7])
        try random.fillNormal(standardDeviation: 3, using: RandomGenerator(seed: 8))
        let logits = try random.to(dtype).channelsLast()
        let (labels, probabilities) = try SegmentationKernels.classMap(
            of: logits.selected(0, 0), by: (inputHeight, inputWidth), height: height, width: width,
            givesProbabilities: true)
        let resized = try logits.resized(height: inputHeight, width: inputWidth, .bilinear)
            .resized(height: height, width: width, .bilinear).to(.float64).elements(as: Double.self)
        let area = height * width
        #expect(labels.count == area)
        for pixel in 0..<area {
            let values = (0..<classes).map { resized[$0 * area + pixel] }
            let best = try #require(values.max())
            #expect(best - values[Int(labels[pixel])] < 1e-5)
            let expected = 1 / values.reduce(0) { $0 + exp($1 - best) }
            #expect(abs(Double(try #require(probabilities)[pixel]) - expected) < 1e-5)
        }
    }

    /// Of equals the first counts.
    @Test func tiesGoToTheFirst() throws {
        let (labels, probabilities) = try SegmentationKernels.classMap(
            of: .zeros([4, 2, 2]), height: 3, width: 3, givesProbabilities: false)
        #expect(labels == Array(repeating: 0, count: 9) && probabilities == nil)
    }

    @Test func whatMakesNoSenseIsRefused() throws {
        func map(_ shape: [Int], height: Int = 2, width: Int = 2) throws {
            _ = try SegmentationKernels.classMap(
                of: .zeros(shape), height: height, width: width, givesProbabilities: false)
        }
        #expect(throws: TorchError.self) { try map([257, 2, 2]) }
        #expect(throws: TorchError.self) { try map([3, 2]) }
        #expect(throws: TorchError.self) { try map([3, 0, 2]) }
        #expect(throws: TorchError.self) { try map([3, 2, 2], height: 0) }
        #expect(throws: TorchError.self) {
            _ = try SegmentationKernels.classMap(
                of: .zeros([3, 2, 2]), by: (0, 4), height: 2, width: 2, givesProbabilities: false)
        }
        #expect(throws: TorchError.self) { try map([3, 2, 2], height: .max, width: .max) }
    }
}
