import Foundation
import Geometry
import Imaging
import MaskRCNN
import TestSupport
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

    /// An entry of a zip file, which may lie about its size.
    struct ZipEntry {
        let name: String
        let content: [UInt8]
        var isDeflated = false
        var claimedSize: UInt32?
    }

    /// A PyTorch checkpoint around a pickle.
    static func checkpoint(pickle: [UInt8], isDeflated: Bool = false, claiming size: UInt32? = nil) -> Data {
        zip([
            ZipEntry(name: "archive/data.pkl", content: pickle, isDeflated: isDeflated, claimedSize: size),
            ZipEntry(name: "archive/version", content: Array("3\n".utf8)),
        ])
    }

    /// A zip file.
    static func zip(_ entries: [ZipEntry]) -> Data {
        func little(_ number: UInt32, _ count: Int = 4) -> [UInt8] {
            Array(withUnsafeBytes(of: number.littleEndian, Array.init).prefix(count))
        }
        var bytes: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let size = UInt32(entry.content.count)
            let name = Array(entry.name.utf8)
            let method = little(20, 2) + little(0, 2) + little(entry.isDeflated ? 8 : 0, 2) + little(0)
            let sizes = little(checksum(entry.content)) + little(size) + little(entry.claimedSize ?? size)
            let common = method + sizes + little(UInt32(name.count), 2) + little(0, 2)
            directory += little(0x0201_4B50) + little(20, 2) + common + [UInt8](repeating: 0, count: 10)
            directory += little(UInt32(bytes.count)) + name
            bytes += little(0x0403_4B50) + common + name + entry.content
        }
        let count = little(UInt32(entries.count), 2)
        let end = little(0x0605_4B50) + little(0) + count + count + little(UInt32(directory.count))
        return Data(bytes + directory + end + little(UInt32(bytes.count)) + little(0, 2))
    }
}
