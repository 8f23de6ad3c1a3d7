import Geometry
import Testing

@Suite struct RunLengthMaskTests {
    @Test func countsGoDownTheColumnsAndBeginWithBackground() throws {
        // Columns from the left: `.#`, `##`, `..`: background 1, foreground 3, background 2.
        #expect(try mask(".#.", "##.").counts == [1, 3, 2])
        #expect(try mask("#.", "..").counts == [0, 1, 3])
        #expect(try mask("..", "..").counts == [4])
        #expect(try mask("##", "##").counts == [0, 4])
    }

    @Test func runsOfLengthZeroAreJoined() throws {
        let size = ImageSize(width: 2, height: 3)
        let a = try RunLengthMask(size: size, counts: [0, 0, 1, 2, 0, 1, 0, 0, 2, 0])
        #expect(a.counts == [1, 3, 2])
        #expect(a == (try RunLengthMask(size: size, counts: [1, 3, 2])))
    }

    @Test func countsMustAddUp() {
        let size = ImageSize(width: 2, height: 3)
        #expect(throws: GeometryError.wrongTotal(expected: 6, found: 5)) {
            try RunLengthMask(size: size, counts: [1, 4])
        }
        #expect(throws: GeometryError.wrongTotal(expected: 6, found: 4_294_967_296)) {
            try RunLengthMask(size: size, counts: [1, .max, .max])
        }
    }

    @Test(arguments: [
        ImageSize(width: -1, height: 3), ImageSize(width: -2, height: -2), ImageSize(width: 65536, height: 65536),
        ImageSize(width: .max, height: 2),
    ])
    func sizesMustBeSizes(size: ImageSize) {
        #expect(throws: GeometryError.invalidSize(size)) { try RunLengthMask(size: size, counts: [0]) }
        #expect(throws: GeometryError.invalidSize(size)) { try RunLengthMask(emptyOfSize: size) }
        #expect(throws: GeometryError.invalidSize(size)) { try RunLengthMask(bitmap: [], size: size) }
        #expect(throws: GeometryError.invalidSize(size)) { try RunLengthMask.Builder(size: size) }
    }

    @Test(arguments: [(0, 0), (5, 0), (0, 5)])
    func imagesWithoutPixels(width: Int, height: Int) throws {
        let size = ImageSize(width: width, height: height)
        let empty = try RunLengthMask(size: size, counts: [])
        #expect(empty.counts == [0])
        #expect(empty == (try RunLengthMask(bitmap: [], size: size)))
        #expect(empty.area == 0)
        #expect(empty.boundingBox == nil)
        #expect(empty.bitmap().isEmpty)
        #expect(empty.polygons().isEmpty)
        #expect(try RunLengthMask(cocoString: empty.cocoString, size: size) == empty)
        #expect(try empty.union(empty) == empty)
    }

    @Test func areaAndBoundingBox() throws {
        let shape = try mask(
            ".....",
            "..##.",
            ".##..")
        #expect(shape.area == 4)
        #expect(shape.boundingBox == Box(x1: 1, y1: 1, x2: 4, y2: 3))
        #expect(try mask("...").boundingBox == nil)
        #expect(try mask("...").isEmpty)
        // One run over two columns: the box is as high as the image.
        #expect(try mask("..#", ".#.").boundingBox == Box(x1: 1, y1: 0, x2: 3, y2: 2))
    }

    @Test func everySmallBitmapComesBack() throws {
        for bitmap in allSmallBitmaps() {
            let mask = try RunLengthMask(bitmap: bitmap, size: smallSize)
            #expect(mask.bitmap() == bitmap)
            #expect(mask.area == bitmap.count { $0 == 1 })
            #expect(try RunLengthMask(size: smallSize, counts: mask.counts) == mask)
        }
    }

    @Test func bitmapsHaveOneValueAPixel() {
        #expect(throws: GeometryError.wrongBitmapCount(expected: 12, found: 11)) {
            try RunLengthMask(bitmap: [UInt8](repeating: 1, count: 11), size: smallSize)
        }
    }
}
