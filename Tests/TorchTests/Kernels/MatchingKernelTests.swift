import Geometry
import TestSupport
import Testing
import Torch

/// Which object a candidate belongs to.
@Suite struct MatchingKernelTests {
    private func match<Element: KernelElement>(
        _ truth: [[Element]], _ candidates: [[Element]], ignored: [[Element]] = [], high: Double = 0.7,
        low: Double = 0.3, lowQuality: Bool = true
    ) throws -> [Int64] {
        func tensor(_ boxes: [[Element]]) throws -> Tensor {
            try Tensor(boxes.flatMap(\.self), shape: [boxes.count, 4])
        }
        return try TargetKernels.match(
            truth: tensor(truth), candidates: tensor(candidates), ignored: tensor(ignored), high: high, low: low,
            allowsLowQuality: lowQuality
        ).elements()
    }

    /// A box of 10 × 10 from x, y.
    private func square(_ x: Double, _ y: Double = 0) -> [Double] { [x, y, x + 10, y + 10] }

    /// Moved by d, two squares of side 10 share 10 (10 − d) of 10 (10 + d): d = 1 gives 0.818, 4 gives 0.429, 6 gives 0.25,
    /// 10 gives 0.
    @Test func overlapsDecide() throws {
        let matches = try match(
            [square(0)], [square(0), square(1), square(4), square(6), square(10)], lowQuality: false)
        #expect(matches == [0, 0, -2, -1, -1])
    }

    /// An overlap that is exactly a bound counts as above it: 1/2, of a box and its half.
    @Test func boundsBelongToWhatIsAbove() throws {
        let half = [0.0, 0, 10, 5]
        #expect(try match([square(0)], [half], high: 0.5, low: 0.5, lowQuality: false) == [0])
        #expect(try match([square(0)], [half], high: 0.6, low: 0.5, lowQuality: false) == [-2])
        #expect(try match([square(0)], [half], high: 0.6, low: 0.51, lowQuality: false) == [-1])
    }

    /// The object that overlaps most, and the first of those that overlap alike.
    @Test func theBestObjectIsTaken() throws {
        #expect(try match([square(2), square(1), square(-1)], [square(0)], lowQuality: false) == [1])
        #expect(try match([square(1), square(1)], [square(1)], lowQuality: false) == [0])
    }

    /// No candidate reaches 0.7, so the object gets those that overlap it most: two with 0.429, and not one with 0.25.
    @Test func objectsGetTheirBestCandidatesTiesIncluded() throws {
        let candidates = [square(4), square(6), square(-4)]
        #expect(try match([square(0)], candidates) == [0, -1, 0])
        #expect(try match([square(0)], candidates, lowQuality: false) == [-2, -1, -2])
    }

    /// The candidate at 4 is the best of object 0 (0.429) but overlaps object 1 more (0.818): it belongs to object 1, as
    /// in torchvision, which then leaves object 0 without.
    @Test func aBestCandidateBelongsToWhatItOverlapsMost() throws {
        #expect(try match([square(0), square(5)], [square(4)]) == [1])
    }

    /// The best of an object may overlap it little; but where none overlaps it at all, it gets none. (torchvision would
    /// make all three candidates its own.)
    @Test func objectsThatNothingOverlapsGetNothing() throws {
        #expect(try match([square(9)], [square(0), square(50)]) == [0, -1])
        #expect(try match([square(100)], [square(0), square(50), square(30)]) == [-1, -1, -1])
        #expect(try match([square(100), square(0)], [square(0), square(50)]) == [1, -1])
    }

    @Test func withoutObjectsAllIsBackground() throws {
        #expect(try match([], [square(0), square(5)]) == [-1, -1])
        #expect(try match([square(0)], []) == [])
        #expect(try match([[Double]](), []) == [])
    }

    /// What lies more than half in an ignored region is not background; what belongs to an object does all the same.
    @Test func ignoredRegionsAreNotBackground() throws {
        let region = [100.0, 0, 115, 10]
        let candidates = [square(0), square(100), square(110), square(111), square(95)]
        // Shares: 0, 1, exactly 1/2, 0.4, exactly 1/2.
        #expect(try match([square(0)], candidates, ignored: [region]) == [0, -2, -1, -1, -1])
        // Moved by 7, 3 and 4 against the object: 0.176 in the region, 0.538 as its best, 0.429 between the bounds.
        #expect(try match([square(107)], candidates, ignored: [region]) == [-1, -2, 0, -2, -1])
        #expect(try match([square(100)], candidates, ignored: [region])[1] == 0)
        #expect(try match([], candidates, ignored: [region, [109, 0, 200, 10]]) == [-1, -2, -2, -2, -1])
    }

    /// Boxes without extent overlap nothing; their overlap with themselves, 0 / 0, is none.
    @Test func boxesWithoutExtentMatchNothing() throws {
        let point = [5.0, 5, 5, 5]
        #expect(try match([square(0), point], [square(0), point]) == [0, -1])
        #expect(try match([point], [point]) == [-1])
    }

