import Geometry
import TestSupport
import Testing

@Suite struct RunLengthMaskPolygonTests {
    @Test func cornersOfPixelsGiveThePixelsBetween() throws {
        let square = try RunLengthMask(cocoPolygon: [1, 1, 3, 1, 3, 3, 1, 3], size: smallSize)
        #expect(try square == mask("....", ".##.", ".##."))
        #expect(try square == RunLengthMask(cocoBoxX: 1, y: 1, width: 2, height: 2, size: smallSize))
    }

    @Test func centresOfPixelsDecideUpToAFifth() throws {
        // The left edge at 1.5 is at 8 of the grid's fifths, right of column 1's centre at 7; at 1.4 it is at 7.
        let size = ImageSize(width: 4, height: 1)
        #expect(try RunLengthMask(cocoBoxX: 1.5, y: 0, width: 2.5, height: 1, size: size) == mask("..##"))
        #expect(try RunLengthMask(cocoBoxX: 1.4, y: 0, width: 2.6, height: 1, size: size) == mask(".###"))
    }

    @Test func whatLiesOutsideIsCutOff() throws {
        #expect(try RunLengthMask(cocoBoxX: -9, y: -1e7, width: 11, height: 2e7, size: smallSize).area == 6)
        #expect(try RunLengthMask(cocoBoxX: 5, y: 0, width: 11, height: 3, size: smallSize).isEmpty)
        #expect(try RunLengthMask(cocoBoxX: -1e7, y: -1e7, width: 2e7, height: 2e7, size: smallSize).area == 12)
    }

    @Test(arguments: [[], [1, 1], [0, 0, 4, 3], [0, 0, 2, 2, 4, 4], [1, 1, 1, 1, 1, 1]])
    func ringsWithoutAreaHaveNoPixels(ring: [Double]) throws {
        #expect(try RunLengthMask(cocoPolygon: ring, size: smallSize).isEmpty)
    }

    @Test func ringsAreUnited() throws {
        let rings: [[Double]] = [[0, 0, 2, 0, 2, 2, 0, 2], [1, 1, 3, 1, 3, 3, 1, 3]]
        #expect(try RunLengthMask(cocoPolygons: rings, size: smallSize) == mask("##..", "###.", ".##."))
        #expect(try RunLengthMask(cocoPolygons: [], size: smallSize) == mask("....", "....", "...."))
    }

    @Test(arguments: [.infinity, -.infinity, 1e300, -1e300, 10_000_000.5] as [Double])
    func coordinatesThatCannotBeDrawn(value: Double) {
        #expect(throws: GeometryError.coordinateOutOfRange(index: 3, found: value)) {
            try RunLengthMask(cocoPolygon: [0, 0, 1, value, 1, 1], size: smallSize)
        }
        #expect(throws: GeometryError.self) {
            try RunLengthMask(cocoBoxX: 0, y: 0, width: value, height: 1, size: smallSize)
        }
    }

    @Test func coordinatesArePairsOfNumbers() {
        #expect(throws: GeometryError.self) { try RunLengthMask(cocoPolygon: [0, 0, 1, .nan], size: smallSize) }
        #expect(throws: GeometryError.oddCoordinateCount(5)) {
            try RunLengthMask(cocoPolygon: [0, 0, 1, 1, 2], size: smallSize)
        }
    }

    @Test func workIsLimitedAndNotTheLengthOfSides() throws {
        let size = ImageSize(width: 65_535, height: 65_535)
        let whole = try RunLengthMask(cocoPolygon: [-1e7, -1e7, 1e7, -1e7, 1e7, 1e7, -1e7, 1e7], size: size)
        #expect(whole.area == size.area)
        // 2000 sides from edge to edge cross 131 million columns.
        let zigzag: [Double] = (0..<1000).flatMap { [0, Double($0), 65_535, Double($0)] as [Double] }
        #expect(throws: GeometryError.tooManyCrossings(1999 * 65_535 + 65_535)) {
            try RunLengthMask(cocoPolygon: zigzag, size: size)
        }
    }

    @Test func polygonsOfEverySmallMaskAreDrawnAsTheMask() throws {
        for bitmap in allSmallBitmaps() {
            let mask = try RunLengthMask(bitmap: bitmap, size: smallSize)
            #expect(try RunLengthMask(cocoPolygons: mask.cocoPolygons(), size: smallSize) == mask)
        }
    }

    @Test func polygonsOfRandomMasksAreDrawnAsTheMask() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let size = ImageSize(
                width: .random(in: 1...40, using: &generator), height: .random(in: 1...40, using: &generator))
            let mask = try RunLengthMask(bitmap: randomBitmap(size, using: &generator), size: size)
            let rings = mask.cocoPolygons()
            #expect(try RunLengthMask(cocoPolygons: rings, size: size) == mask, "seed \(seed)")
            #expect(rings.allSatisfy { $0.count >= 8 && $0.count.isMultiple(of: 2) }, "seed \(seed)")
        }
    }

    @Test func simplifiedPolygonsAreNearlyTheMask() throws {
        // A ring of radius 90 with a hole of radius 40.
        let size = ImageSize(width: 200, height: 200)
        let mask = try RunLengthMask(
            bitmap: (0..<size.area).map { index in
                let (x, y) = (index % 200 - 100, index / 200 - 100)
                return (1600...8100).contains(x * x + y * y) ? 1 : 0
            }, size: size)
        let rings = mask.cocoPolygons(simplifiedTo: 1)
        #expect(rings.count == 1)
        #expect(rings[0].count < mask.cocoPolygons()[0].count / 4)
        #expect(try RunLengthMask(cocoPolygons: rings, size: size).iou(with: mask) > 0.97)
    }

    @Test func aHoleIsReachedOverABridge() throws {
        let ring = try #require(try mask("####", "#.##", "####").polygons().first).joinedRing
        // The outline's four corners, the hole's four and its first again, and the corner that the bridge comes back to.
        #expect(ring.count == 10)
        #expect(Set(ring).count == 8)
    }
}
