import Geometry
import Testing
import TestSupport

@Suite struct HausdorffTests {
    @Test func theFarthestPixelCounts() throws {
        // The farthest of the first mask is (0, 0): its nearest is (3, 4), 3 columns and 4 rows away. From the second mask
        // the nearest is (1, 0), 2 columns and 4 rows away.
        let first = try mask("##..", "....", "....", "....", "....")
        let second = try mask("....", "....", "....", "....", "...#")
        #expect(try first.hausdorffDistance(to: second) == 5)
        #expect(try second.hausdorffDistance(to: first) == 5)
    }

    @Test func aPixelInsideCanBeTheFarthest() throws {
        // A full square in a ring of its own border: only the centre is away from the ring, by 2; the ring lies inside.
        let square = try mask("#####", "#####", "#####", "#####", "#####")
        let ring = try mask("#####", "#...#", "#...#", "#...#", "#####")
        #expect(try square.hausdorffDistance(to: ring) == 2)
    }

    @Test func equalMasksAreNotApart() throws {
        let some = try mask("#.#", ".#.")
        #expect(try some.hausdorffDistance(to: some) == 0)
    }

    @Test func nothingHasNoDistance() throws {
        let some = try mask("#.")
        let none = try mask("..")
        #expect(try some.hausdorffDistance(to: none) == nil)
        #expect(try none.hausdorffDistance(to: some) == nil)
        #expect(try none.hausdorffDistance(to: none) == nil)
    }

    @Test func masksOfDifferentImagesAreRefused() throws {
        let wide = try mask("#..")
        let narrow = try mask("#.")
        #expect(throws: GeometryError.sizesDiffer(wide.size, narrow.size)) { try wide.hausdorffDistance(to: narrow) }
        // Its runs are as long as a run may be.
        let size = ImageSize(width: 1 << 24 + 1, height: 1)
        let endless = try RunLengthMask(size: size, counts: [UInt32](repeating: 1 << 16, count: 256) + [1])
        #expect(throws: GeometryError.invalidSize(endless.size)) { try endless.hausdorffDistance(to: endless) }
    }

    @Test func distancesAreThoseOfAllPairsOfPixels() throws {
        let seed: UInt64 = 41
        var random = SeededGenerator(seed: seed)
        for round in 0..<600 {
            let size = ImageSize(
                width: .random(in: 1...17, using: &random), height: .random(in: 1...17, using: &random))
            let masks = try (0..<2).map { _ in try randomMask(size, using: &random) }
            let expected = slowDistance(masks[0], masks[1])
            #expect(try masks[0].hausdorffDistance(to: masks[1]) == expected, "seed \(seed), round \(round)")
            #expect(try masks[1].hausdorffDistance(to: masks[0]) == expected, "seed \(seed), round \(round)")
        }
    }

    /// Specks of some density, or a filled box: masks that lie apart, overlap, and have holes.
    private func randomMask(_ size: ImageSize, using random: inout SeededGenerator) throws -> RunLengthMask {
        let density = [0, 1, 2, 50, 98, 100].randomElement(using: &random) ?? 50
        let columns = Int.random(in: 0..<size.width, using: &random)...
        let rows = Int.random(in: 0..<size.height, using: &random)...
        let isBox = Bool.random(using: &random)
        let bitmap = (0..<size.area).map { index -> UInt8 in
            guard !isBox || columns.contains(index % size.width) && rows.contains(index / size.width) else { return 0 }
            return Int.random(in: 0..<100, using: &random) < density ? 1 : 0
        }
        return try RunLengthMask(bitmap: bitmap, size: size)
    }

    private func slowDistance(_ first: RunLengthMask, _ second: RunLengthMask) -> Double? {
        let a = pixels(of: first)
        let b = pixels(of: second)
        guard !a.isEmpty, !b.isEmpty else { return nil }
        return Double(max(slowSquaredDistance(from: a, to: b), slowSquaredDistance(from: b, to: a))).squareRoot()
    }

    private func slowSquaredDistance(from pixels: [(x: Int, y: Int)], to others: [(x: Int, y: Int)]) -> Int {
        var farthest = 0
        for pixel in pixels {
            var nearest = Int.max
            for other in others {
                let x = pixel.x - other.x
                let y = pixel.y - other.y
                nearest = min(nearest, x * x + y * y)
            }
            farthest = max(farthest, nearest)
        }
        return farthest
    }

    private func pixels(of mask: RunLengthMask) -> [(x: Int, y: Int)] {
        var pixels: [(x: Int, y: Int)] = []
        mask.forEachRun { column, rows in pixels += rows.map { (column, $0) } }
        return pixels
    }
}