    /// torchvision's Matcher with a matrix of all overlaps, written plainly; in the candidates' precision, since a tie is
    /// one of rounded numbers.
    private func expected<Element: KernelElement>(
        _ truth: [[Element]], _ candidates: [[Element]], _ ignored: [[Element]], high: Element, low: Element,
        lowQuality: Bool
    ) -> [Int64] {
        func area(_ box: [Element]) -> Element { (box[2] - box[0]) * (box[3] - box[1]) }
        func shared(_ a: [Element], _ b: [Element]) -> Element {
            max(0, min(a[2], b[2]) - max(a[0], b[0])) * max(0, min(a[3], b[3]) - max(a[1], b[1]))
        }
        let overlaps = truth.map { object in
            candidates.map { candidate in
                let intersection = shared(object, candidate)
                return intersection / (area(object) + area(candidate) - intersection)
            }
        }
        let best = overlaps.map { $0.max() ?? 0 }
        return candidates.indices.map { place in
            let column = overlaps.map { $0[place] }
            let isIgnored = ignored.contains { shared($0, candidates[place]) / area(candidates[place]) > 0.5 }
            guard let largest = column.max(), let index = column.firstIndex(of: largest) else {
                return isIgnored ? -2 : -1
            }
            if lowQuality, column.indices.contains(where: { column[$0] > 0 && column[$0] == best[$0] }) {
                return Int64(index)
            }
            if largest >= high { return Int64(index) }
            if largest >= low { return -2 }
            return isIgnored ? -2 : -1
        }
    }

    /// Boxes with whole corners tie often. The kernel takes 256 candidates at a time, and threads 16,384.
    @Test func randomBoxesMatchAsTheReferenceSays() throws {
        var found: Set<Int64> = []
        func run<Element: KernelElement>(_ seed: UInt64, count: Int, _ type: Element.Type) throws {
            var generator = SeededGenerator(seed: seed)
            let isWhole = generator.chance(0.5)
            func box() -> [Element] {
                let corners: [Element] = (0..<4).map { index in
                    let range = index < 2 ? 0...30 : 1...18
                    return isWhole
                        ? generator.whole(range, as: Element.self)
                        : generator.number(Double(range.lowerBound)...Double(range.upperBound), as: Element.self)
                }
                return [corners[0], corners[1], corners[0] + corners[2], corners[1] + corners[3]]
            }
            let truth = (0..<generator.count(0...12)).map { _ in box() }
            let candidates = (0..<count).map { _ in box() }
            let ignored = (0..<generator.count(0...2)).map { _ in box() }
            let low = [0.3, 0.5, 0.7][generator.count(0...2)]
            let lowQuality = generator.chance(0.5)
            let ours = try match(
                truth, candidates, ignored: ignored, high: 0.7, low: low, lowQuality: lowQuality)
            let theirs = expected(
                truth, candidates, ignored, high: Element(0.7), low: Element(low), lowQuality: lowQuality)
            #expect(ours == theirs, "seed \(seed), \(type)")
            found.formUnion(ours)
        }
        for seed in 0..<150 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let count = generator.count(0...700)
            try run(seed, count: count, Float.self)
            try run(seed, count: count, Double.self)
        }
        try run(1000, count: 1 << 14 + 300, Float.self)
        try run(1001, count: 1 << 14 + 300, Double.self)
        #expect(found.isSuperset(of: [-2, -1, 0, 1, 5, 10]))
    }

    /// The best of an object may be a candidate of any thread.
    @Test func threadsChangeNothing() throws {
        let candidates = (0..<40_000).map { square(Double($0)) }
        let former = LibTorch.threadCount
        defer { try? LibTorch.setThreadCount(former) }
        for threads in 1...3 {
            try LibTorch.setThreadCount(threads)
            let matches = try match([square(5.5), square(39_000.25), square(20_000.5)], candidates)
            let expected: [Int: Int64] = [
                // Moved by 0.5: 0.905. By 1.5: 0.739. By 0.25, 0.75, 1.25, 1.75: 0.951, 0.860, 0.778, 0.702.
                4: 0, 5: 0, 6: 0, 7: 0, 19_999: 2, 20_000: 2, 20_001: 2, 20_002: 2, 38_999: 1, 39_000: 1, 39_001: 1,
                39_002: 1,
            ]
            for (place, object) in expected { #expect(matches[place] == object, "\(threads) threads, \(place)") }
            #expect(matches.count { $0 >= 0 } == expected.count)
        }
    }

    @Test func operandsThatDoNotFitAreRefused() throws {
        func refuses(
            truth: Tensor? = nil, candidates: Tensor? = nil, ignored: Tensor? = nil,
            sourceLocation: SourceLocation = #_sourceLocation
        ) {
            #expect(throws: TorchError.self, sourceLocation: sourceLocation) {
                try TargetKernels.match(
                    truth: truth ?? .zeros([1, 4]), candidates: candidates ?? .zeros([2, 4]),
                    ignored: ignored ?? .zeros([0, 4]), high: 0.7, low: 0.3, allowsLowQuality: true)
            }
        }
        refuses(truth: try .zeros([1, 5]))
        refuses(truth: try .zeros([1, 4], dtype: .float64))
        refuses(candidates: try .zeros([4]))
        refuses(ignored: try .zeros([0, 3]))
        refuses(candidates: try .zeros([2, 4], dtype: .int64))
    }
}
