import Geometry
import Imaging
import Testing

/// What of an object is drawn so that the objects themselves can still be seen.
@Suite struct CrowdedOverlayTests {
    private let gray = Color(red: 100, green: 100, blue: 100)

    private func object(
        _ columns: Range<Int>, _ rows: Range<Int>, in size: ImageSize, label: String = "cat", score: Float? = 0.9
    ) throws -> OverlayInstance {
        OverlayInstance(
            box: Box(
                x1: Float(columns.lowerBound), y1: Float(rows.lowerBound), x2: Float(columns.upperBound),
                y2: Float(rows.upperBound)), mask: try rectangle(columns, rows, in: size), label: label, score: score,
            classIndex: 0)
    }

    /// Objects of 20 pixels a side, 30 apart.
    private func field(_ columns: Int, _ rows: Int, labels: [String] = ["cat"]) throws -> (ImageSize, [OverlayInstance])
    {
        let size = ImageSize(width: 30 * columns, height: 30 * rows)
        let objects = try (0..<columns * rows).map { index in
            let (x, y) = (30 * (index % columns) + 5, 30 * (index / columns) + 5)
            return try object(x..<x + 20, y..<y + 20, in: size, label: labels[index % labels.count])
        }
        return (size, objects)
    }

    private func changed(_ drawn: Image) -> Set<Int> {
        Set((0..<drawn.size.area).filter { drawn[$0 % drawn.size.width, $0 / drawn.size.width] != gray })
    }

    private func draw(
        _ objects: [OverlayInstance], _ size: ImageSize, style: OverlayStyle = OverlayStyle()
    ) throws -> Image {
        try Overlay(style: style).drawing(objects, on: Image(size: size, filledWith: gray))
    }

    @Test func manyObjectsAreOutlinedAlone() throws {
        let (size, objects) = try field(10, 7)
        let drawn = try draw(objects, size)
        #expect(changed(drawn) == changed(try draw(objects, size, style: OverlayStyle(showing: [.outlines]))))
        // The middle of each object, and the space between two, are as they were.
        for index in objects.indices {
            let (x, y) = (30 * (index % 10) + 15, 30 * (index / 10) + 15)
            #expect(drawn[x, y] == gray && drawn[30 * (index % 10), y] == gray)
            #expect(drawn[30 * (index % 10) + 5, y] != gray)
        }
    }

    @Test func theLimitOfManyIsAsDocumented() throws {
        #expect(OverlayStyle.manyObjects == 40)
        let (size, objects) = try field(10, 4)
        // The middle of the first object, whose mask is tinted as long as there are few.
        #expect(try draw(objects, size)[15, 15] == gray)
        #expect(try draw(Array(objects.dropLast()), size)[15, 15] != gray)
    }

    @Test func masksAreTintedAmongManyWhereThatIsAskedFor() throws {
        let (size, objects) = try field(10, 7)
        var style = OverlayStyle()
        style.maskOpacity = 0.5
        #expect(try draw(objects, size, style: style)[15, 15] != gray)
        style = OverlayStyle()
        style.drawsOutlines = false
        #expect(try draw(objects, size, style: style)[15, 15] != gray)
    }

    @Test func objectsThatAreBoxesAloneAreDrawnAmongMany() throws {
        let (size, objects) = try field(10, 7)
        let boxes = objects.map { OverlayInstance(box: $0.box, mask: nil, label: "cat", score: 0.9, classIndex: 0) }
        #expect(try draw(boxes, size)[5, 15] != gray)
    }

    @Test func aStyleWithoutLabelsDrawsNeitherNamesNorScores() throws {
        let size = ImageSize(width: 200, height: 150)
        let objects = [try object(50..<150, 60..<120, in: size)]
        var style = OverlayStyle()
        style.drawsLabels = false
        let without = changed(try draw(objects, size, style: style))
        #expect(without == changed(try draw(objects, size, style: OverlayStyle(showing: [.masks, .outlines, .boxes]))))
        // Nothing stands above the box, where the label was.
        #expect(without.allSatisfy { $0 / 200 > 55 })
        #expect(changed(try draw(objects, size)).contains { $0 / 200 < 55 })
    }

    @Test(arguments: OverlayStyle.Element.allCases)
    func eachElementCanBeShownAlone(_ element: OverlayStyle.Element) throws {
        let size = ImageSize(width: 200, height: 150)
        // A triangle's mask, so that its outline is not its box.
        var builder = try RunLengthMask.Builder(size: size)
        for column in 50..<150 { try builder.append(column: column, rows: 60..<(61 + (column - 50) / 2)) }
        let triangle = OverlayInstance(
            box: Box(x1: 50, y1: 60, x2: 150, y2: 110), mask: builder.finish(), label: "cat", score: 0.9, classIndex: 0)
        let drawn = try draw([triangle], size, style: OverlayStyle(showing: [element]))
        let has: [OverlayStyle.Element: Bool] = [
            .masks: drawn[120, 80] != gray, .outlines: drawn[100, 85] != gray, .boxes: drawn[50, 100] != gray,
        ]
        for (other, isDrawn) in has {
            // The tint ends where the outline is.
            if other == .outlines, element == .masks { continue }
            #expect(isDrawn == (other == element), "\(other)")
        }
        let hasLabel = changed(drawn).contains { $0 / 200 < 56 }
        #expect(hasLabel == (element == .labels || element == .scores))
    }

