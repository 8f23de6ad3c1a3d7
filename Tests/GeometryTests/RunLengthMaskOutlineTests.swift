import Geometry
import TestSupport
import Testing

@Suite struct RunLengthMaskOutlineTests {
    @Test func aRectangleHasFourCorners() throws {
        let polygons = try mask(
            ".....",
            ".###.",
            ".###.",
            "....."
        ).polygons()
        // Clockwise from the end of the first edge, which runs along the top.
        let corners = [(4.0, 1.0), (4, 3), (1, 3), (1, 1)].map { Point(x: $0.0, y: $0.1) }
        #expect(polygons == [Polygon(outline: corners)])
        #expect(polygons[0].area == 6)
    }

    @Test func holesBelongToTheirRegion() throws {
        let polygons = try mask(
            "###.###",
            "#.#.#.#",
            "###.###"
        ).polygons()
        #expect(polygons.count == 2)
        #expect(polygons.map(\.holes.count) == [1, 1])
        #expect(polygons.map(\.area) == [8, 8])
        #expect(polygons[0].holes[0].allSatisfy { $0.x < 3 })
        #expect(polygons[1].holes[0].allSatisfy { $0.x > 4 })
    }

    @Test func aRegionInsideAHoleIsItsOwn() throws {
        let polygons = try mask(
            "#####",
            "#...#",
            "#.#.#",
            "#...#",
            "#####"
        ).polygons()
        #expect(polygons.map(\.area) == [16, 1])
        #expect(polygons.map(\.holes.count) == [1, 0])
    }

    @Test func pixelsThatTouchAtACornerAreTwoRegions() throws {
        #expect(try mask("#.", ".#").polygons().map(\.outline.count) == [4, 4])
        #expect(try mask(".#", "#.").polygons().map(\.area) == [1, 1])
    }

    @Test func fillingEverySmallMasksPolygonsGivesTheMask() throws {
        for bitmap in allSmallBitmaps() {
            let mask = try RunLengthMask(bitmap: bitmap, size: smallSize)
            let polygons = mask.polygons()
            #expect(filled(polygons, size: smallSize) == bitmap)
            #expect(polygons.reduce(0) { $0 + $1.area } == Double(mask.area))
        }
    }

    @Test func fillingRandomMasksPolygonsGivesTheMask() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let size = ImageSize(
                width: .random(in: 1...24, using: &generator), height: .random(in: 1...24, using: &generator))
            let bitmap = randomBitmap(size, using: &generator)
            let polygons = try RunLengthMask(bitmap: bitmap, size: size).polygons()
            #expect(filled(polygons, size: size) == bitmap, "seed \(seed)")
            #expect(polygons.allSatisfy { $0.rings.allSatisfy { $0.count >= 4 } }, "seed \(seed)")
        }
    }

    @Test func simplifyingDropsNearPointsOnly() throws {
        // A staircase of steps 1 × 1 from (0, 0) to (6, 6), its corners at most √½ from the diagonal.
        let stairs = try mask("#.....", "##....", "###...", "####..", "#####.", "######")
        let full = try #require(stairs.polygons().first)
        let simple = try #require(stairs.polygons(simplifiedTo: 0.75).first)
        let same = try #require(stairs.polygons(simplifiedTo: 0.25).first)
        #expect(full.outline.count == 14)
        #expect(same == full)
        #expect(simple.outline.count < 6)
        #expect(simple.outline.allSatisfy { full.outline.contains($0) })
        #expect(abs(simple.area - full.area) <= 6)
    }

    @Test func simplifyingNeverLosesARegion() throws {
        #expect(try mask("#.#", "...").polygons(simplifiedTo: 100).map(\.area) == [1, 1])
    }

    /// The pixels whose centres lie inside the rings by the even-odd rule.
    private func filled(_ polygons: [Polygon], size: ImageSize) -> [UInt8] {
        let rings = polygons.flatMap(\.rings)
        return (0..<size.area).map { index in
            let (x, y) = (Double(index % size.width) + 0.5, Double(index / size.width) + 0.5)
            var crossings = 0
            for ring in rings {
                for (a, b) in zip(ring, ring.dropFirst() + ring.prefix(1)) where (a.y > y) != (b.y > y) {
                    if a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x) > x { crossings += 1 }
                }
            }
            return UInt8(crossings & 1)
        }
    }
}
