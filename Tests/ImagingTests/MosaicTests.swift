import Geometry
import Imaging
import Testing

@Suite struct MosaicTests {
    private let red = Color(red: 255, green: 0, blue: 0)
    private let blue = Color(red: 0, green: 0, blue: 255)

    private func panel(_ width: Int, _ height: Int, _ color: Color, caption: String? = nil) throws -> Mosaic.Panel {
        Mosaic.Panel(
            try Image(size: ImageSize(width: width, height: height), filledWith: color), caption: caption)
    }

    @Test func sideBySideWithEvenGutters() throws {
        let panels = try [panel(40, 30, red), panel(40, 30, blue)]
        let mosaic = try Mosaic(columns: 2, gutter: 6).compose(panels)
        #expect(mosaic.size == ImageSize(width: 3 * 6 + 2 * 40, height: 2 * 6 + 30))
        for (x, color) in [
            (5, Color.white), (6, red), (45, red), (46, .white), (51, .white), (52, blue), (91, blue), (92, .white),
        ] {
            #expect(mosaic[x, 20] == color, "column \(x)")
        }
        for (y, color) in [(5, Color.white), (6, red), (35, red), (36, .white)] {
            #expect(mosaic[20, y] == color, "row \(y)")
        }
    }

    @Test func picturesAreFittedIntoTheMiddlesOfTheirCells() throws {
        let cell = ImageSize(width: 20, height: 20)
        let mosaic = try Mosaic(columns: 1, cell: cell, gutter: 0).compose([panel(80, 40, red)])
        #expect(mosaic.size == cell)
        #expect(mosaic[10, 4] == .white)
        #expect(mosaic[10, 5] == red)
        #expect(mosaic[10, 14] == red)
        #expect(mosaic[10, 15] == .white)
    }

    @Test func captionsStandUnderThePictures() throws {
        let plain = try Mosaic(columns: 2, gutter: 8).compose([panel(90, 30, red), panel(90, 30, blue)])
        let captioned = try Mosaic(columns: 2, gutter: 8).compose([
            panel(90, 30, red, caption: "input"), panel(90, 30, blue),
        ])
        #expect(captioned.size.height > plain.size.height)
        func hasText(_ columns: Range<Int>) -> Bool {
            (40..<captioned.size.height).contains { y in columns.contains { captioned[$0, y] != .white } }
        }
        #expect(hasText(8..<98))
        #expect(!hasText(106..<196))
    }

    /// A caption that is too wide is broken into lines of the same letters, rather than set in letters that nobody reads.
    @Test func longCaptionsAreBroken() throws {
        func height(_ caption: String, width: Int = 240) throws -> Int {
            try Mosaic(columns: 1, gutter: 8).compose([panel(width, 200, red, caption: caption)]).size.height
        }
        let short = try height("marked: 61")
        let long = try height("marked: 61, 12 of them missed (yellow), as far as is known")
        #expect(long > short)
        // Three lines are the most, and one word that is too wide is cut off.
        let lines = String(repeating: "a few words ", count: 40)
        #expect(try height(lines) == height(lines + lines))
        #expect(try height(String(repeating: "W", count: 75)) == short)
        // In pictures of any size letters are at least 11 pixels high, so that a line takes 16.
        #expect(try height("x", width: 40) >= 200 + 8 + 16)
    }

    @Test func gridsHaveWholeRows() throws {
        let panels = try (0..<5).map { _ in try panel(10, 10, red) }
        #expect(try Mosaic(columns: 3, gutter: 1).compose(panels).size == ImageSize(width: 34, height: 23))
        #expect(try Mosaic(columns: 9, gutter: 1).compose(panels).size == ImageSize(width: 56, height: 12))
        #expect(try Mosaic(gutter: 1).compose(panels).size == ImageSize(width: 34, height: 23))
    }

    @Test func nothingToShowIsAnError() {
        #expect(throws: ImagingError.self) { try Mosaic().compose([]) }
        #expect(throws: ImagingError.self) { try Mosaic().compose([panel(0, 5, red)]) }
        #expect(throws: ImagingError.self) {
            try Mosaic(cell: ImageSize(width: 1 << 20, height: 1 << 18)).compose([panel(5, 5, red)])
        }
    }

    @Test func resizing() throws {
        let image = try Image.gradient(64, 48)
        #expect(try image.resized(to: image.size) == image)
        #expect(try image.resized(to: ImageSize(width: 7, height: 91)).size == ImageSize(width: 7, height: 91))
        #expect(try image.fitted(within: ImageSize(width: 32, height: 32)).size == ImageSize(width: 32, height: 24))
        #expect(try image.fitted(within: ImageSize(width: 640, height: 640)) == image)
        #expect(
            try image.fitted(within: ImageSize(width: 640, height: 640), enlarges: true).size
                == ImageSize(width: 640, height: 480))
        let flat = try Image(size: ImageSize(width: 50, height: 40), filledWith: red)
        let small = ImageSize(width: 13, height: 29)
        #expect(try flat.resized(to: small) == Image(size: small, filledWith: red))
        #expect(throws: ImagingError.self) { try image.resized(to: ImageSize(width: 0, height: 5)) }
        #expect(throws: ImagingError.self) { try image.resized(to: ImageSize(width: -4, height: 5)) }
    }
}
