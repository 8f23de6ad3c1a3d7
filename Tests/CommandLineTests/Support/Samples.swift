import Foundation
import Geometry
import Imaging
import MaskRCNN
import Torch

/// Images and checkpoints that tests make for themselves.
enum Samples {
    /// A picture of three coloured boxes on a gradient.
    static func picture(width: Int = 96, height: Int = 64) throws -> Image {
        var pixels: [UInt8] = []
        pixels.reserveCapacity(width * height * 3)
        for y in 0..<height {
            for x in 0..<width {
                let isInside = (y / 16 + x / 24).isMultiple(of: 2)
                pixels += [UInt8(x * 255 / width), UInt8(y * 255 / height), isInside ? 230 : 40]
            }
        }
        return try Image(size: ImageSize(width: width, height: height), pixels: pixels)
    }

    /// Writes that picture, in the format of the name's extension.
    static func writePicture(_ name: String, in folder: TemporaryFolder) throws {
        // The folder above comes with a first, empty file.
        try folder.write(Data(), to: name)
        try picture().write(toFile: folder.path(name))
    }

    /// Puts a small model with seeded random weights there, which finds something everywhere at `--score 0`.
    static func writeWeights(_ name: String = "small.safetensors", in folder: TemporaryFolder) throws {
        let source = try (name.hasSuffix(".pth") ? torchWeights : safetensors).get()
        try FileManager.default.linkItem(atPath: source.path(source.contents()[0]), toPath: folder.path(name))
    }

    // Made once for all tests, which takes a second.
    private static let safetensors = Result { try makeWeights("small.safetensors") }
    private static let torchWeights = Result { try makeWeights("small.pth") }

    private static func makeWeights(_ name: String) throws -> TemporaryFolder {
        var configuration = Configuration.small
        configuration.classCount = 3
        // A test has no need of fine detail, and this is four times faster.
        configuration.transform.minimumSide = 96
        configuration.transform.maximumSide = 160
        let folder = try TemporaryFolder()
        try configuration.writeRandomWeights(seed: 1, categories: [1: "cat", 2: "dog"], to: folder.path(name))
        return folder
    }

    /// The beginning of a PNG that says it has so many pixels.
    static func pngHeader(width: UInt32, height: UInt32) -> Data {
        func big(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number.bigEndian, Array.init) }
        let header = Array("IHDR".utf8) + big(width) + big(height) + [8, 2, 0, 0, 0]
        return Data([137, 80, 78, 71, 13, 10, 26, 10] + big(13) + header + big(checksum(header)))
    }

    /// The CRC-32 that PNG and zip files carry.
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }

    /// A zip file of one entry, which may lie about its size.
    static func zip(_ name: String, _ content: [UInt8], isDeflated: Bool = false, claiming size: UInt32? = nil) -> Data
    {
        func little(_ number: UInt32, _ count: Int = 4) -> [UInt8] {
            Array(withUnsafeBytes(of: number.littleEndian, Array.init).prefix(count))
        }
        let method = little(isDeflated ? 8 : 0, 2)
        let sizes = little(checksum(content)) + little(UInt32(content.count)) + little(size ?? UInt32(content.count))
        let common = little(20, 2) + little(0, 2) + method + little(0) + sizes + little(UInt32(name.utf8.count), 2)
        let entry = little(0x0403_4B50) + common + little(0, 2) + Array(name.utf8) + content
        let directory =
            little(0x0201_4B50) + little(20, 2) + common + little(0, 2) + little(0, 2) + little(0, 2) + little(0, 2)
            + little(0) + little(0) + Array(name.utf8)
        let end =
            little(0x0605_4B50) + little(0) + little(1, 2) + little(1, 2) + little(UInt32(directory.count))
            + little(UInt32(entry.count)) + little(0, 2)
        return Data(entry + directory + end)
    }
}
