import Geometry
import Imaging
import TestSupport
import Testing

@Suite struct EncodingTests {
    @Test func exactFormatsComeBack() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            let image = try Image.noise(
                .random(in: 1...40, using: &generator), .random(in: 1...40, using: &generator), using: &generator)
            #expect(try Image(encoded: image.encoded(as: .png), name: "f") == image, "seed \(seed)")
            let webp = try image.encoded(as: .webp, lossless: true)
            #expect(try Image(encoded: webp, name: "f") == image, "seed \(seed)")
        }
    }

    @Test(arguments: [ImageFormat.jpeg, .webp])
    func qualityCostsBytesAndKeepsColors(format: ImageFormat) throws {
        let image = try Image.gradient(64, 48)
        let rough = try image.encoded(as: format, quality: 20)
        let fine = try image.encoded(as: format, quality: 98)
        #expect(rough.count < fine.count)
        let decoded = try Image(encoded: fine, name: "f")
        let worst = zip(decoded.pixels, image.pixels).map { abs(Int($0) - Int($1)) }.max()
        #expect(try #require(worst) <= 12)
    }

    @Test func masksComeBack() throws {
        let size = ImageSize(width: 3, height: 2)
        let cases: [(GrayImage.Depth, [UInt16])] = [
            (.bits8, [0, 1, 2, 128, 254, 255]), (.bits16, [0, 1, 255, 256, 300, 65535]),
        ]
        for (depth, values) in cases {
            let mask = try GrayImage(size: size, depth: depth, values: values)
            #expect(try GrayImage(encoded: mask.encodedAsPNG(), name: "f") == mask)
        }
    }

    @Test func valuesMustFitSizeAndDepth() {
        let size = ImageSize(width: 3, height: 1)
        #expect(throws: ImagingError.wrongPixelCount(size: size, expected: 3, found: 2)) {
            try GrayImage(size: size, depth: .bits8, values: [1, 2])
        }
        #expect(throws: ImagingError.self) { try GrayImage(size: size, depth: .bits8, values: [1, 2, 256]) }
        #expect(throws: ImagingError.wrongPixelCount(size: size, expected: 9, found: 8)) {
            try Image(size: size, pixels: .init(repeating: 0, count: 8))
        }
        let negative = ImageSize(width: -1, height: -1)
        #expect(throws: ImagingError.invalidSize(negative, reason: "sides must not be negative")) {
            try Image(size: negative, pixels: [])
        }
    }

    @Test func formatsAreNamedByExtension() throws {
        #expect(try ImageFormat(writing: "a/b.c/x.PNG") == .png)
        #expect(try ImageFormat(writing: "x.jpeg") == .jpeg)
        #expect(try ImageFormat(writing: "x.y.webp") == .webp)
        for (path, found) in [("x.gif", "gif"), ("x", ""), ("a.png/x", ""), ("", ""), (".", "")] {
            #expect(throws: ImagingError.unknownExtension(file: path, found: found)) {
                try ImageFormat(writing: path)
            }
        }
    }

    @Test func whatCannotBeEncodedSaysWhy() throws {
        let empty = try Image(size: ImageSize(width: 0, height: 5), filledWith: .white)
        #expect(throws: ImagingError.unencodable(format: .png, reason: "it has no pixels")) {
            try empty.encoded(as: .png)
        }
        let long = try Image(size: ImageSize(width: 70_000, height: 1), filledWith: .white)
        for format in [ImageFormat.jpeg, .webp, .gif, .tiff, .bmp] {
            #expect(throws: ImagingError.self) { try long.encoded(as: format) }
        }
        #expect(try Image(encoded: long.encoded(as: .png), name: "f") == long)
    }

    @Test func filesAreWrittenByExtension() throws {
        let folder = try TemporaryFolder()
        let image = try Image.gradient(16, 9)
        for (name, format) in [("a.png", ImageFormat.png), ("a.jpg", .jpeg), ("a.webp", .webp)] {
            try image.write(toFile: folder(name))
            #expect(try Image(contentsOfFile: folder(name)) == Image(encoded: image.encoded(as: format), name: name))
        }
        #expect(throws: ImagingError.self) { try image.write(toFile: folder("a.tif")) }
        #expect(try folder.contents == ["a.jpg", "a.png", "a.webp"])
    }
}
