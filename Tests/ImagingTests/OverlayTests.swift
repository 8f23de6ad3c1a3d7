import Geometry
import Imaging
import Testing

/// A mask of one rectangle.
func rectangle(_ columns: Range<Int>, _ rows: Range<Int>, in size: ImageSize) throws -> RunLengthMask {
    var builder = try RunLengthMask.Builder(size: size)
    for column in columns { try builder.append(column: column, rows: rows) }
    return builder.finish()
}

@Suite struct OverlayTests {
    private let size = ImageSize(width: 80, height: 60)
    private let gray = Color(red: 100, green: 100, blue: 100)

    private func object(
        _ columns: Range<Int>, _ rows: Range<Int>, label: String = "cat", score: Float? = 0.9, classIndex: Int = 0
    ) throws -> OverlayInstance {
        OverlayInstance(
            box: Box(
                x1: Float(columns.lowerBound), y1: Float(rows.lowerBound), x2: Float(columns.upperBound),
                y2: Float(rows.upperBound)), mask: try rectangle(columns, rows, in: size), label: label, score: score,
            classIndex: classIndex)
    }

    /// A style that draws nothing but what the closure asks for.
    private func overlay(_ change: (inout OverlayStyle) -> Void) -> Overlay {
        var style = OverlayStyle()
        style.show([])
        style.palette = Palette([Color(red: 255, green: 0, blue: 0), Color(red: 0, green: 0, blue: 255)])
        change(&style)
        return Overlay(style: style)
    }

    @Test func masksAreMixedIntoTheirPixelsAlone() throws {
        let image = try Image(size: size, filledWith: gray)
        let drawn = try overlay {
            $0.drawsMasks = true
            $0.maskOpacity = 0.5
        }.drawing([object(10..<30, 5..<25)], on: image)
        // 0.5 is 128 of 255: 100 · 127/255 + 255 · 128/255 = 177.8, and 100 · 127/255 = 49.8.
        let mixed = Color(red: 178, green: 50, blue: 50)
        for y in 0..<size.height {
            for x in 0..<size.width {
                let isInside = (10..<30).contains(x) && (5..<25).contains(y)
                #expect(drawn[x, y] == (isInside ? mixed : gray), "(\(x), \(y))")
            }
        }
    }

    @Test func smallMasksLieOnLargeOnes() throws {
        let image = try Image(size: size, filledWith: gray)
        let objects = try [object(20..<24, 20..<24), object(10..<40, 10..<40)]
        let drawn = try overlay {
            $0.drawsMasks = true
            $0.maskOpacity = 1
        }.drawing(objects, on: image)
        #expect(drawn[22, 22] == Color(red: 255, green: 0, blue: 0))
        #expect(drawn[12, 12] == Color(red: 0, green: 0, blue: 255))
    }

    @Test func contoursFollowTheBorder() throws {
        let image = try Image(size: size, filledWith: gray)
        let style = overlay {
            $0.drawsOutlines = true
            $0.lineWidth = 2
            // Beside masks, here too faint to be seen, an outline has the object's own colour.
            $0.drawsMasks = true
            $0.maskOpacity = 0.001
        }
        let drawn = try style.drawing([object(10..<40, 10..<40)], on: image)
        let red = Color(red: 255, green: 0, blue: 0)
        // A line 2 wide along x = 10 covers the columns 9 and 10.
        #expect(drawn[9, 25] == red)
        #expect(drawn[10, 25] == red)
        #expect(drawn[39, 25] == red)
        #expect(drawn[40, 25] == red)
        #expect(drawn[7, 25] == gray)
        #expect(drawn[25, 25] == gray)
        #expect(drawn[12, 25] == gray)
    }

    @Test func boxesAreOutlined() throws {
        let image = try Image(size: size, filledWith: gray)
        let style = overlay {
            $0.drawsBoxes = true
            $0.lineWidth = 2
        }
        let drawn = try style.drawing([object(10..<40, 10..<40)], on: image)
        #expect(drawn[25, 10].red > 200)
        #expect(drawn[25, 39].red > 200)
        #expect(drawn[25, 25] == gray)
        #expect(drawn[25, 5] == gray)
    }

