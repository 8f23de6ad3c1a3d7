import Geometry
import TestSupport
import Testing
import Torch

@Suite struct SuppressionKernelTests {
    private struct Case<Element: KernelElement> {
        var boxes: [[Element]] = []
        var scores: [Element] = []
        var groups: [Int64] = []
        var threshold = 0.5

        /// Boxes with corners on a coarse grid or between, many alike; a third of the scores are ties.
        init(_ generator: inout SeededGenerator, count: ClosedRange<Int> = 0...30, spread: Int = 6) {
            let onGrid = generator.chance(0.5)
            threshold = [0, 0.25, 1.0 / 3, 0.5, 0.7, 1][generator.count(0...5)]
            for _ in 0..<generator.count(count) {
                func coordinate(_ high: Int) -> Element {
                    onGrid
                        ? generator.whole(0...high, as: Element.self)
                        : generator.number(0...Double(high), as: Element.self)
                }
                let x = coordinate(spread)
                let y = coordinate(spread)
                boxes.append([x, y, x + coordinate(5), y + coordinate(5)])
                scores.append(
                    generator.chance(0.3)
                        ? generator.whole(0...2, as: Element.self) : generator.number(0...1, as: Element.self))
                groups.append(Int64(generator.count(0...3)))
            }
        }

        func kept(limit: Int = .max) throws -> [Int64] {
            try DetectionKernels.batchedNMS(
                boxes: Tensor(boxes.flatMap(\.self), shape: [boxes.count, 4]),
                scores: Tensor(scores, shape: [scores.count]), groups: Tensor(groups, shape: [groups.count]),
                iouThreshold: threshold, limit: limit
            ).elements()
        }

        /// torchvision's `batched_nms` for few boxes: all moved apart, then one suppression.
        func expected() -> [Int64] {
            let step = (boxes.joined().max() ?? 0) + 1
            let moved = zip(boxes, groups).map { box, group in box.map { $0 + Element(group) * step } }
            let areas = moved.map { ($0[2] - $0[0]) * ($0[3] - $0[1]) }
            var kept: [Int] = []
            for candidate in boxes.indices.sorted(by: { (-scores[$0], $0) < (-scores[$1], $1) }) {
                let isSuppressed = kept.contains { better in
                    let (a, b) = (moved[better], moved[candidate])
                    let width = max(0, min(a[2], b[2]) - max(a[0], b[0]))
                    let height = max(0, min(a[3], b[3]) - max(a[1], b[1]))
                    let intersection = width * height
                    return Double(intersection / (areas[better] + areas[candidate] - intersection)) > threshold
                }
                if !isSuppressed { kept.append(candidate) }
            }
            return kept.map(Int64.init)
        }
    }

    @Test func thousandsOfRandomCasesAreAsTheReference() throws {
        var suppressed = 0
        func run<Element: KernelElement>(_ seed: UInt64, _ type: Element.Type) throws {
            var generator = SeededGenerator(seed: seed)
            let test = Case<Element>(&generator)
            let kept = try test.kept()
            #expect(kept == test.expected(), "seed \(seed), \(type)")
            suppressed += test.scores.count - kept.count
        }
        for seed in 0..<1000 as Range<UInt64> {
            try run(seed, Float.self)
            try run(seed, Double.self)
        }
        #expect(suppressed > 2000)
    }

