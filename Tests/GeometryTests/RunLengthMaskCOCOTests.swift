import Foundation
import Geometry
import TestSupport
import Testing

@Suite struct RunLengthMaskCOCOTests {
    @Test func stringsWorkedByHand() throws {
        // 1, 3, 2: one group each, from the character 0 on.
        #expect(try mask(".#.", "##.").cocoString == "132")
        // 16 needs a second group, or its highest bit would be the sign: 10000 with "more" is 48 + 48 = `; 0 is `0`.
        #expect(try RunLengthMask(size: ImageSize(width: 1, height: 20), counts: [16, 4]).cocoString == "`04")
        // The fourth count is written less the second: 1 − 5 = −4 is 11100 = 28 → `L`, its sign bit set and no more.
        #expect(try RunLengthMask(size: ImageSize(width: 1, height: 11), counts: [2, 5, 3, 1]).cocoString == "253L")
    }

    @Test func everySmallMaskComesBack() throws {
        for bitmap in allSmallBitmaps() {
            let mask = try RunLengthMask(bitmap: bitmap, size: smallSize)
            #expect(try RunLengthMask(cocoString: mask.cocoString, size: smallSize) == mask)
        }
    }

    @Test func longRunsComeBack() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let counts = (0..<Int.random(in: 1...20, using: &generator)).map { _ in
                UInt32.random(in: 1...200_000_000 >> UInt32.random(in: 0...27, using: &generator), using: &generator)
            }
            let size = ImageSize(width: 1, height: counts.reduce(0) { $0 + Int($1) })
            let mask = try RunLengthMask(size: size, counts: counts)
            #expect(try RunLengthMask(cocoString: mask.cocoString, size: size) == mask, "seed \(seed)")
        }
    }

    @Test(arguments: [
        ("1 2", GeometryError.unexpectedByte(offset: 1, found: 32)),
        ("1é", .unexpectedByte(offset: 1, found: 0xc3)),
        ("1p", .unexpectedByte(offset: 1, found: 112)),
        ("13P", .truncatedCounts(offset: 3)),
        ("O", .countOutOfRange(offset: 1)),
        ("132L", .countOutOfRange(offset: 4)),
        ("ooooooo0", .countOutOfRange(offset: 8)),
        ("oooooooooooooooooooo", .countOutOfRange(offset: 9)),
        ("133", .wrongTotal(expected: 6, found: 7)),
        ("13", .wrongTotal(expected: 6, found: 4)),
        ("", .wrongTotal(expected: 6, found: 0)),
    ])
    func malformedStrings(string: String, error: GeometryError) {
        #expect(throws: error) { try RunLengthMask(cocoString: string, size: ImageSize(width: 3, height: 2)) }
        #expect(error.description.contains("the mask's"))
    }

    @Test func noBytesTrap() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...24, using: &generator)).map { _ in
                UInt8.random(in: 46...113, using: &generator)
            }
            let size = ImageSize(width: 4, height: .random(in: 0...40, using: &generator))
            let mask = try? RunLengthMask(cocoString: String(decoding: bytes, as: UTF8.self), size: size)
            #expect(mask == nil || mask?.bitmap().count == size.area, "seed \(seed)")
        }
    }

    @Test func jsonIsCOCOs() throws {
        let shape = try mask(".#.", "##.")
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let json = try encoder.encode(shape)
        #expect(String(decoding: json, as: UTF8.self) == #"{"counts":"132","size":[2,3]}"#)
        let decoder = JSONDecoder()
        #expect(try decoder.decode(RunLengthMask.self, from: json) == shape)
        let plain = Data(#"{"size":[2,3],"counts":[1,3,2]}"#.utf8)
        #expect(try decoder.decode(RunLengthMask.self, from: plain) == shape)
    }

    @Test(arguments: [
        #"{"size":[2],"counts":"132"}"#, #"{"size":[2,3],"counts":"13"}"#, #"{"size":[2,3],"counts":[1]}"#,
        #"{"size":[2,3],"counts":[-1,7]}"#, #"{"size":[-2,3],"counts":""}"#, #"{"size":[2,3]}"#,
    ])
    func malformedJSON(json: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(RunLengthMask.self, from: Data(json.utf8))
        }
    }
}
