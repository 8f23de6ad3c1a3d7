import ClassMaps
import Geometry
import Imaging
import TestSupport
import Testing

@Suite struct ClassMapWritingTests {
    @Test func whatIsWrittenIsReadAgain() throws {
        let folder = try TemporaryFolder()
        var generator = SeededGenerator(seed: 3)
        let palette = try ClassPalette.numbered(255)
        for (width, height) in [(1, 1), (7, 5), (640, 3)] {
            let rows = (0..<height).map { _ in (0..<width).map { _ in UInt8.random(in: 0...255, using: &generator) } }
            let map = try map(rows)
            try map.write(toFile: folder("map.png"), palette: palette)
            #expect(try ClassMapReader(palette: palette).map(contentsOfFile: folder("map.png")) == map)
            // As any viewer sees it.
            let picture = try Image(contentsOfFile: folder("map.png"))
            #expect(picture[width - 1, height - 1] == Color(vocClass: Int(rows[height - 1][width - 1])))
        }
        #expect(try folder.contents == ["map.png"])
    }

    @Test func labelsThatAreNoClassAreNotWritten() throws {
        let folder = try TemporaryFolder()
        let error = ClassMapError.value(
            file: folder("map.png"), x: 1, y: 0, value: 21, count: 1,
            classes: "the classes are 0 (background) to 20 (tvmonitor)")
        #expect(throws: error) { try map([[20, 21]]).write(toFile: folder("map.png"), palette: .voc) }
        #expect(throws: ClassMapError.self) { try map([[0]]).write(toFile: folder("map.jpg"), palette: .voc) }
        #expect(throws: ClassMapError.self) { try map([]).encodedAsPNG(palette: .voc) }
        #expect(throws: ClassMapError.self) { try map([[0]]).write(toFile: folder("no/map.png"), palette: .voc) }
        #expect(try folder.contents.isEmpty)
    }
}
