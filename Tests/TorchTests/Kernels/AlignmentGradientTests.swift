import Geometry
import TestSupport
import Testing
import Torch

/// RoIAlign's gradient.
@Suite struct AlignmentGradientTests {
    /// Levels of a batch of two, boxes inside, partly and wholly outside, and one of no level.
    private struct Scene<Element: KernelElement> {
        var levels: [[Element]]
        let shapes: [[Int]]
        let rois: [Element]
        let assignment: [Int]
        let sampling: Int
        let weights: [Element]

        init(_ generator: inout SeededGenerator, channels: Int) {
            shapes = [[2, channels, 6, 8], [2, channels, 3, 4]]
            levels = shapes.map { shape in
                (0..<shape.reduce(1, *)).map { _ in generator.number(-1...1, as: Element.self) }
            }
            var rois: [Element] = []
            let count = 7
            for _ in 0..<count {
                let (x, y) = (generator.number(-4...30, as: Element.self), generator.number(-4...22, as: Element.self))
                rois += [
                    Element(generator.count(0...1)), x, y, x + generator.number(0...20, as: Element.self),
                    y + generator.number(0...20, as: Element.self),
                ]
            }
            self.rois = rois + [0, -5, -6, 9, 7, 1, 100, 100, 120, 130]
            assignment = (0..<count).map { _ in generator.count(-1...1) } + [0, 1]
            sampling = generator.count(0...2)
            weights = (0..<assignment.count * channels * 4).map { _ in generator.number(-1...1, as: Element.self) }
        }

        func tensors() throws -> [Tensor] {
            try zip(levels, shapes).map { try Tensor($0, shape: $1).channelsLast() }
        }

        /// A number that depends on every cell of the output.
        func value(_ levels: [Tensor]) throws -> Tensor {
            let aligned = try DetectionKernels.roiAlign(
                levels, scales: [0.25, 0.125], rois: Tensor(rois, shape: [assignment.count, 5]),
                assignment: assignment, resolution: 2, samplingRatio: sampling)
            return try (aligned * Tensor(weights, shape: aligned.shape)).sum()
        }

        /// Of each level, in the order of its elements.
        func gradients() throws -> [[Element]] {
            let levels = try tensors()
            for level in levels { try level.setRequiresGradient(true) }
            try value(levels).backward()
            return try levels.map { try #require(try $0.gradient()).elements() }
        }
    }

    /// The output is linear in the features, so that a difference quotient has no error but rounding.
    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func gradientsAreDifferenceQuotients(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let scene = Scene<Double>(&generator, channels: 3)
        let gradients = try scene.gradients()
        let base = try scene.value(scene.tensors()).item()
        for level in scene.levels.indices {
            for place in scene.levels[level].indices {
                var moved = scene
                moved.levels[level][place] += 1
                let quotient = try moved.value(moved.tensors()).item() - base
                #expect(abs(gradients[level][place] - quotient) < 1e-11, "seed \(seed), level \(level), \(place)")
            }
        }
        #expect(gradients.allSatisfy { $0.contains { $0 != 0 } })
    }

    /// One box over cells 0 ..< 2 of a row of four, one output cell, two samples a side at 0.5 and 1.5: cells 0 and 2 get
    /// a quarter of the gradient along the row, cell 1 a half; so down the column.
    @Test func aGradientWorkedByHand() throws {
        let map = try Tensor.zeros([1, 1, 4, 4], dtype: .float64)
        try map.setRequiresGradient(true)
        try DetectionKernels.roiAlign(
            [map], scales: [1], rois: Tensor([0.0, 0, 0, 2, 2], shape: [1, 5]), assignment: [0], resolution: 1,
            samplingRatio: 2
        ).sum().backward()
        let along = [0.25, 0.5, 0.25, 0]
        let expected = along.flatMap { row in along.map { row * $0 } }
        #expect(try #require(try map.gradient()).elements(as: Double.self) == expected)
    }

    /// A box that hangs over the corner by half: of its four samples at −0.5 and 0.5 three count as the border, whose cells
    /// are nearest. Along an axis −0.5 gives cell 0 all, 0.5 gives halves to 0 and 1.
    @Test func boxesPartlyOutsideFeedTheBorder() throws {
        let map = try Tensor.zeros([1, 1, 3, 3], dtype: .float64)
        try map.setRequiresGradient(true)
        try DetectionKernels.roiAlign(
            [map], scales: [1], rois: Tensor([0.0, -1, -1, 1, 1], shape: [1, 5]), assignment: [0], resolution: 1,
            samplingRatio: 2
        ).sum().backward()
        let along = [0.75, 0.25, 0]
        let expected = along.flatMap { row in along.map { row * $0 } }
        #expect(try #require(try map.gradient()).elements(as: Double.self) == expected)
    }

    /// More channels than one thread takes, and boxes that overlap.
    @Test func threadsChangeNoBit() throws {
        var generator = SeededGenerator(seed: 3)
        let scene = Scene<Float>(&generator, channels: 100)
        let former = LibTorch.threadCount
        defer { try? LibTorch.setThreadCount(former) }
        let results = try [1, 2, 3].map { count in
            try LibTorch.setThreadCount(count)
            return (try scene.gradients(), try scene.value(scene.tensors()).item())
        }
        #expect(results[1].0 == results[0].0 && results[2].0 == results[0].0)
        #expect(results[1].1 == results[0].1 && results[2].1 == results[0].1)
    }

    @Test func gradientsOfNothingAreZero() throws {
        let map = try Tensor.full([1, 2, 3, 3], 1)
        try map.setRequiresGradient(true)
        let aligned = try DetectionKernels.roiAlign(
            [map], scales: [1], rois: Tensor([Float](), shape: [0, 5]), assignment: [], resolution: 2, samplingRatio: 2)
        #expect(aligned.shape == [0, 2, 2, 2])
        try aligned.sum().backward()
        #expect(try Set(#require(try map.gradient()).elements(as: Float.self)) == [0])
    }

    /// Features in half precision, as autocast makes them, get a gradient of their own type.
    @Test func halfPrecisionFeaturesHaveGradients() throws {
        let map = try Tensor.full([1, 1, 2, 2], 1)
        try map.setRequiresGradient(true)
        try DetectionKernels.roiAlign(
            [map.to(.bfloat16)], scales: [1], rois: Tensor([Float(0), 0, 0, 1, 1], shape: [1, 5]), assignment: [0],
            resolution: 1, samplingRatio: 1
        ).sum().backward()
        // The sample is at (0.5, 0.5), between all four.
        #expect(try #require(try map.gradient()).elements(as: Float.self) == [0.25, 0.25, 0.25, 0.25])
    }
}