    /// So many and spread out that each is compared with hundreds that are kept.
    @Test func manyBoxesAreAsTheReference() throws {
        var largest = 0
        for seed in 0..<10 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let test = Case<Float>(&generator, count: 800...1000, spread: 100)
            let kept = try test.kept()
            #expect(kept == test.expected(), "seed \(seed)")
            largest = max(largest, kept.count)
        }
        #expect(largest > 400)
    }

    @Test func theLimitTakesTheBest() throws {
        for seed in 0..<200 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let test = Case<Float>(&generator)
            let limit = generator.count(0...10)
            #expect(try test.kept(limit: limit) == Array(test.kept().prefix(limit)), "seed \(seed)")
        }
    }

    /// What is kept is kept again, and its order is that of the scores.
    @Test func suppressingAgainChangesNothing() throws {
        for seed in 0..<200 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            var test = Case<Double>(&generator)
            test.groups = test.groups.map { _ in 0 }
            let kept = try test.kept().map(Int.init)
            var again = test
            again.boxes = kept.map { test.boxes[$0] }
            again.scores = kept.map { test.scores[$0] }
            again.groups = kept.map { test.groups[$0] }
            #expect(try again.kept() == (0..<kept.count).map(Int64.init), "seed \(seed)")
            #expect(zip(again.scores, again.scores.dropFirst()).allSatisfy(>=), "seed \(seed)")
        }
    }

    /// Touching boxes share nothing; equal ones all; (0, 0, 2, 2) and (0, 0, 2, 4) exactly a half, which is not above it.
    @Test func overlapsAtTheThresholdStay() throws {
        let boxes = try Tensor([Float(0), 0, 2, 2, 0, 0, 2, 4, 2, 0, 4, 2, 0, 0, 2, 2], shape: [4, 4])
        func kept(_ threshold: Double) throws -> [Int64] {
            try DetectionKernels.batchedNMS(
                boxes: boxes, scores: Tensor([Float(0.9), 0.8, 0.7, 0.6], shape: [4]),
                groups: .zeros([4], dtype: .int64),
                iouThreshold: threshold
            ).elements()
        }
        #expect(try kept(0.5) == [0, 1, 2])
        #expect(try kept(0.499) == [0, 2])
        #expect(try kept(0) == [0, 2])
        #expect(try kept(1) == [0, 1, 2, 3])
    }

    /// A threshold between two float32 numbers decides as in double: 0.7 lies above the float32 next to it (0.69999999),
    /// so an overlap of exactly that stays.
    @Test func thresholdsAreComparedInDouble() throws {
        // IoU = 7 / 10, which float32 rounds to 0.7 as it rounds the threshold: 0.699999988.
        let boxes = try Tensor([Float(0), 0, 10, 1, 0, 0, 7, 1], shape: [2, 4])
        func count(_ threshold: Double) throws -> Int {
            try DetectionKernels.batchedNMS(
                boxes: boxes, scores: Tensor([Float(1), 0.5], shape: [2]), groups: .zeros([2], dtype: .int64),
                iouThreshold: threshold
            ).count
        }
        let rounded = Double(Float(0.7))
        #expect(rounded < 0.7)
        #expect(try count(0.7) == 2)
        #expect(try count(rounded) == 2)
        #expect(try count(rounded.nextDown) == 1)
        // 0.1 the other way: its float32 lies above it, so an overlap that rounds to it is above 0.1.
        let tenth = try Tensor([Float(0), 0, 10, 1, 0, 0, 1, 1], shape: [2, 4])
        let kept = try DetectionKernels.batchedNMS(
            boxes: tenth, scores: Tensor([Float(1), 0.5], shape: [2]), groups: .zeros([2], dtype: .int64),
            iouThreshold: 0.1)
        #expect(Double(Float(0.1)) > 0.1 && kept.count == 1)
    }

    @Test func wildBoxesDoNoHarm() throws {
        for seed in 0..<300 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let count = generator.count(0...12)
            let boxes = (0..<4 * count).map { _ in generator.wild(as: Float.self) }
            let scores = (0..<count).map { _ in generator.wild(as: Float.self) }
            let groups = (0..<count).map { _ in [Int64.min, -1, 0, 1, .max][generator.count(0...4)] }
            let kept = try DetectionKernels.batchedNMS(
                boxes: Tensor(boxes, shape: [count, 4]), scores: Tensor(scores, shape: [count]),
                groups: Tensor(groups, shape: [count]), iouThreshold: 0.5
            ).elements(as: Int64.self)
            #expect(
                Set(kept).count == kept.count && kept.allSatisfy { (0..<Int64(count)).contains($0) }, "seed \(seed)")
            #expect(count == 0 || !kept.isEmpty, "seed \(seed)")
        }
    }

    @Test func operandsThatDoNotFitAreRefused() throws {
        let boxes = try Tensor.zeros([2, 4])
        let scores = try Tensor.zeros([2])
        let groups = try Tensor.zeros([2], dtype: .int64)
        func refuses(_ boxes: Tensor, _ scores: Tensor, _ groups: Tensor, limit: Int = .max) {
            #expect(throws: TorchError.self) {
                try DetectionKernels.batchedNMS(
                    boxes: boxes, scores: scores, groups: groups, iouThreshold: 0.5, limit: limit)
            }
        }
        refuses(boxes, scores, groups, limit: -1)
        refuses(try .zeros([2, 5]), scores, groups)
        refuses(try .zeros([8]), scores, groups)
        refuses(boxes, try .zeros([3]), groups)
        refuses(boxes, try .zeros([2, 1, 1]), groups)
        refuses(boxes, scores, try .zeros([1], dtype: .int64))
        refuses(boxes, try .zeros([2], dtype: .float64), groups)
        refuses(boxes, scores, try .zeros([2]))
        refuses(try .zeros([2, 4], dtype: .float16), try .zeros([2], dtype: .float16), groups)
    }
}
