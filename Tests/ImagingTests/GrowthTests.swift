import Geometry
import Imaging
import TestSupport
import Testing

/// Time and memory grow with a file's bytes, not with what its directories and tiles say of them.
@Suite struct ImagingGrowthTests {
    /// A TIFF file whose directories overlap, each one entry farther on and as long as the rest of the file.
    private func overlappingDirectories(_ size: Int) -> [UInt8] {
        func little(_ value: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        // In a BigTIFF file, a directory of n entries at 20 i that is followed by the place of the next.
        let entries = size / 20
        var file: [UInt8] = [0x49, 0x49] + little(43, 2) + little(8, 2) + little(0, 2) + little(16, 8)
        let directory = [(256, 1), (257, 1)].flatMap { tag, value in
            little(tag, 2) + little(4, 2) + little(1, 8) + little(value, 8)
        }
        file += little(entries, 8) + directory
        let start = file.count
        file += [UInt8](repeating: 0, count: size)
        // Wherever a directory ends, the next begins eight bytes farther on.
        for place in stride(from: start + size / 2, to: file.count - 8, by: 8) {
            let next = place - size / 2 + 8
            file.replaceSubrange(place..<(place + 8), with: little(next, 8))
            if next + 8 < start + size / 2 { file.replaceSubrange(next..<(next + 8), with: little(size / 40, 8)) }
        }
        return file
    }

    @Test func directoriesThatOverlap() {
        let growth = Growth.ofFourTimes(8_000, overlappingDirectories) { file in
            file.withUnsafeBytes { _ = try? ImageHeader(encoded: $0, name: "input") }
        }
        #expect(growth < Growth.limit)
    }

    @Test func tilesFarLargerThanTheImage() throws {
        var writer = TIFFWriter(width: 1, height: 1, values: [0])
        writer.samples = 3
        writer.bits = 32
        writer.tile = (1, 1)
        writer.fields = [(322, 4, [(1 << 24) - 1]), (323, 4, [(1 << 31) - 1]), (258, 3, [64]), (277, 3, [65_535])]
        writer.values = [0, 0, 0]
        let file = writer.bytes
        // Such tiles have more bytes than a number of 64 bits counts.
        file.withUnsafeBytes { bytes in
            #expect(throws: ImagingError.self) { try DecodedImage(encoded: bytes, name: "input") }
            #expect(throws: ImagingError.self) { try LabelImage(encoded: bytes, name: "input") }
        }
    }

    /// Each label is placed beside those that are near it, not beside all.
    @Test func labelsOfManyObjects() throws {
        let ground = try Image(size: ImageSize(width: 1600, height: 1600), filledWith: .black)
        let objects = { (count: Int) in
            (0..<count).map { index in
                let (x, y) = (Float(index * 37 % 1590), Float(index * 91 % 1590))
                return OverlayInstance(
                    box: Box(x: x, y: y, width: 9, height: 7), mask: nil, label: "a", score: nil, classIndex: index % 5)
            }
        }
        var style = OverlayStyle(showing: [.labels])
        style.fontSize = 8
        let overlay = Overlay(style: style)
        #expect(try Growth.ofFourTimes(400, objects) { _ = try overlay.drawing($0, on: ground) } < Growth.limit)
    }
}
