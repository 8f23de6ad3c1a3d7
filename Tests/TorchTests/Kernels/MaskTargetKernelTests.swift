import Geometry
import TestSupport
import Testing
import Torch

/// What the mask head is to say of each box.
@Suite struct MaskTargetKernelTests {
    /// Masks of an image, boxes at the network's input, and which mask each belongs to.
    private struct Case<Element: KernelElement> {
        let size: (height: Int, width: Int)
        let resized: (height: Int, width: Int)
        /// Row by row.
        let bitmaps: [[UInt8]]
        let boxes: [[Element]]
        let matched: [Int64]
        let side: Int

        init(_ generator: inout SeededGenerator) {
            let (height, width) = (generator.count(1...40), generator.count(1...40))
            size = (height, width)
            switch generator.count(0...4) {
            case 0: resized = size
            // LibTorch has a rule of its own for twice the size.
            case 1: resized = (2 * height, 2 * width)
            case 2: resized = (2 * height, width)
            default: resized = (generator.count(1...90), generator.count(1...90))
            }
            bitmaps = (0..<generator.count(1...4)).map { _ in
                // All of the image, nothing, one pixel, or a rectangle with holes.
                let kind = generator.count(0...6)
                let (x, y) = (generator.count(0...width - 1), generator.count(0...height - 1))
                let right = kind == 2 ? x : generator.count(x...width - 1)
                let bottom = kind == 2 ? y : generator.count(y...height - 1)
                return (0..<width * height).map { place in
                    if kind < 2 { return UInt8(kind) }
                    let isInside = (x...right).contains(place % width) && (y...bottom).contains(place / width)
                    return isInside && (kind == 2 || generator.chance(0.8)) ? 1 : 0
                }
            }
            let (rows, columns) = (Double(resized.height), Double(resized.width))
            boxes = (0..<generator.count(0...5)).map { _ in
                let x = generator.number(-0.4 * columns...1.2 * columns, as: Element.self)
                let y = generator.number(-0.4 * rows...1.2 * rows, as: Element.self)
                return [
                    x, y, x + generator.number(0...1.2 * columns, as: Element.self),
                    y + generator.number(0...1.2 * rows, as: Element.self),
                ]
            }
            let last = Int64(bitmaps.count - 1)
            matched = boxes.map { _ in .random(in: 0...last, using: &generator) }
            side = generator.chance(0.3) ? 28 : generator.count(1...5)
        }

        /// Run lengths, column by column, zeros first.
        private func counts(_ bitmap: [UInt8]) -> [UInt32] {
            var counts: [UInt32] = [0]
            var value: UInt8 = 0
            for column in 0..<size.width {
                for row in 0..<size.height {
                    if bitmap[row * size.width + column] != value {
                        value = 1 - value
                        counts.append(0)
                    }
                    counts[counts.count - 1] += 1
                }
            }
            return counts
        }

        func targets() throws -> Tensor {
            try TargetKernels.maskTargets(
                masks: bitmaps.map(counts), size: size, resized: resized,
                boxes: Tensor(boxes.flatMap(\.self), shape: [boxes.count, 4]),
                matched: Tensor(matched, shape: [matched.count]), side: side)
        }

        /// Masks drawn in full, resized as torchvision does (nearest, in float32), and aligned with the boxes.
        func expected() throws -> Tensor {
            let masks = try Tensor(bitmaps.flatMap(\.self), shape: [bitmaps.count, 1, size.height, size.width])
                .to(.float32).resized(height: resized.height, width: resized.width, .nearest).to(Element.dtype)
            let rois = zip(matched, boxes).flatMap { [Element($0)] + $1 }
            return try DetectionKernels.roiAlign(
                [masks], scales: [1], rois: Tensor(rois, shape: [boxes.count, 5]), assignment: boxes.map { _ in 0 },
                resolution: side, samplingRatio: 0
            ).reshaped([boxes.count, side, side])
        }
    }

    @Test func randomMasksAreAsTheReferenceSays() throws {
        var partial = 0
        func run<Element: KernelElement>(_ seed: UInt64, _ type: Element.Type, _ tolerance: Double) throws {
            var generator = SeededGenerator(seed: seed)
            let test = Case<Element>(&generator)
            let (ours, theirs) = (try test.targets(), try test.expected())
            try #require(ours.shape == theirs.shape)
            guard ours.count > 0 else { return }
            #expect(try ours.largestDifference(from: theirs) <= tolerance, "seed \(seed), \(type)")
            partial += try ours.elements(as: Double.self).count { $0 > 0 && $0 < 1 }
        }
        for seed in 0..<600 as Range<UInt64> {
            try run(seed, Double.self, 1e-12)
            try run(seed, Float.self, 2e-4)
        }
        #expect(partial > 10_000)
    }

