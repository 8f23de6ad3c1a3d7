import Geometry
import TestSupport
import Testing

/// Polygons that strict readers take, and masks that are drawn from polygons with holes.
@Suite struct SimplePolygonTests {
    /// A ring of pixels that is closed at a corner alone: what it encloses is a hole, which meets the outline there.
    @Test func aPinchedRingHasAHole() throws {
        let ring = try mask("####", "#..#", "#.#.", "###.")
        #expect(ring.polygons().map(\.holes.count) == [0])
        let polygons = ring.simplePolygons()
        #expect(polygons.count == 1 && polygons[0].holes.count == 1)
        #expect(polygons[0].area == Double(ring.area))
        #expect(Set(polygons[0].holes[0]).contains(Point(x: 3, y: 2)))
    }

    /// No ring of any small mask passes a point twice, and all together draw the mask.
    @Test func ringsOfAllSmallMasksAreSimple() throws {
        for bitmap in allSmallBitmaps() {
            let mask = try RunLengthMask(bitmap: bitmap, size: smallSize)
            let polygons = mask.simplePolygons()
            for ring in polygons.flatMap(\.rings) { #expect(Set(ring).count == ring.count && ring.count >= 4) }
            #expect(polygons.reduce(0) { $0 + $1.area } == Double(mask.area))
            #expect(try RunLengthMask(evenOddRings: polygons.flatMap(\.rings), size: smallSize) == mask)
        }
    }

    @Test(arguments: 0..<20) func ringsOfRandomMasksDrawThem(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let size = ImageSize(width: 37, height: 29)
        let mask = try RunLengthMask(bitmap: randomBitmap(size, using: &generator), size: size)
        let polygons = mask.simplePolygons()
        for ring in polygons.flatMap(\.rings) { #expect(Set(ring).count == ring.count, "seed \(seed)") }
        #expect(try RunLengthMask(evenOddRings: polygons.flatMap(\.rings), size: size) == mask, "seed \(seed)")
    }

    /// A centre on a left or top side is inside, one on a right or bottom side is not; what lies outside the picture is cut off.
    @Test func centresDecide() throws {
        let size = ImageSize(width: 4, height: 3)
        func box(_ left: Double, _ top: Double, _ right: Double, _ bottom: Double) throws -> RunLengthMask {
            let ring = [(left, top), (right, top), (right, bottom), (left, bottom)].map { Point(x: $0.0, y: $0.1) }
            return try RunLengthMask(evenOddRings: [ring], size: size)
        }
        #expect(try box(0.5, 0.5, 2.5, 1.5) == mask("##..", "....", "...."))
        #expect(try box(0.51, 0.5, 2.51, 1.5) == mask(".##.", "....", "...."))
        #expect(try box(-100, 1, 100, 2) == mask("....", "####", "...."))
        #expect(try box(2, -5, 3, 50) == mask("..#.", "..#.", "..#."))
    }

    @Test func coordinatesThatCannotBeDrawnAreErrors() throws {
        let size = ImageSize(width: 4, height: 3)
        for value in [Double.nan, .infinity, 1e9] {
            #expect(throws: GeometryError.self) {
                try RunLengthMask(
                    evenOddRings: [[Point(x: 0, y: 0), Point(x: value, y: 1), Point(x: 1, y: 2)]], size: size)
            }
        }
        #expect(try RunLengthMask(evenOddRings: [[], [Point(x: 1, y: 1)]], size: size).isEmpty)
    }
}
