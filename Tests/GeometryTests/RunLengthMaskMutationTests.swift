import Geometry
import TestSupport
import Testing

/// Damaged inputs are refused or give a mask whose runs add up; none traps.
@Suite struct RunLengthMaskMutationTests {
    @Test func damagedCompressedCounts() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        let size = ImageSize(width: 30, height: 20)
        for _ in 0..<5000 {
            var bytes = try RunLengthMask(bitmap: randomBitmap(size, using: &generator), size: size).cocoBytes
            damage(&bytes, using: &generator) { UInt8.random(in: 40...120, using: &$0) }
            let mask = bytes.withUnsafeBufferPointer { bytes in try? RunLengthMask(cocoBytes: bytes, size: size) }
            if let mask { try expectWhole(mask, "seed \(seed)") }
        }
    }

    @Test func damagedPolygons() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<5000 {
            let size = ImageSize(
                width: .random(in: 0...40, using: &generator), height: .random(in: 0...40, using: &generator))
            var ring = (0..<12).map { _ in Double.random(in: -10...50, using: &generator) }
            damage(&ring, using: &generator, by: anyCoordinate)
            if let mask = try? RunLengthMask(cocoPolygon: ring, size: size) { try expectWhole(mask, "seed \(seed)") }
        }
    }

    private func expectWhole(_ mask: RunLengthMask, _ comment: Comment) throws {
        #expect(mask.counts.reduce(0) { $0 + Int($1) } == mask.size.area, comment)
        #expect(mask.counts.dropFirst().allSatisfy { $0 > 0 }, comment)
        #expect(try RunLengthMask(bitmap: mask.bitmap(), size: mask.size) == mask, comment)
    }

    private func anyCoordinate(using generator: inout SeededGenerator) -> Double {
        let scales: [Double] = [1, 1e3, 1e7, 1e15, 1e300]
        let scale = scales.randomElement(using: &generator) ?? 1
        let isAny = Bool.random(using: &generator)
        return isAny ? Double(bitPattern: generator.next()) : Double.random(in: -scale...scale, using: &generator)
    }

    private func damage<Element>(
        _ elements: inout [Element], using generator: inout SeededGenerator,
        by make: (inout SeededGenerator) -> Element
    ) {
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            guard let index = elements.indices.randomElement(using: &generator) else { return }
            switch Int.random(in: 0...3, using: &generator) {
            case 0: elements.remove(at: index)
            case 1: elements.insert(elements[index], at: index)
            case 2: elements.removeSubrange(index...)
            default: elements[index] = make(&generator)
            }
        }
    }
}
