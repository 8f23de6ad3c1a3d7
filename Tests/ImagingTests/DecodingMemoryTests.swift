import Files
import Foundation
import Geometry
import Imaging
import TestSupport
import Testing

/// Pictures are judged by the head of their file before memory is asked for.
struct DecodingMemoryTests {
    private static func budget(_ bytes: Int) -> MemoryBudget {
        MemoryBudget(
            bytes: MemoryBudget.programBytes + bytes, origin: "a test",
            limit: MemoryLimit(bytes: 1 << 40, source: .machine),
            option: "--memory")
    }

    private func message(_ bytes: [UInt8], room: Int) -> String {
        Self.budget(room).replacingProcess {
            do {
                return "\(try Image(encoded: bytes, name: "f", options: DecodingOptions(maximumPixels: .max)).size)"
            } catch {
                return "\(error)"
            }
        }
    }

    @Test(arguments: [ImageFormat.jpeg, .png, .webp])
    func whatDoesNotFitIsRefused(format: ImageFormat) throws {
        let bytes = try Image.gradient(1000, 700).encoded(as: format)
        #expect(message(bytes, room: 64 << 20) == "1000×700")
        // 700,000 pixels of 3 bytes, decoded and copied: over 4 MB.
        let refusal = message(bytes, room: 4 << 20)
        #expect(refusal.hasPrefix("f: would need ") && refusal.contains("decoding its 1000×700 pixels"), "\(refusal)")
        #expect(refusal.contains("; --memory 19") && refusal.hasSuffix("admits it"), "\(refusal)")
    }

    /// The estimate is no less than the picture with its copy, and for usual ones no more than five times the picture.
    @Test(arguments: [ImageFormat.jpeg, .png, .webp])
    func theEstimateIsOfTheRightSize(format: ImageFormat) throws {
        let bytes = try Image.gradient(640, 480).encoded(as: format)
        let header = try bytes.withUnsafeBytes { try ImageHeader(encoded: $0, name: "f") }
        let pixels = 3 * 640 * 480
        #expect((2 * pixels...5 * pixels).contains(header.decodingBytes), "\(header.decodingBytes / pixels)")
    }

    /// Two kilobytes that claim 2³¹ × 2³¹ pixels of 64 bits.
    @Test func aTIFFThatClaimsEverything() throws {
        var bytes = TIFFBytes()
        bytes.field(256, 4, 2_147_483_647)
        bytes.field(257, 4, 2_147_483_647)
        bytes.field(258, 3, 64)
        bytes.field(262, 3, 1)
        bytes.field(273, 4, 8)
        bytes.field(277, 3, 1)
        bytes.field(278, 4, 2_147_483_647)
        bytes.field(279, 4, 8)
        bytes.field(339, 3, 3)
        let refusal = message(bytes.file, room: 1 << 30)
        #expect(refusal.contains("2147483647×2147483647"), "\(refusal)")
    }

    /// Twenty gigabytes, of which a page of the disk is there: neither read nor believed.
    @Test(
        arguments: [
            ("tif", [0x49, 0x49, 0x2a, 0, 8, 0, 0, 0]), ("png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
            ("bmp", [0x42, 0x4d, 0, 0]), ("gif", Array("GIF89a".utf8)), ("jpg", [0xff, 0xd8, 0xff, 0xe0]),
            ("webp", Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WEBPVP8 ".utf8)),
        ] as [(String, [UInt8])])
    func sparseFiles(name: String, start: [UInt8]) throws {
        let folder = try TemporaryFolder()
        let path = try folder.add("sparse.\(name)", start)
        #expect(truncate(path, 20 << 30) == 0)
        // A mapped file needs none of the budget; to read it would take 20 GB of it.
        Self.budget(64 << 20).replacingProcess {
            #expect(throws: ImagingError.self) { try Image(contentsOfFile: path) }
            #expect(throws: ImagingError.self) { try ImageHeader(contentsOfFile: path) }
            #expect(throws: ImagingError.self) { try LabelImage(contentsOfFile: path) }
            #expect(throws: ImagingError.self) { try GrayImage(contentsOfFile: path) }
        }
    }

    /// A large file of which one page is wanted is read where that page is.
    @Test func theRestOfALargeFileIsNotRead() throws {
        let folder = try TemporaryFolder()
        let picture = try Image.gradient(40, 30)
        let path = try folder.add("large.png", picture.encoded(as: .png))
        #expect(truncate(path, 3 << 30) == 0)
        try Self.budget(64 << 20).replacingProcess {
            let read = try Image(contentsOfFile: path)
            #expect(read == picture)
        }
    }

    @Test func picturesThatAreDrawnAreJudgedToo() throws {
        let size = ImageSize(width: 50_000, height: 50_000)
        Self.budget(1 << 30).replacingProcess {
            #expect(throws: ImagingError.self) { try Image(size: size, filledWith: .white) }
        }
        let small = try Image.gradient(10, 10)
        try Self.budget(1 << 20).replacingProcess {
            #expect(throws: ImagingError.self) { try small.resized(to: ImageSize(width: 4000, height: 4000)) }
            let resized = try small.resized(to: ImageSize(width: 20, height: 20))
            #expect(resized.size.width == 20)
        }
    }
}

/// A little-endian TIFF file of one directory.
private struct TIFFBytes {
    private var entries: [UInt8] = []
    private var count = 0

    mutating func field(_ tag: UInt16, _ type: UInt16, _ value: UInt32) {
        entries += bytes(tag) + bytes(type) + bytes(UInt32(1)) + bytes(value)
        count += 1
    }

    var file: [UInt8] {
        [0x49, 0x49, 0x2a, 0] + bytes(UInt32(8)) + bytes(UInt16(count)) + entries + bytes(UInt32(0))
            + [UInt8](repeating: 0, count: 64)
    }

    private func bytes<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian, Array.init)
    }
}
