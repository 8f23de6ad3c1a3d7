import Geometry
import TestSupport
import Testing
import Torch

@Suite struct PasteKernelTests {
    private struct Case<Element: KernelElement> {
        let side: Int
        let mask: [Element]
        let box: [Element]
        let height: Int
        let width: Int
        let threshold: Double

        init(_ generator: inout SeededGenerator) {
            side = [1, 2, 3, 7, 28][generator.count(0...4)]
            // Smooth masks, noise, few values of which some are the threshold itself, and noise with what is no number.
            let kind = generator.count(0...3)
            threshold = [0.5, 0.5, 0.25, 0, 1][generator.count(0...4)]
            let slope = generator.number(-2...2, as: Double.self)
            let side = side
            mask = (0..<side * side).map { index in
                switch kind {
                case 0: Element(min(1, max(0, 0.5 + slope * (Double(index % side) / Double(side) - 0.5))))
                case 1: generator.number(0...1, as: Element.self)
                case 2: generator.whole(0...4, as: Element.self) / 4
                default: generator.chance(0.1) ? .nan : generator.number(0...1, as: Element.self)
                }
            }
            height = generator.count(1...40)
            width = generator.count(1...40)
            let onGrid = generator.chance(0.3)
            func coordinate(_ low: Double, _ high: Double) -> Element {
                let value = generator.number(low...high, as: Element.self)
                return onGrid ? value.rounded() : value
            }
            let x = coordinate(-20, 45)
            let y = coordinate(-20, 45)
            box = [x, y, x + coordinate(-2, 60), y + coordinate(-2, 60)]
        }

        func pasted() throws -> [UInt32] {
            try DetectionKernels.pasteMasks(
                Tensor(mask, shape: [1, side, side]), boxes: Tensor(box, shape: [1, 4]), height: height, width: width,
                threshold: threshold)[0]
        }

        func pastedProbabilities() throws -> [Element] {
            try DetectionKernels.pasteProbabilities(
                Tensor(mask, shape: [1, side, side]), boxes: Tensor(box, shape: [1, 4]), height: height, width: width
            ).elements(as: Element.self)
        }

        /// torchvision's `paste_masks_in_image`, pixel by pixel, column by column.
        func expected() -> [Element] {
            let cells = side + 2
            let growth = Element(cells) / Element(side)
            let halves = [(box[2] - box[0]) * 0.5 * growth, (box[3] - box[1]) * 0.5 * growth]
            let middles = [(box[2] + box[0]) * 0.5, (box[3] + box[1]) * 0.5]
            let first = [Int(middles[0] - halves[0]), Int(middles[1] - halves[1])]
            let last = [Int(middles[0] + halves[0]), Int(middles[1] + halves[1])]
            let extent = [max(last[0] - first[0] + 1, 1), max(last[1] - first[1] + 1, 1)]
            func padded(_ row: Int, _ column: Int) -> Element {
                guard (1...side).contains(row), (1...side).contains(column) else { return 0 }
                return mask[(row - 1) * side + column - 1]
            }
            /// PyTorch's bilinear resize: the cell before a pixel's centre, the next one, and how far between.
            func position(_ pixel: Int, _ axis: Int) -> (Int, Int, Element) {
                let scale = Element(cells) / Element(extent[axis])
                let source = max(scale * (Element(pixel) + 0.5) - 0.5, 0)
                let cell = min(Int(source), cells - 1)
                return (cell, min(cell + 1, cells - 1), min(max(source - Element(cell), 0), 1))
            }
            return (0..<width).flatMap { x in
                (0..<height).map { y in
                    let place = [x - first[0], y - first[1]]
                    guard (0..<extent[0]).contains(place[0]), (0..<extent[1]).contains(place[1]) else { return 0 }
                    let (left, right, across) = position(place[0], 0)
                    let (top, bottom, down) = position(place[1], 1)
                    let above = (1 - across) * padded(top, left) + across * padded(top, right)
                    let below = (1 - across) * padded(bottom, left) + across * padded(bottom, right)
                    return (1 - down) * above + down * below
                }
            }
        }
    }

