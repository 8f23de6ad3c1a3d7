import Foundation
import Geometry
import Imaging
import TestSupport
import Testing

@Suite struct ImageHeaderTests {
    @Test(arguments: [ImageFormat.png, .jpeg, .webp])
    func sizesOfEncodedPictures(format: ImageFormat) throws {
        let folder = try TemporaryFolder()
        let path = try folder.add("a", Image.gradient(7, 5).encoded(as: format))
        let header = try ImageHeader(contentsOfFile: path)
        #expect(header.format == format)
        #expect(header.size == ImageSize(width: 7, height: 5))
        #expect(header.orientation == 1)
    }

    @Test func bitmapsOfBothDirections() throws {
        let folder = try TemporaryFolder()
        for height: Int32 in [4, -4] {
            let path = try folder.add("a.bmp", bitmapFile(width: 9, height: height, bits: 8))
            let header = try ImageHeader(contentsOfFile: path)
            #expect(header.format == .bmp)
            #expect(header.size == ImageSize(width: 9, height: 4))
        }
    }

    @Test func theSizeIsAsStoredAndTheOrientationIsGiven() throws {
        let row = [UInt8](repeating: 9, count: 6)
        for orientation: UInt16 in 1...8 {
            let file = PNGFile(
                width: 6, height: 2, type: .gray, rows: [row, row], chunks: [("eXIf", exif(orientation: orientation))])
            let header = try file.bytes.withUnsafeBytes { try ImageHeader(encoded: $0, name: "f") }
            #expect(header.size == ImageSize(width: 6, height: 2))
            #expect(header.orientation == Int(orientation))
            // From 5 on the picture is turned by 90 degrees.
            let upright = orientation < 5 ? ImageSize(width: 6, height: 2) : ImageSize(width: 2, height: 6)
            #expect(header.uprightSize == upright)
        }
    }

    @Test func pixelsAreNotRead() throws {
        // The picture has no pixels at all, which decoding refuses.
        let file = PNGFile(width: 30_000, height: 30_000, type: .rgb, rows: [[]])
        let header = try file.bytes.withUnsafeBytes { try ImageHeader(encoded: $0, name: "f") }
        #expect(header.size == ImageSize(width: 30_000, height: 30_000))
    }

    @Test func whatIsNoPictureIsRefused() throws {
        let folder = try TemporaryFolder()
        #expect(throws: ImagingError.empty(file: folder("empty"))) {
            try ImageHeader(contentsOfFile: folder.add("empty", []))
        }
        #expect(throws: ImagingError.unreadable(file: folder.path, reason: "it is a folder")) {
            try ImageHeader(contentsOfFile: folder.path)
        }
        let text = try folder.add("text", Array("Hello, world".utf8))
        #expect(throws: ImagingError.notAnImage(file: text, found: "text that begins with \"Hello, world\"")) {
            try ImageHeader(contentsOfFile: text)
        }
    }
}
