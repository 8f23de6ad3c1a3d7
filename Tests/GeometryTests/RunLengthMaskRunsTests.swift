import Geometry
import TestSupport
import Testing

@Suite struct RunLengthMaskRunsTests {
    @Test func runsAreGivenByColumn() throws {
        var runs: [String] = []
        try mask(
            ".##",
            "##.",
            "..#"
        ).forEachRun { runs.append("\($0): \($1)") }
        #expect(runs == ["0: 1..<2", "1: 0..<2", "2: 0..<1", "2: 2..<3"])
    }

    @Test func aRunOverSeveralColumnsComesInParts() throws {
        var runs: [String] = []
        try mask("###", "###").forEachRun { runs.append("\($0): \($1)") }
        #expect(runs == ["0: 0..<2", "1: 0..<2", "2: 0..<2"])
    }

    @Test func aBuilderGivesBackTheRuns() throws {
        for bitmap in allSmallBitmaps() {
            let mask = try RunLengthMask(bitmap: bitmap, size: smallSize)
            var builder = try RunLengthMask.Builder(size: smallSize)
            try mask.forEachRun { column, rows throws(GeometryError) in try builder.append(column: column, rows: rows) }
            #expect(builder.finish() == mask)
        }
    }

    @Test func aBuilderRefusesRunsOutOfPlace() throws {
        for (column, rows) in [(4, 0..<1), (-1, 0..<1), (0, 0..<4), (1, -1..<1), (1, 0..<2), (0, 2..<3)] {
            var builder = try RunLengthMask.Builder(size: smallSize)
            try builder.append(column: 1, rows: 1..<2)
            #expect(throws: GeometryError.misplacedRun(column: column, rows: rows, size: smallSize)) {
                try builder.append(column: column, rows: rows)
            }
        }
    }

    @Test func croppingIsCroppingTheBitmap() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let size = ImageSize(
                width: .random(in: 1...12, using: &generator), height: .random(in: 1...12, using: &generator))
            let bitmap = randomBitmap(size, using: &generator)
            let (x, y) = (
                Int.random(in: 0..<size.width, using: &generator), Int.random(in: 0..<size.height, using: &generator)
            )
            let (columns, rows) = (
                x..<Int.random(in: x...14, using: &generator), y..<Int.random(in: y...14, using: &generator)
            )
            let cropped = try RunLengthMask(bitmap: bitmap, size: size).cropped(columns: columns, rows: rows)
            let clippedRows = rows.clamped(to: 0..<size.height)
            let clippedColumns = columns.clamped(to: 0..<size.width)
            let expected = clippedRows.flatMap { row in clippedColumns.map { bitmap[row * size.width + $0] } }
            #expect(cropped.size == ImageSize(width: clippedColumns.count, height: clippedRows.count))
            #expect(cropped.bitmap() == expected, "seed \(seed)")
        }
    }
}
