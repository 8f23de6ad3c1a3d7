import Geometry
import Imaging
import Testing

@Suite struct MaskImagesTests {
    private let size = ImageSize(width: 4, height: 1)

    @Test func aMaskIsBlackAndWhite() throws {
        let image = GrayImage(mask: try rectangle(1..<3, 0..<1, in: size))
        #expect(image.values == [0, 255, 255, 0])
        #expect(image.depth == .bits8)
    }

    @Test func theSurestObjectHasThePixel() throws {
        let masks = try [rectangle(0..<2, 0..<1, in: size), rectangle(1..<4, 0..<1, in: size)]
        #expect(try GrayImage(numbering: masks, scores: [0.9, 0.5], size: size).values == [1, 1, 2, 2])
        #expect(try GrayImage(numbering: masks, scores: [0.5, 0.9], size: size).values == [1, 2, 2, 2])
        // Equal scores, or none: the first.
        #expect(try GrayImage(numbering: masks, size: size).values == [1, 1, 2, 2])
        #expect(try GrayImage(numbering: masks, scores: [.nan, 0.1], size: size).values == [1, 2, 2, 2])
        #expect(try GrayImage(numbering: [], size: size).values == [0, 0, 0, 0])
    }

    @Test func moreThan255ObjectsTake16Bits() throws {
        let mask = try rectangle(0..<1, 0..<1, in: size)
        let last = try rectangle(3..<4, 0..<1, in: size)
        let few = try GrayImage(numbering: .init(repeating: mask, count: 254) + [last], size: size)
        #expect(few.depth == .bits8)
        #expect(few.values == [1, 0, 0, 255])
        let many = try GrayImage(numbering: .init(repeating: mask, count: 299) + [last], size: size)
        #expect(many.depth == .bits16)
        #expect(many.values == [1, 0, 0, 300])
        #expect(try GrayImage(encoded: many.encodedAsPNG(), name: "f") == many)
    }

    @Test func whatCannotBeNumberedSaysWhy() throws {
        let mask = try rectangle(0..<1, 0..<1, in: size)
        let other = ImageSize(width: 1, height: 4)
        #expect(throws: ImagingError.tooManyInstances(found: 65536, maximum: 65535)) {
            try GrayImage(numbering: .init(repeating: mask, count: 65536), size: size)
        }
        #expect(throws: ImagingError.sizesDiffer(expected: other, found: size)) {
            try GrayImage(numbering: [mask], size: other)
        }
        #expect(throws: ImagingError.wrongScoreCount(expected: 1, found: 2)) {
            try GrayImage(numbering: [mask], scores: [1, 2], size: size)
        }
    }
}