    @Test func labelsStandAboveTheirBoxes() throws {
        let image = try Image(size: size, filledWith: gray)
        let drawn = try overlay { $0.drawsLabels = true }.drawing([object(10..<60, 30..<50)], on: image)
        let changed = (0..<size.area).filter { drawn[$0 % 80, $0 / 80] != gray }
        #expect(changed.count > 100)
        #expect(changed.allSatisfy { $0 / 80 < 30 && $0 / 80 >= 10 && $0 % 80 >= 10 })
        // Black text on a red chip: black reads better on pure red.
        #expect(changed.contains { drawn[$0 % 80, $0 / 80].red < 60 })
    }

    @Test func colorsGoByObjectOrByClass() throws {
        let image = try Image(size: size, filledWith: gray)
        let objects = try [object(0..<9, 0..<9, classIndex: 1), object(20..<29, 0..<9, classIndex: 1)]
        let byObject = try overlay {
            $0.drawsMasks = true
            $0.maskOpacity = 1
        }.drawing(objects, on: image)
        #expect(byObject[4, 4] == Color(red: 255, green: 0, blue: 0))
        #expect(byObject[24, 4] == Color(red: 0, green: 0, blue: 255))
        let byClass = try overlay {
            $0.drawsMasks = true
            $0.maskOpacity = 1
            $0.coloring = .class
        }.drawing(objects, on: image)
        #expect(byClass[4, 4] == Color(red: 0, green: 0, blue: 255))
        #expect(byClass[24, 4] == Color(red: 0, green: 0, blue: 255))
    }

    @Test func masksOfAnotherSizeAreRefused() throws {
        let other = ImageSize(width: 60, height: 80)
        var image = try Image(size: other, filledWith: gray)
        let objects = try [object(0..<9, 0..<9)]
        #expect(throws: ImagingError.sizesDiffer(expected: other, found: size)) {
            try Overlay().draw(objects, on: &image)
        }
        #expect(image == (try Image(size: other, filledWith: gray)))
    }

    @Test(arguments: [
        Box(x1: .nan, y1: 0, x2: 5, y2: 5), Box(x1: -.infinity, y1: 0, x2: .infinity, y2: 5),
        Box(x1: 5, y1: 5, x2: 1, y2: 1), Box(x1: -1e30, y1: -1e30, x2: 1e30, y2: 1e30),
        Box(x1: 500, y1: 500, x2: 600, y2: 600), Box(x1: 3, y1: 3, x2: 3, y2: 3),
    ])
    func strangeBoxesDoNotTrap(box: Box) throws {
        let image = try Image(size: size, filledWith: gray)
        for score in [nil, Float.nan, -Float.infinity, 7] as [Float?] {
            let object = OverlayInstance(box: box, mask: nil, label: "cat", score: score, classIndex: -3)
            #expect(try Overlay().drawing([object], on: image).size == size)
        }
    }

    @Test(arguments: [
        "", " ", "a\nb\0c", "<b>&amp;</i>", "猫 🐱", "é\u{301}\u{301}", String(repeating: "W", count: 5000),
    ])
    func labelsMayHoldAnything(label: String) throws {
        let image = try Image(size: size, filledWith: gray)
        let objects = try [object(10..<60, 30..<50, label: label, score: nil)]
        #expect(try Overlay().drawing(objects, on: image) != image)
    }

    @Test func picturesMayBeTiny() throws {
        let one = ImageSize(width: 1, height: 1)
        let object = OverlayInstance(
            box: Box(x1: 0, y1: 0, x2: 1, y2: 1), mask: try rectangle(0..<1, 0..<1, in: one), label: "cat", score: 1,
            classIndex: 0)
        #expect(try Overlay().drawing([object], on: Image(size: one, filledWith: gray)).size == one)
        let none = ImageSize(width: 0, height: 0)
        #expect(try Overlay().drawing([], on: Image(size: none, filledWith: gray)).size == none)
    }

    @Test func preparingMayBeDoneTwiceAndAtOnce() async {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { #expect(throws: Never.self) { try Overlay.prepare() } }
            }
        }
    }
}
