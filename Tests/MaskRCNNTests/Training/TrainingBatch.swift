import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch

/// Images with what is to be found in them, for a small network.
struct TrainingBatch {
    var images: [Image] = []
    var sizes: [ImageSize] = []
    var truths: [GroundTruth] = []

    /// An image of random pixels a number, with so many rectangles as objects.
    init(objects: [Int], seed: UInt64 = 1, side: Int = 96) throws {
        var generator = SeededGenerator(seed: seed)
        for (index, count) in objects.enumerated() {
            let size = ImageSize(width: side + 16 * index, height: side)
            images.append(try TestModel.picture(width: size.width, height: size.height, seed: seed + UInt64(index)))
            sizes.append(size)
            var truth = GroundTruth(size: size, boxes: [], labels: [], masks: [])
            for _ in 0..<count { try truth.add(size, &generator) }
            truths.append(truth)
        }
    }

    func losses(
        _ model: TrainableModel, _ sampling: TargetSampling = .small, seed: UInt64 = 0,
        counted: (SampleCounts) throws(TorchError) -> SampleCounts = { (counts) throws(TorchError) in counts }
    ) throws -> Losses {
        try model.losses(
            images, sizes: sizes, truths, sampling, seeds: images.indices.map { seed + UInt64($0) }, counted: counted)
    }

    /// The test network with seeded random weights.
    static func model(
        _ configuration: Configuration = TestModel.configuration, statistics: BatchStatistics = .stored,
        trainableLayers: Int = 5
    ) throws -> TrainableModel {
        try TrainableModel(
            configuration, .random(seed: 9), statistics: statistics, trainableLayers: trainableLayers)
    }
}

extension GroundTruth {
    /// Adds a rectangle somewhere.
    fileprivate mutating func add(_ size: ImageSize, _ generator: inout SeededGenerator) throws {
        let width = Int.random(in: 5...size.width / 2, using: &generator)
        let height = Int.random(in: 5...size.height / 2, using: &generator)
        let x = Int.random(in: 0...size.width - width, using: &generator)
        let y = Int.random(in: 0...size.height - height, using: &generator)
        var bitmap = [UInt8](repeating: 0, count: size.area)
        for row in y..<y + height {
            for column in x..<x + width { bitmap[row * size.width + column] = 1 }
        }
        boxes += [Double(x), Double(y), Double(x + width), Double(y + height)]
        labels.append(.random(in: 1...3, using: &generator))
        masks.append(try RunLengthMask(bitmap: bitmap, size: size))
    }
}
