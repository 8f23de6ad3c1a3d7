import ClassMaps
import Geometry
import Imaging
import Testing

@Suite struct ClassMapOverlayTests {
    private static let grey = Color(hex: 0x808080)

    private func overlay(_ change: (inout ClassMapOverlay) -> Void = { _ in }) throws -> ClassMapOverlay {
        var overlay = ClassMapOverlay(
            palette: try ClassPalette(
                names: ["background", "cat", "dog"], colors: [.black, Color(hex: 0xff0000), .white]))
        (overlay.drawsLegend, overlay.drawsRims, overlay.opacity) = (false, false, 0.5)
        change(&overlay)
        return overlay
    }

    @Test func colorsAreMixedIntoThePicture() throws {
        let picture = try Image(size: ImageSize(width: 3, height: 1), filledWith: Self.grey)
        let drawn = try overlay().drawing(map([[0, 1, 255]]), on: picture)
        // Half of 128 and 255 is 191.5, of 128 and 0 64, of 128 and 224 176, of 128 and 192 160.
        #expect(drawn[0, 0] == Self.grey)
        #expect(drawn[1, 0] == Color(red: 192, green: 64, blue: 64))
        #expect(drawn[2, 0] == Color(red: 176, green: 176, blue: 160))
        let all = try overlay { $0.leavesBackground = false }.drawing(map([[0, 0, 0]]), on: picture)
        #expect(all[0, 0] == Color(red: 64, green: 64, blue: 64))
    }

    @Test func areasHaveRims() throws {
        let size = ImageSize(width: 9, height: 9)
        let picture = try Image(size: size, filledWith: Self.grey)
        let rows = (0..<9).map { y in (0..<9).map { x in (2...6).contains(x) && (2...6).contains(y) ? 1 as UInt8 : 0 } }
        let drawn = try overlay { $0.drawsRims = true }.drawing(map(rows), on: picture)
        #expect(drawn[2, 4] == Color(hex: 0xff0000) && drawn[4, 6] == Color(hex: 0xff0000))
        #expect(drawn[4, 4] == Color(red: 192, green: 64, blue: 64))
        #expect(drawn[1, 4] == Self.grey)
    }

    @Test func theLegendHasTheClassesThatOccurTheLargestFirst() throws {
        var labels = [UInt8](repeating: 0, count: 10_000)
        for index in 0..<4 { labels[index] = 1 }
        for index in 100..<1350 { labels[index] = 255 }
        let map = try ClassMap(size: ImageSize(width: 100, height: 100), labels: labels)
        #expect(try overlay().legend(of: map).entries.map(\.text) == ["background 87%", "ignored 13%", "cat <0.1%"])
        let picture = try Image(size: map.size, filledWith: Self.grey)
        let drawn = try overlay { $0.drawsLegend = true }.drawing(map, on: picture)
        #expect(drawn.size.width == 100 && drawn.size.height > 120)
        #expect((100..<drawn.size.height).contains { y in (0..<100).contains { drawn[$0, y] == Color(hex: 0xff0000) } })
        #expect(throws: ClassMapError.self) {
            try overlay().drawing(map, on: Image(size: ImageSize(width: 9, height: 100), filledWith: .white))
        }
    }
}
