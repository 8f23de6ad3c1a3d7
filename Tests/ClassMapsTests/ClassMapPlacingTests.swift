import ClassMaps
import Geometry
import TestSupport
import Testing

/// Parts of maps, turned, mirrored, scaled and filled up.
struct ClassMapPlacingTests {
    private func map(_ width: Int, _ rows: [[UInt8]]) throws -> ClassMap {
        try ClassMap(size: ImageSize(width: width, height: rows.count), labels: rows.flatMap(\.self))
    }

    @Test func everyStepIsWhereItShouldBe() throws {
        let whole = try map(3, [[0, 1, 2], [3, 4, 5]])
        func placed(
            _ columns: Range<Int> = 0..<3, _ rows: Range<Int> = 0..<2, turned: Bool = false, mirrored: Bool = false,
            upsideDown: Bool = false, to size: (Int, Int), filled: (Int, Int)? = nil
        ) -> [UInt8] {
            let size = ImageSize(width: size.0, height: size.1)
            return whole.placed(
                columns: columns, rows: rows, transposes: turned, mirrorsColumns: mirrored, mirrorsRows: upsideDown,
                scaledTo: size,
                filledTo: filled.map { ImageSize(width: $0.0, height: $0.1) } ?? size
            ).labels
        }
        #expect(placed(to: (3, 2)) == [0, 1, 2, 3, 4, 5])
        #expect(placed(1..<3, 1..<2, to: (2, 1)) == [4, 5])
        #expect(placed(mirrored: true, to: (3, 2)) == [2, 1, 0, 5, 4, 3])
        #expect(placed(upsideDown: true, to: (3, 2)) == [3, 4, 5, 0, 1, 2])
        // Columns become rows.
        #expect(placed(turned: true, to: (2, 3)) == [0, 3, 1, 4, 2, 5])
        #expect(placed(turned: true, mirrored: true, to: (2, 3)) == [3, 0, 4, 1, 5, 2])
        // The middles of two columns lie at 0.75 and 2.25 of three.
        #expect(placed(to: (2, 2)) == [0, 2, 3, 5])
        #expect(placed(0..<1, to: (2, 4)) == [0, 0, 0, 0, 3, 3, 3, 3])
        #expect(placed(0..<2, 0..<1, to: (2, 1), filled: (3, 2)) == [0, 1, 255, 255, 255, 255])
    }

    @Test func scalingTakesThePixelInWhichTheMiddleLies() throws {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<200 {
            let size = ImageSize(
                width: Int.random(in: 1...12, using: &generator), height: Int.random(in: 1...12, using: &generator))
            let map = try ClassMap(
                size: size, labels: (0..<size.area).map { _ in UInt8.random(in: 0...20, using: &generator) })
            let other = ImageSize(
                width: Int.random(in: 1...20, using: &generator), height: Int.random(in: 1...20, using: &generator))
            let scaled = map.placed(
                columns: 0..<size.width, rows: 0..<size.height, transposes: false, mirrorsColumns: false,
                mirrorsRows: false, scaledTo: other, filledTo: other)
            for y in 0..<other.height {
                for x in 0..<other.width {
                    // In whole numbers: (2x + 1) · w / (2 w') rounded down.
                    let column = (2 * x + 1) * size.width / (2 * other.width)
                    let row = (2 * y + 1) * size.height / (2 * other.height)
                    #expect(scaled[x, y] == map[column, row], "\(size) to \(other) at \(x), \(y)")
                }
            }
        }
    }

    @Test func oneClassInsideABoxIsIgnored() throws {
        var map = try map(4, [[0, 0, 1, 0], [0, 0, 0, 0]])
        map.ignore(0, in: Box(x1: 0.6, y1: 0, x2: 3.5, y2: 1.4))
        #expect(map.labels == [0, 255, 1, 0, 0, 0, 0, 0])
        map.ignore(0, in: Box(x1: -5, y1: -5, x2: 50, y2: 50))
        #expect(map.labels == [255, 255, 1, 255, 255, 255, 255, 255])
    }
}
