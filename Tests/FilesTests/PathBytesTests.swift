import Files
import Testing

/// Names of files are bytes, whatever they are.
@Suite struct PathBytesTests {
    @Test func everyNameComesBackAsItWas() {
        let names: [[UInt8]] = [
            Array("caf\u{e9}.png".utf8), Array("caf".utf8) + [0xE9] + Array(".png".utf8),
            // Overlong, cut off and surrogate forms, and what is not UTF-8 from the start.
            [0xC0, 0xAF], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xFF, 0xFE], [0xF4, 0x90, 0x80, 0x80], [0x80],
            // The UTF-8 of a character that stands for a byte itself.
            Array("\u{10FEE9}".utf8), Array("a\u{10FE80}b".utf8) + [0xE9], [],
        ]
        for name in names {
            let text = Path.decoded(name)
            #expect(Path.systemBytes(of: text) == name, "\(name)")
            #expect(Path.decoded(Path.systemBytes(of: text)) == text, "\(name)")
        }
        for first in UInt8.min ... .max {
            for second in UInt8.min ... .max {
                #expect(Path.systemBytes(of: Path.decoded([first, second])) == [first, second])
            }
        }
    }

    @Test func namesInUnicodeStayText() {
        #expect(Path.decoded(Array("größe.png".utf8)) == "größe.png")
        #expect(Path.isUnicode("größe.png"))
        #expect(!Path.isUnicode(Path.decoded([0x61, 0xE9])))
    }

    @Test func otherBytesAreShownAsNumbers() {
        #expect(VisibleText.of(Path.decoded(Array("caf".utf8) + [0xE9] + Array(".png".utf8))) == "caf\\xE9.png")
    }
}

@Suite struct VisibleTextTests {
    @Test func whatWouldActIsShown() {
        #expect(VisibleText.of("\u{1B}[31mred\u{1B}[0m") == "\\u{1B}[31mred\\u{1B}[0m")
        #expect(VisibleText.of("a\nb\rc\td") == "a\\nb\\rc\\td")
        // DEL, the C1 control that begins a sequence, and a turn of the direction of writing.
        #expect(
            VisibleText.of("\u{7F}\u{9B}2J\u{202E}gnp.exe\u{2066}\u{2028}")
                == "\\u{7F}\\u{9B}2J\\u{202E}gnp.exe\\u{2066}\\u{2028}")
        #expect(VisibleText.of("a\nb\u{1B}", keepsLines: true) == "a\nb\\u{1B}")
        #expect(VisibleText.of("\r\n", keepsLines: true) == "\\r\n")
    }

    @Test func ordinaryTextStays() {
        for text in ["", "photo.jpg", "größe – 北京 👩‍🔬 עברית", "C:\\images\\a.png", "\u{A0}é"] {
            #expect(VisibleText.of(text) == text)
        }
    }

    @Test func noControlIsLeftOfAnyText() {
        for value in UInt32(0)...0x2100 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let visible = VisibleText.of("a" + String(scalar) + "b")
            #expect(!visible.unicodeScalars.contains(where: VisibleText.isObeyed), "\(value)")
            #expect(visible.unicodeScalars.first == "a" && visible.unicodeScalars.last == "b")
        }
    }
}

@Suite struct FileNameTests {
    @Test func namesAreCutByBytesBetweenCharacters() {
        #expect(FileName.cut("abc", toBytes: 3) == "abc")
        #expect(FileName.cut("abcd", toBytes: 3) == "abc")
        #expect(FileName.cut("äöü", toBytes: 5) == "äö")
        #expect(FileName.cut("a👩‍🔬", toBytes: 10) == "a")
        #expect(FileName.cut("abc", toBytes: 0).isEmpty)
        #expect(FileName.cut("abc", toBytes: -1).isEmpty)
    }

    @Test func aCharacterOfManyAccentsIsCutInside() {
        let accents = "e" + String(repeating: "\u{301}", count: 2000)
        #expect(accents.count == 1)
        let cut = FileName.cut(accents, toBytes: 100)
        #expect(cut.utf8.count == 99)
        #expect(cut.unicodeScalars.first == "e")
        #expect(FileName.plain(accents, empty: "object", toBytes: 100).utf8.count <= 100)
        #expect(FileName.plain("", empty: "object", toBytes: 100) == "object")
        #expect(FileName.plain("a b/..\u{1B}", empty: "object", toBytes: 100) == "a-b----")
    }

    @Test func rawBytesCountAsOne() {
        let name = Path.decoded([UInt8](repeating: 0xE9, count: 300))
        #expect(FileName.length(of: name) == 300)
        #expect(Path.systemBytes(of: FileName.cut(name, toBytes: 255)) == [UInt8](repeating: 0xE9, count: 255))
    }
}
