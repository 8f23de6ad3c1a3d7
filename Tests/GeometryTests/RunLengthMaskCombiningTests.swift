import Geometry
import TestSupport
import Testing

@Suite struct RunLengthMaskCombiningTests {
    @Test func iouOfHandDrawnMasks() throws {
        let a = try mask("##..", "##..")
        let b = try mask(".##.", ".##.")
        // Two pixels shared, six in either.
        #expect(try a.intersectionArea(with: b) == 2)
        #expect(try a.iou(with: b) == 1.0 / 3)
        // Two of the four pixels of `a` are in the crowd.
        #expect(try a.iou(with: b, crowd: true) == 0.5)
    }

    @Test func emptyMasksHaveNoOverlap() throws {
        let empty = try mask("..", "..")
        #expect(try empty.iou(with: empty) == 0)
        #expect(try empty.iou(with: empty, crowd: true) == 0)
        #expect(try empty.iou(with: mask("##", "##")) == 0)
    }

    @Test func masksOfOneImageHaveOneSize() throws {
        let (a, b) = (try mask("##"), try mask("#", "#"))
        let error = GeometryError.sizesDiffer(a.size, b.size)
        #expect(throws: error) { try a.iou(with: b) }
        #expect(throws: error) { try a.union(b) }
        #expect(throws: error) { try a.intersection(b) }
        #expect(throws: error) { try a.subtracting(b) }
    }

    @Test func combiningIsCombiningPixels() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let size = ImageSize(
                width: .random(in: 1...10, using: &generator), height: .random(in: 1...10, using: &generator))
            let bitmaps = (randomBitmap(size, using: &generator), randomBitmap(size, using: &generator))
            let a = try RunLengthMask(bitmap: bitmaps.0, size: size)
            let b = try RunLengthMask(bitmap: bitmaps.1, size: size)
            let both = zip(bitmaps.0, bitmaps.1).map { $0 & $1 }
            let either = zip(bitmaps.0, bitmaps.1).map { $0 | $1 }
            let first = zip(bitmaps.0, bitmaps.1).map { $0 & (1 - $1) }
            // Equal values, so the results are in the canonical form too.
            #expect(try a.intersection(b) == RunLengthMask(bitmap: both, size: size), "seed \(seed)")
            #expect(try a.union(b) == RunLengthMask(bitmap: either, size: size), "seed \(seed)")
            #expect(try a.subtracting(b) == RunLengthMask(bitmap: first, size: size), "seed \(seed)")
            #expect(try a.intersectionArea(with: b) == both.count { $0 == 1 }, "seed \(seed)")
            #expect(try a.iou(with: b) == b.iou(with: a), "seed \(seed)")
            #expect(try a.isEmpty || a.iou(with: a) == 1, "seed \(seed)")
        }
    }
}
