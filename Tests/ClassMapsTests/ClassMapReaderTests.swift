import ClassMaps
import Geometry
import Imaging
import TestSupport
import Testing

@Suite struct ClassMapReaderTests {
    private func read(
        _ bytes: [UInt8], classes: Int = 4, ignoreIndex: Int? = 255, size: ImageSize? = nil
    ) throws -> ClassMap {
        try ClassMapReader(palette: .numbered(classes), ignoreIndex: ignoreIndex).map(
            encoded: bytes, name: "f.png", size: size)
    }

    private func message(_ body: () throws -> ClassMap) -> String {
        do {
            _ = try body()
            return "nothing was wrong"
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: [1, 2, 4, 8], [false, true])
    func numbersOfPalettesAreClassesHoweverTheyAreStored(bits: Int, isInterlaced: Bool) throws {
        var generator = SeededGenerator(seed: UInt64(bits))
        let most = min(1 << bits, 200)
        // Sizes at which passes of Adam7 are empty, and rows end within bytes.
        for (width, height) in [(1, 1), (3, 2), (5, 9), (16, 8), (19, 21)] {
            let rows = (0..<height).map { _ in
                (0..<width).map { _ in UInt8.random(in: 0..<UInt8(most), using: &generator) }
            }
            let file = paletteFile(rows, bits: bits, colors: most, isInterlaced: isInterlaced)
            #expect(try read(file, classes: most).labels == Array(rows.joined()), "\(width)×\(height)")
        }
    }

    @Test func voidIsIgnoredWhateverThePaletteHolds() throws {
        #expect(try read(paletteFile([[0, 3, 255]], bits: 8, colors: 4)).labels == [0, 3, 255])
        #expect(try read(paletteFile([[0, 3, 2]], bits: 8, colors: 4), ignoreIndex: 0).labels == [255, 3, 2])
        #expect(try read(paletteFile([[0, 3, 2]], bits: 8, colors: 4), ignoreIndex: nil).labels == [0, 3, 2])
        #expect(
            message { try read(paletteFile([[0, 255]], bits: 8, colors: 4), ignoreIndex: nil) }.contains("value 255"))
    }

    @Test func valuesOfGreyAreClasses() throws {
        let bytes = PNGFile(width: 3, height: 1, type: .gray, rows: [[1, 255, 3]])
        #expect(try read(bytes.bytes).labels == [1, 255, 3])
        let words = PNGFile(width: 3, height: 1, depth: 16, type: .gray, rows: [[0, 3, 0xff, 0xff, 0, 0]])
        #expect(try read(words.bytes, ignoreIndex: 65535).labels == [3, 255, 0])
        let bits = PNGFile(width: 3, height: 1, depth: 1, type: .gray, rows: [[0b1010_0000]])
        #expect(try read(bits.bytes).labels == [1, 0, 1])
    }

    @Test func aValueThatIsNoClassIsNamedWithItsFirstPixel() {
        let grey = PNGFile(width: 3, height: 2, type: .gray, rows: [[1, 2, 3], [0, 9, 9]])
        #expect(
            message { try read(grey.bytes) }
                == "f.png: the pixel at x 1, y 1 has the value 9, the first of 2 such pixels, which is no class: "
                + "the classes are 0 (background) to 3 (class 3), and 255 is ignored")
        let words = PNGFile(width: 1, height: 1, depth: 16, type: .gray, rows: [[0x03, 0xe8]])
        let text = message { try read(words.bytes) }
        #expect(text.contains("has the value 1000, which is no class"))
        #expect(text.contains("at most 255 classes apart, so that greater numbers, as of instances, must be mapped"))
    }

    @Test func colorsAreLookedUpAndNeverGuessed() throws {
        // VOC's colours of 1 and 2, black, and that of void.
        let colors: [UInt8] = [128, 0, 0, 0, 128, 0, 0, 0, 0, 224, 224, 192]
        #expect(try read(PNGFile(width: 4, height: 1, type: .rgb, rows: [colors]).bytes).labels == [1, 2, 0, 255])
        let withAlpha = PNGFile(width: 1, height: 1, type: .rgba, rows: [[128, 0, 0, 9]])
        #expect(try read(withAlpha.bytes).labels == [1])
        let wrong = PNGFile(width: 2, height: 2, type: .rgb, rows: [[128, 0, 0, 128, 1, 0], [128, 1, 0, 0, 0, 0]])
        #expect(
            message { try read(wrong.bytes) }
                == "f.png: the pixel at x 1, y 0 has the color (128, 1, 0), the first of 2 such pixels, which is no class's: "
                + "each of the 4 classes has one color exactly")
        let grey = PNGFile(width: 2, height: 1, type: .rgb, rows: [[1, 1, 1, 0, 0, 0]])
        #expect(message { try read(grey.bytes) }.contains("saved with one channel, their values are the classes"))
        let same = try ClassMapReader(palette: ClassPalette(names: ["a", "b"], colors: [.white, .white]))
        #expect(throws: ClassMapError.self) { try same.map(encoded: grey.bytes, name: "f.png") }
    }

    @Test func whatHoldsNoClassesIsRefused() throws {
        for depth in [2, 4] as [UInt8] {
            let levels = PNGFile(width: 1, height: 1, depth: depth, type: .gray, rows: [[0]])
            #expect(message { try read(levels.bytes) }.contains("grey of \(depth) bits, whose levels decoders spread"))
        }
        let deep = PNGFile(width: 1, height: 1, depth: 16, type: .rgb, rows: [[0, 0, 0, 0, 0, 0]])
        #expect(message { try read(deep.bytes) } == "f.png: expected colors of 8 bits, found 16 bits")
        let photo = try Image(size: ImageSize(width: 2, height: 2), filledWith: .black).encoded(as: .jpeg)
        #expect(message { try read(photo) } == "f.png: expected a PNG file, which keeps each value, found JPEG")
        #expect(message { try read([]) }.contains("found an empty file"))
        #expect(message { try read([1, 2, 3]) }.contains("found another file"))
        let sound = paletteFile([[0, 1], [2, 3]], bits: 8, colors: 4)
        // Whatever is cut off or changed is an error, and none of it a trap.
        for end in 0..<(sound.count - 24) { #expect(throws: ClassMapError.self) { try read(Array(sound[..<end])) } }
        for place in sound.indices {
            var damaged = sound
            damaged[place] ^= 0x5a
            _ = try? read(damaged)
        }
    }

    @Test func aMapOfAnotherSizeThanItsPictureIsAnError() throws {
        let file = paletteFile([[0, 1]], bits: 8, colors: 4)
        #expect(try read(file, size: ImageSize(width: 2, height: 1)).labels == [0, 1])
        #expect(
            message { try read(file, size: ImageSize(width: 1, height: 2)) }
                == "f.png: expected 1×2 pixels, as its picture has, found 2×1")
    }

    @Test func filesThatAreNotThereAndSettingsThatAreNoneSaySo() throws {
        let reader = try ClassMapReader(palette: .voc)
        #expect(throws: ClassMapError.unreadable(file: "/nowhere.png", reason: "No such file or directory")) {
            try reader.map(contentsOfFile: "/nowhere.png")
        }
        for index in [-1, 65536] {
            #expect(throws: ClassMapError.self) { try ClassMapReader(palette: .voc, ignoreIndex: index) }
        }
    }
}