    @Test func thousandsOfRandomCasesAreAsTheReference() throws {
        var set = 0
        func run<Element: KernelElement>(_ seed: UInt64, _ type: Element.Type) throws {
            var generator = SeededGenerator(seed: seed)
            let test = Case<Element>(&generator)
            let runs = try test.pasted()
            var pixels: [Bool] = []
            for (index, length) in runs.enumerated() {
                pixels += [Bool](repeating: index % 2 == 1, count: Int(length))
            }
            let probabilities = test.expected()
            let expected = probabilities.map { $0 > Element(test.threshold) }
            #expect(pixels == expected, "seed \(seed), \(type)")
            let soft = try test.pastedProbabilities()
            let rows = (0..<test.height).flatMap { y in (0..<test.width).map { probabilities[$0 * test.height + y] } }
            #expect(
                soft.count == rows.count && zip(soft, rows).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN },
                "seed \(seed), \(type)")
            // Only the first run may be empty.
            #expect(runs.dropFirst().allSatisfy { $0 > 0 }, "seed \(seed), \(type)")
            set += expected.count(where: \.self)
        }
        for seed in 0..<1000 as Range<UInt64> {
            try run(seed, Float.self)
            try run(seed, Double.self)
        }
        #expect(set > 50_000)
    }

    @Test func eachMaskHasItsRuns() throws {
        let masks = try Tensor.full([3, 4, 4], 1)
        let boxes = try Tensor([Float(0), 0, 4, 4, 50, 50, 60, 60, 2, 2, 2, 2], shape: [3, 4])
        let runs = try DetectionKernels.pasteMasks(masks, boxes: boxes, height: 5, width: 6, threshold: 0.5)
        #expect(runs.count == 3)
        #expect(runs.allSatisfy { $0.reduce(0, +) == 30 })
        #expect(runs[1] == [30])
        // Column 2, row 2: 12 pixels before it.
        #expect(runs[2] == [12, 1, 17])
        let none = try DetectionKernels.pasteMasks(
            .zeros([0, 28, 28]), boxes: .zeros([0, 4]), height: 5, width: 6, threshold: 0.5)
        #expect(none.isEmpty)
    }

    @Test func wildBoxesAndMasksDoNoHarm() throws {
        for seed in 0..<300 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let box = (0..<4).map { _ in generator.wild(as: Float.self) }
            let mask = (0..<9).map { _ in generator.chance(0.7) ? 0.9 : generator.wild(as: Float.self) }
            let runs = try DetectionKernels.pasteMasks(
                Tensor(mask, shape: [1, 3, 3]), boxes: Tensor(box, shape: [1, 4]), height: 9, width: 11, threshold: 0.5)
            #expect(runs[0].reduce(0, +) == 99, "seed \(seed), \(box)")
            let soft = try DetectionKernels.pasteProbabilities(
                Tensor(mask, shape: [1, 3, 3]), boxes: Tensor(box, shape: [1, 4]), height: 9, width: 11)
            #expect(soft.shape == [1, 9, 11])
        }
    }

    @Test func operandsThatDoNotFitAreRefused() throws {
        func refuses(
            _ masks: [Int], _ boxes: [Int], _ dtype: DType = .float32, height: Int = 4, width: Int = 4,
            sourceLocation: SourceLocation = #_sourceLocation
        ) {
            #expect(throws: TorchError.self, sourceLocation: sourceLocation) {
                try DetectionKernels.pasteMasks(
                    .zeros(masks), boxes: .zeros(boxes, dtype: dtype), height: height, width: width, threshold: 0.5)
            }
            #expect(throws: TorchError.self, sourceLocation: sourceLocation) {
                try DetectionKernels.pasteProbabilities(
                    .zeros(masks), boxes: .zeros(boxes, dtype: dtype), height: height, width: width)
            }
        }
        refuses([1, 3, 4], [1, 4])
        refuses([1, 0, 0], [1, 4])
        refuses([2, 3, 3], [1, 4])
        refuses([1, 3, 3], [1, 5])
        refuses([1, 1, 3, 3], [1, 4])
        refuses([1, 3, 3], [1, 4], .float64)
        refuses([1, 3, 3], [1, 4], height: -1)
        refuses([1, 3, 3], [1, 4], height: 1 << 17, width: 1 << 17)
        refuses([1, 3, 3], [1, 4], height: 1 << 33, width: 1 << 33)
    }
}
