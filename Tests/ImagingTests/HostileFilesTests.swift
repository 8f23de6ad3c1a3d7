import Foundation
import Geometry
import Imaging
import TestSupport
import Testing

@Suite struct HostileFilesTests {
    private func message(_ bytes: [UInt8], options: DecodingOptions = DecodingOptions()) -> String {
        do {
            return "\(try Image(encoded: bytes, name: "f", options: options).size)"
        } catch {
            return error.description
        }
    }

    @Test func textIsNotAnImage() throws {
        let folder = try TemporaryFolder()
        let path = try folder.add("picture.png", Array("Hello, world\n".utf8))
        #expect(
            throws: ImagingError.notAnImage(file: path, found: "text that begins with \"Hello, world\"")
        ) { try Image(contentsOfFile: path) }
        #expect(
            message([0, 1, 2, 3])
                == "f: not an image; expected JPEG, PNG, WebP, TIFF, GIF or BMP, found bytes that begin with 00 01 02 03"
        )
    }

    @Test(arguments: ["%PDF-1.4", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "P6\n1 1\n255\nabc"])
    func formatsOutsideTheListAreNotTried(start: String) {
        #expect(message(Array(start.utf8)).contains("not an image"))
    }

    @Test func missingEmptyUnreadableAndFolders() throws {
        let folder = try TemporaryFolder()
        #expect(
            throws: ImagingError.unreadable(file: folder("none.jpg"), reason: "No such file or directory")
        ) { try Image(contentsOfFile: folder("none.jpg")) }
        #expect(throws: ImagingError.unreadable(file: folder.path, reason: "it is a folder")) {
            try Image(contentsOfFile: folder.path)
        }
        let empty = try folder.add("empty.jpg", [])
        #expect(throws: ImagingError.empty(file: empty)) { try Image(contentsOfFile: empty) }
        #expect(message([]) == "f: the file is empty; expected an image")
    }

    @Test(.enabled(if: getuid() != 0, "the superuser may read every file"))
    func filesWithoutPermission() throws {
        let folder = try TemporaryFolder()
        let path = try folder.add("secret.png", [1])
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
        #expect(throws: ImagingError.unreadable(file: path, reason: "Permission denied")) {
            try Image(contentsOfFile: path)
        }
    }

    @Test(arguments: [ImageFormat.jpeg, .png, .webp])
    func everyCutIsAnError(format: ImageFormat) throws {
        let bytes = try Image.gradient(64, 48).encoded(as: format)
        for share in [0.1, 0.5, 0.9, 0.99] {
            let text = message(Array(bytes.prefix(Int(Double(bytes.count) * share))))
            #expect(text.hasPrefix("f: cut off or damaged \(format.name): "), "\(share): \(text)")
            #expect(!text.contains("\n"))
        }
    }

    @Test func aJPEGWithoutItsEndIsAnError() throws {
        let bytes = try Image.gradient(64, 48).encoded(as: .jpeg)
        #expect(message(Array(bytes.dropLast(40))).contains("end of"))
    }

    @Test func hugeSizesAreRefusedBeforeDecoding() {
        let file = PNGFile(width: 30_000, height: 30_000, type: .rgb, rows: [[]])
        #expect(
            message(file.bytes)
                == "f: the image has 30000×30000 pixels (900000000), more than the allowed 178956970")
        let small = PNGFile(
            width: 10, height: 10, type: .gray, rows: .init(repeating: .init(repeating: 1, count: 10), count: 10))
        #expect(message(small.bytes, options: DecodingOptions(maximumPixels: 99)).contains("more than the allowed 99"))
        #expect(message(small.bytes, options: DecodingOptions(maximumPixels: 100)) == "10×10")
    }

    @Test func damagedBytesNeverTrap() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        let image = try Image.gradient(24, 16)
        let originals = try [
            image.encoded(as: .jpeg), image.encoded(as: .png), image.encoded(as: .webp),
            bitmapFile(width: 5, height: 3, bits: 4), bitmapFile(width: 5, height: 3, bits: 24),
        ]
        for original in originals {
            for _ in 0..<200 {
                var bytes = original
                for _ in 0..<Int.random(in: 1...8, using: &generator) {
                    bytes[.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
                }
                let damaged = bytes
                // Pixels or an error, both will do; a small limit keeps damaged sizes from taking memory.
                let options = DecodingOptions(maximumPixels: 1_000_000)
                let decoded = try? Image(encoded: damaged, name: "f", options: options)
                #expect(decoded.map { $0.pixels.count == $0.size.area * 3 } ?? true, "seed \(seed)")
            }
        }
    }
}
