import Geometry
import TestSupport
import Testing
import Torch

@Suite struct AlignmentKernelTests {
    private struct Case<Element: KernelElement> {
        let images: Int
        let channels: Int
        let height: Int
        let width: Int
        let features: [Element]
        let rois: [[Element]]
        let scale: Double
        let sampling: Int
        let side: Int

        init(_ generator: inout SeededGenerator) {
            let images = generator.count(1...2)
            // The kernel takes 32 channels of floats at a time or 16 of doubles, then the rest.
            channels = generator.chance(0.2) ? [31, 32, 33, 66][generator.count(0...3)] : generator.count(1...5)
            height = generator.count(1...7)
            width = generator.count(1...9)
            features = (0..<images * channels * height * width).map { _ in generator.number(-1...1, as: Element.self) }
            scale = [1, 0.5, 0.25, 0.3][generator.count(0...3)]
            sampling = generator.count(-1...3)
            side = generator.count(1...4)
            let (rows, columns) = (Double(height) / scale, Double(width) / scale)
            rois = (0..<generator.count(0...5)).map { _ in
                let x = generator.number(-0.5 * columns...1.3 * columns, as: Element.self)
                let y = generator.number(-0.5 * rows...1.3 * rows, as: Element.self)
                return [
                    Element(generator.count(0...images - 1)), x, y,
                    x + generator.number(-0.2 * columns...1.5 * columns, as: Element.self),
                    y + generator.number(-0.2 * rows...1.5 * rows, as: Element.self),
                ]
            }
            self.images = images
        }

        func aligned(assignment: [Int]? = nil) throws -> [Element] {
            try DetectionKernels.roiAlign(
                [Tensor(features, shape: [images, channels, height, width])], scales: [scale],
                rois: Tensor(rois.flatMap(\.self), shape: [rois.count, 5]),
                assignment: assignment ?? rois.map { _ in 0 }, resolution: side, samplingRatio: max(sampling, 0)
            ).elements()
        }

        /// He et al. 2017, section 3: each output cell is the mean of bilinear samples; in double.
        func expected() -> [Double] {
            rois.flatMap { roi -> [Double] in
                let edges = roi.dropFirst().map { Double($0) * scale }
                let extent = (max(edges[2] - edges[0], 1), max(edges[3] - edges[1], 1))
                let cell = (extent.0 / Double(side), extent.1 / Double(side))
                let columns = sampling > 0 ? sampling : Int(cell.0.rounded(.up))
                let rows = sampling > 0 ? sampling : Int(cell.1.rounded(.up))
                return (0..<channels).flatMap { channel in
                    (0..<side * side).map { place in
                        var sum = 0.0
                        for i in 0..<rows {
                            for j in 0..<columns {
                                let y = Double(place / side) + (Double(i) + 0.5) / Double(rows)
                                let x = Double(place % side) + (Double(j) + 0.5) / Double(columns)
                                sum += sample(Int(roi[0]), channel, edges[1] + y * cell.1, edges[0] + x * cell.0)
                            }
                        }
                        return sum / Double(rows * columns)
                    }
                }
            }
        }

        /// Between four cells; up to a cell outside counts as the border, further out as zero.
        private func sample(_ image: Int, _ channel: Int, _ y: Double, _ x: Double) -> Double {
            guard y >= -1, y <= Double(height), x >= -1, x <= Double(width) else { return 0 }
            func value(_ row: Int, _ column: Int) -> Double {
                let (row, column) = (min(row, height - 1), min(column, width - 1))
                return Double(features[((image * channels + channel) * height + row) * width + column])
            }
            let (y, x) = (min(max(y, 0), Double(height - 1)), min(max(x, 0), Double(width - 1)))
            let (row, column) = (Int(y), Int(x))
            let (down, across) = (y - Double(row), x - Double(column))
            return (1 - down) * ((1 - across) * value(row, column) + across * value(row, column + 1))
                + down * ((1 - across) * value(row + 1, column) + across * value(row + 1, column + 1))
        }
    }

    /// The reference is in double also for float32, whose rounding grows with the number of samples.
    @Test func thousandsOfRandomCasesAreAsTheReference() throws {
        var largest = 0.0
        func run<Element: KernelElement>(_ seed: UInt64, _ type: Element.Type, _ tolerance: Double) throws {
            var generator = SeededGenerator(seed: seed)
            let test = Case<Element>(&generator)
            let difference = zip(try test.aligned(), test.expected()).map { abs(Double($0) - $1) }.max() ?? 0
            #expect(difference < tolerance, "seed \(seed), \(type)")
            largest = max(largest, test.expected().map(abs).max() ?? 0)
        }
        for seed in 0..<1000 as Range<UInt64> {
            try run(seed, Double.self, 1e-13)
            try run(seed, Float.self, 2e-5)
        }
        #expect(largest > 0.9)
    }

