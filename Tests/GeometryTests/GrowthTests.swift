import Geometry
import TestSupport
import Testing

/// Time grows with the input, not with its square and not with the width that it claims.
@Suite struct GeometryGrowthTests {
    /// A square of noise, of about `pixels` pixels.
    private func noise(_ pixels: Int) throws -> RunLengthMask {
        let side = Int(Double(pixels).squareRoot())
        var generator = SeededGenerator(seed: 3)
        let bitmap = (0..<side * side).map { _ in UInt8.random(in: 0...1, using: &generator) }
        return try RunLengthMask(bitmap: bitmap, size: ImageSize(width: side, height: side))
    }

    @Test func outlinesOfNoise() throws {
        let growth = try Growth.ofFourTimes(4_000, noise) { _ = $0.cocoPolygons() }
        #expect(growth < Growth.limit)
    }

    @Test func oneRingAlongAllRingsOfNoise() throws {
        let growth = try Growth.ofFourTimes(2_000, { try noise($0).polygons().flatMap(\.rings) }) { rings in
            _ = Polygon.joining(rings)
        }
        #expect(growth < Growth.limit)
    }

    @Test func holesInOneRow() {
        // All holes are reached over bridges to the left, past all corners that lie in their columns.
        let polygon = { (count: Int) -> Polygon in
            let holes = (0..<count).map { index -> [Point] in
                let (x, y) = (Double(index % 7) * 4 + 1, Double(index) * 3 + 1)
                return [Point(x: x, y: y), Point(x: x, y: y + 1), Point(x: x + 1, y: y)]
            }
            let bottom = Double(count) * 3 + 2
            let outline = [Point(x: 0, y: 0), Point(x: 40, y: 0), Point(x: 40, y: bottom), Point(x: 0, y: bottom)]
            return Polygon(outline: outline, holes: holes)
        }
        #expect(Growth.ofFourTimes(500, polygon) { _ = $0.joinedRing } < Growth.limit)
    }

    @Test func regionsOfNoise() throws {
        let comb = { (count: Int) throws -> RunLengthMask in
            // A comb: one region of many runs that the last column joins.
            let size = ImageSize(width: 3, height: 2 * count)
            let bitmap = (0..<size.area).map { index -> UInt8 in index % 3 == 2 || index / 3 % 2 == 0 ? 1 : 0 }
            return try RunLengthMask(bitmap: bitmap, size: size)
        }
        #expect(try Growth.ofFourTimes(3_000, comb) { _ = $0.polygons() } < Growth.limit)
    }

    @Test func aWideImageAsksForNoMoreThanItsCornersAccountFor() throws {
        let size = ImageSize(width: 10_000_000, height: 16)
        let zigzag = (0..<4).flatMap { [Double($0 % 2) * 9_999_999, Double($0)] }
        // Three sides and the one that closes the ring lead from end to end, ten million columns each.
        #expect {
            _ = try RunLengthMask(cocoPolygon: zigzag, size: size)
        } throws: { error in
            guard case .tooWide(let columns, 4)? = error as? GeometryError else { return false }
            return columns > 39_000_000
        }
        // What is small is drawn there, too.
        let small = try RunLengthMask(
            cocoPolygon: [9_000_000, 1, 9_000_009, 1, 9_000_009, 9, 9_000_000, 9], size: size)
        #expect(small.area == 72)
        #expect(throws: GeometryError.tooWide(columns: 10_000_000, numbers: 2)) {
            _ = try RunLengthMask(size: size, counts: [0, 160_000_000])
        }
        #expect(try RunLengthMask(size: size, counts: [160_000_000]).isEmpty)
        // The widest JPEG is no such image, whatever is drawn in it.
        let wide = ImageSize(width: 65_535, height: 60_000)
        #expect(try RunLengthMask(size: wide, counts: [0, UInt32(wide.area)]).area == wide.area)
    }
}