    @Test func namesAndScoresAreTwoThings() throws {
        let size = ImageSize(width: 200, height: 150)
        let objects = [try object(50..<150, 60..<120, in: size)]
        let shown: [Set<OverlayStyle.Element>] = [[.labels], [.scores], [.labels, .scores]]
        let widths = try shown.map { elements in
            let columns = changed(try draw(objects, size, style: OverlayStyle(showing: elements))).map { $0 % 200 }
            return (columns.max() ?? 0) - (columns.min() ?? 0)
        }
        #expect(widths[2] > widths[0] && widths[2] > widths[1] && widths[0] != widths[1])
        let unscored = [try object(50..<150, 60..<120, in: size, score: nil)]
        #expect(changed(try draw(unscored, size, style: OverlayStyle(showing: [.scores]))).isEmpty)
    }

    @Test func unsureObjectsAreNotDrawn() throws {
        let size = ImageSize(width: 60, height: 40)
        for (score, isDrawn) in [(0.49, false), (0.5, false), (0.51, true), (nil, true)] as [(Float?, Bool)] {
            let drawn = try draw([object(10..<50, 10..<30, in: size, score: score)], size)
            #expect(changed(drawn).isEmpty != isDrawn, "\(String(describing: score))")
        }
        var style = OverlayStyle()
        style.scoreThreshold = 0.2
        #expect(!changed(try draw([object(10..<50, 10..<30, in: size, score: 0.3)], size, style: style)).isEmpty)
    }

    /// A large object's box runs along the middles of two others; a box in the clear stays.
    @Test func boxesThatRunOverOtherObjectsAreLeftOut() throws {
        let size = ImageSize(width: 300, height: 200)
        func colors(_ objects: [OverlayInstance]) throws -> Image {
            var style = OverlayStyle()
            (style.drawsLabels, style.drawsOutlines, style.drawsMasks) = (false, true, false)
            return try draw(objects, size, style: style)
        }
        // Its mask is its lower half, so that its box's upper edge is no outline.
        func half() throws -> OverlayInstance {
            OverlayInstance(
                box: Box(x1: 50, y1: 50, x2: 250, y2: 150), mask: try rectangle(50..<250, 100..<150, in: size),
                label: "dog", score: 0.9, classIndex: 1)
        }
        #expect(try colors([half()])[150, 50] != gray)
        let over = try [half(), object(60..<240, 30..<75, in: size)]
        #expect(try colors(over)[150, 50] == gray)
        let all = try draw(over, size, style: OverlayStyle(showing: [.outlines, .boxes]))
        #expect(all[150, 50] != gray)
    }

    /// Labels of 13 rows do not fit between rows of objects that are 10 apart.
    @Test func labelsDoNotHideObjects() throws {
        let (size, objects) = try field(6, 6, labels: ["cat", "dog"])
        let bare = try draw(objects, size, style: OverlayStyle(showing: [.masks, .outlines]))
        var style = OverlayStyle()
        style.drawsBoxes = false
        let drawn = try draw(objects, size, style: style)
        for object in objects {
            let pixels = (Int(object.box.y1)..<Int(object.box.y2)).flatMap { y in
                (Int(object.box.x1)..<Int(object.box.x2)).map { (x: $0, y: y) }
            }
            let hidden = pixels.count { bare[$0.x, $0.y] != drawn[$0.x, $0.y] }
            #expect(Double(hidden) <= 0.26 * Double(pixels.count))
        }
    }

    @Test func linesAroundSmallObjectsAreThin() throws {
        let size = ImageSize(width: 3000, height: 2000)
        let drawn = try draw([object(100..<120, 100..<120, in: size)], size, style: OverlayStyle(showing: [.outlines]))
        // The picture alone would have lines 7.8 wide; 0.07 · 20 is 1.4.
        #expect(drawn[110, 100] != gray && drawn[110, 97] == gray && drawn[110, 103] == gray)
    }

    @Test(arguments: [64, 640]) func longNamesKeepTheirScoresAndStayInThePicture(width: Int) throws {
        let size = ImageSize(width: width, height: width)
        let name = "a name of a class that goes on and on, as those of plants and of tumours do"
        let box = width / 4..<width / 2
        let drawn = try draw(
            [object(box, box, in: size, label: name)], size, style: OverlayStyle(showing: [.labels, .scores]))
        let columns = changed(drawn).map { $0 % width }
        #expect((columns.max() ?? 0) - (columns.min() ?? 0) <= max(width * 3 / 10, 60))
        #expect(!columns.isEmpty)
    }
}