    /// A mask over the left half of 4 × 2, at twice the size: 8 × 4 with columns 0 to 3 set. The box is all of it; each of
    /// 2 × 2 cells covers 4 × 2 pixels, one sample a pixel, at half pixels between pixels: the left cells have samples up
    /// to x = 3.5, of which the last is half over the border between columns 3 and 4. (3 + ½) / 4 = 7/8, and ½ / 4 … of
    /// the right ones none: 4.5 and beyond lie between unset columns.
    @Test func aTargetWorkedByHand() throws {
        // Columns of height 2: 4 set pixels, 4 unset ones.
        let targets = try TargetKernels.maskTargets(
            masks: [[0, 4, 4]], size: (height: 2, width: 4), resized: (height: 4, width: 8),
            boxes: Tensor([0.0, 0, 8, 4], shape: [1, 4]), matched: Tensor([Int64(0)], shape: [1]), side: 2)
        #expect(try targets.elements(as: Double.self) == [0.875, 0, 0.875, 0])
    }

    @Test func masksOfNothingAndBoxesOfNothingGiveNothing() throws {
        let box = try Tensor([Float(0), 0, 5, 5], shape: [1, 4])
        let empty = try TargetKernels.maskTargets(
            masks: [[25]], size: (height: 5, width: 5), resized: (height: 5, width: 5), boxes: box,
            matched: Tensor([Int64(0)], shape: [1]), side: 3)
        #expect(try empty.elements(as: Float.self) == [Float](repeating: 0, count: 9))
        let none = try TargetKernels.maskTargets(
            masks: [], size: (height: 5, width: 5), resized: (height: 5, width: 5), boxes: .zeros([0, 4]),
            matched: Tensor([Int64](), shape: [0]), side: 3)
        #expect(none.shape == [0, 3, 3])
    }

    /// Where sampling points fall is a matter of rounding when a box is far larger than the image, or no box at all: what
    /// counts is that nothing breaks and shares are shares.
    @Test func wildBoxesDoNoHarm() throws {
        for seed in 0..<200 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let box = (0..<4).map { _ in generator.wild(as: Float.self) }
            let targets = try TargetKernels.maskTargets(
                masks: [[0, 12]], size: (height: 3, width: 4), resized: (height: 6, width: 5),
                boxes: Tensor(box, shape: [1, 4]), matched: Tensor([Int64(0)], shape: [1]), side: 2)
            #expect(try targets.elements(as: Float.self).allSatisfy { $0 >= 0 && $0 <= 1.0001 }, "seed \(seed), \(box)")
        }
    }

    @Test func threadsChangeNoBit() throws {
        var generator = SeededGenerator(seed: 8)
        var test = Case<Float>(&generator)
        while test.boxes.count < 4 || test.bitmaps.count < 3 { test = Case<Float>(&generator) }
        let former = LibTorch.threadCount
        defer { try? LibTorch.setThreadCount(former) }
        let results = try [1, 2, 3].map { count in
            try LibTorch.setThreadCount(count)
            return try test.targets().elements(as: Float.self)
        }
        #expect(results[1] == results[0] && results[2] == results[0])
    }

    @Test func operandsThatDoNotFitAreRefused() throws {
        func refuses(
            masks: [[UInt32]] = [[0, 4]], side: Int = 2, size: (height: Int, width: Int) = (2, 2),
            resized: (height: Int, width: Int) = (2, 2), boxes: Tensor? = nil, matched: [Int64] = [0],
            sourceLocation: SourceLocation = #_sourceLocation
        ) {
            #expect(throws: TorchError.self, sourceLocation: sourceLocation) {
                try TargetKernels.maskTargets(
                    masks: masks, size: size, resized: resized, boxes: boxes ?? .zeros([1, 4]),
                    matched: Tensor(matched, shape: [matched.count]), side: side)
            }
        }
        refuses(matched: [1])
        refuses(matched: [-1])
        refuses(matched: [0, 0])
        refuses(boxes: try .zeros([1, 5]))
        refuses(side: 0)
        refuses(size: (0, 2))
        refuses(resized: (2, 0))
        // Runs that are longer than the image would be written outside of it.
        refuses(masks: [[0, 5]])
        refuses(masks: [[0, .max, .max, .max]])
    }
}