    /// A box of no level gives zeros, and leaves the others as they are.
    @Test func boxesOfNoLevelAreZero() throws {
        var generator = SeededGenerator(seed: 21)
        var test = Case<Double>(&generator)
        while test.rois.count < 3 { test = Case<Double>(&generator) }
        let size = test.channels * test.side * test.side
        let all = try test.aligned()
        let some = try test.aligned(assignment: test.rois.indices.map { $0 == 1 ? -1 : 0 })
        for box in test.rois.indices {
            let rows = box * size..<(box + 1) * size
            #expect(box == 1 ? some[rows].allSatisfy { $0 == 0 } : some[rows] == all[rows], "box \(box)")
        }
        #expect(all[size..<2 * size].contains { $0 != 0 })
    }

    /// Each box is cut out of its own level, at that level's scale: levels of 1, 2 and 3 everywhere.
    @Test func boxesAreOfTheirLevels() throws {
        let levels = try [4, 2, 1].enumerated().map { try Tensor.full([2, 1, $1, $1], Double($0 + 1)) }
        let boxes: [Float] = [0, 0, 0, 4, 4, 1, 0, 0, 4, 4, 0, 1, 1, 3, 3, 1, 0, 0, 1, 1]
        let aligned = try DetectionKernels.roiAlign(
            levels, scales: [1, 0.5, 0.25], rois: Tensor(boxes, shape: [4, 5]), assignment: [2, 0, -1, 1],
            resolution: 1, samplingRatio: 2)
        #expect(aligned.shape == [4, 1, 1, 1] && aligned.isChannelsLast)
        #expect(try aligned.elements(as: Float.self) == [3, 1, 0, 2])
    }

    /// Channels-last features give the same as others.
    @Test func theFeaturesMemoryDoesNotMatter() throws {
        let features = try Tensor((0..<96).map(Float.init), shape: [1, 6, 4, 4])
        func aligned(_ features: Tensor) throws -> [Float] {
            try DetectionKernels.roiAlign(
                [features], scales: [1], rois: Tensor([Float(0), 0.5, 0.5, 3, 3.5], shape: [1, 5]), assignment: [0],
                resolution: 2, samplingRatio: 2
            ).elements()
        }
        #expect(try aligned(features) == aligned(features.channelsLast()))
        #expect(try Set(aligned(features)).count == 24)
    }

    @Test func wildBoxesDoNoHarm() throws {
        let features = try Tensor.full([1, 70, 3, 3], 1)
        for seed in 0..<300 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let rois = [0] + (0..<4).map { _ in generator.wild(as: Float.self) }
            let output = try DetectionKernels.roiAlign(
                [features], scales: [0.25], rois: Tensor(rois, shape: [1, 5]), assignment: [0], resolution: 2,
                samplingRatio: generator.count(0...2))
            // Of ones the mean is from 0 to 1, however many samples lie outside.
            #expect(
                try output.elements(as: Float.self).allSatisfy { $0 >= 0 && $0 <= 1.0001 }, "seed \(seed), \(rois)")
        }
    }

    @Test func operandsThatDoNotFitAreRefused() throws {
        let map = try Tensor.zeros([1, 2, 4, 4])
        func refuses(
            _ levels: [Tensor]? = nil, rois: [Float] = [0, 0, 0, 2, 2], columns: Int = 5, assignment: [Int] = [0],
            resolution: Int = 3, samplingRatio: Int = 2, sourceLocation: SourceLocation = #_sourceLocation
        ) {
            let levels = levels ?? [map]
            #expect(throws: TorchError.self, sourceLocation: sourceLocation) {
                try DetectionKernels.roiAlign(
                    levels, scales: levels.map { _ in 1 },
                    rois: Tensor(rois, shape: [rois.count / columns, columns]), assignment: assignment,
                    resolution: resolution, samplingRatio: samplingRatio)
            }
        }
        refuses([])
        refuses([try .zeros([2, 4, 4])])
        refuses([try .zeros([1, 2, 0, 4])])
        refuses([try .zeros([1, 2, 4, 0])], rois: [0, -1, -1, 2, 2])
        refuses([map, try .zeros([1, 3, 2, 2])])
        refuses([map, try .zeros([2, 2, 2, 2])])
        refuses(rois: [0, 0, 2, 2], columns: 4)
        refuses(rois: [1, 0, 0, 2, 2])
        refuses(rois: [-1, 0, 0, 2, 2])
        refuses(rois: [.nan, 0, 0, 2, 2])
        refuses(assignment: [1])
        refuses(assignment: [0, 0])
        refuses(resolution: 0)
        refuses(samplingRatio: -1)
    }
}
