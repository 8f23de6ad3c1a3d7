import Files
import TestSupport
import Testing

@Suite struct UTF8TextTests {
    @Test(
        arguments: [
            ([0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80], "aé€😀"), ([], ""),
            ([0xef, 0xbb, 0xbf, 0x61], "a"), ([0xed, 0x9f, 0xbf, 0xee, 0x80, 0x80], "\u{d7ff}\u{e000}"),
            ([0xf4, 0x8f, 0xbf, 0xbf], "\u{10ffff}"),
        ] as [([UInt8], String)])
    func isRead(_ bytes: [UInt8], _ text: String) throws {
        #expect(try UTF8Text.string(bytes) == text)
    }

    @Test(
        arguments: [
            ([0x61, 0x0a, 0xb0], 2, "the byte 0xb0, which begins no character"),
            ([0xc0, 0x80], 1, "an overlong form, which the byte 0xc0 begins"),
            ([0xe0, 0x9f, 0xbf], 1, "an overlong form, which the byte 0xe0 begins"),
            ([0xf0, 0x8f, 0xbf, 0xbf], 1, "an overlong form, which the byte 0xf0 begins"),
            ([0xed, 0xa0, 0x80], 1, "half of a surrogate pair, which the byte 0xed begins"),
            ([0x61, 0xe2, 0x82], 1, "the byte 0xe2 without the rest of its character"),
            ([0xf4, 0x90, 0x80, 0x80], 1, "the byte 0xf4 without the rest of its character"),
            ([0xf8, 0x88, 0x80, 0x80, 0x80], 1, "the byte 0xf8, which is never in UTF-8"),
            ([0xff, 0xfe, 0x61, 0], 1, "UTF-16 text"), ([0xfe, 0xff, 0, 0x61], 1, "UTF-16 text"),
            ([0x3c, 0, 0x61, 0], 1, "UTF-16 text"), ([0, 0x3c, 0, 0x61], 1, "UTF-16 text"),
            ([0xff, 0xfe, 0, 0], 1, "UTF-32 text"), ([0x61, 0, 0, 0], 1, "UTF-32 text"),
        ] as [([UInt8], Int, String)])
    func isRefused(_ bytes: [UInt8], _ line: Int, _ found: String) {
        #expect(throws: TextFault(line: line, found: found)) { try UTF8Text.string(bytes) }
    }

    /// Every sequence of two and of three bytes, against what the language's own library says.
    @Test func agreesWithTheStandardLibrary() {
        for first in 0...255 {
            for second in 0...255 {
                for third in [0x41, 0x7f, 0x80, 0xbf, 0xc0] {
                    let bytes = [first, second, third, 0x80, 0x41].map { UInt8($0) }
                    for count in 1...5 {
                        let part = Array(bytes.prefix(count))
                        let flaw = part.withUnsafeBytes { UTF8Text.firstFlaw(in: $0, 0..<count) }
                        #expect((flaw == nil) == (String(validating: part, as: UTF8.self) != nil))
                    }
                }
            }
        }
    }

    @Test(
        arguments: [
            ("ISO-8859-1", [0x72, 0xe9], "ré"), ("GBK", [0xc3, 0xa8], "猫"), ("gb2312", [0xc3, 0xa8], "猫"),
            ("UTF-16", [0xff, 0xfe, 0x61, 0, 0xe9, 0], "aé"), ("UTF-16", [0xfe, 0xff, 0, 0x61], "a"),
            ("Shift_JIS", [0x94, 0x4c], "猫"), ("windows-1252", [0x80], "€"), ("utf-8", [0xc3, 0xa9], "é"),
            ("EUC-KR", [0xb0, 0xed], "고"), ("Big5", [0xbf, 0xdf], "貓"),
        ] as [(String, [UInt8], String)])
    func isConverted(_ encoding: String, _ bytes: [UInt8], _ text: String) throws {
        let converted = try bytes.withUnsafeBytes { bytes in
            Result { () throws(TextFault) in try EncodedText.utf8(bytes, encoding: encoding) }
        }.get()
        #expect(try UTF8Text.string(converted) == text)
    }

    @Test(
        arguments: [
            ("UTF-7", [0x61]), ("ISO-2022-JP", [0x61]), ("", [0x61]), ("GBK", [0x61, 0xff]), ("us-ascii", [0xe9]),
        ]
            as [(String, [UInt8])])
    func isNotConverted(_ encoding: String, _ bytes: [UInt8]) {
        #expect(throws: TextFault.self) {
            try bytes.withUnsafeBytes { bytes in
                Result { () throws(TextFault) in try EncodedText.utf8(bytes, encoding: encoding) }
            }.get()
        }
    }

    @Test func slashesWithoutEnd() {
        let path = { (count: Int) in "a" + String(repeating: "/", count: count) }
        #expect(Growth.ofFourTimes(20_000, path) { _ = Path.name(of: $0) } < Growth.limit)
        #expect(Path.name(of: path(1000)) == "a")
        #expect(Path.name(of: "////") == "")
        #expect(Path.folder(of: "é///") == ".")
    }
}
