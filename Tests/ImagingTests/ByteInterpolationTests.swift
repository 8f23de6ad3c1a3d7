import Geometry
import Imaging
import Testing

/// Pictures resized as other libraries do it, against check sums of what these gave: `Tools/frameworks/interpolation.py`, Pillow 13.0.0 and
/// OpenCV 5.0.0.
struct ByteInterpolationTests {
    private static let cases: [(from: (Int, Int), to: (Int, Int), pillow: String, openCV: String)] = [
        ((40, 30), (67, 50), "51457803797e8c24", "1a724f8fec473aba"),
        ((67, 50), (40, 30), "064414de98c1e240", "103a3b8c944c8fdc"),
        ((64, 48), (32, 24), "28ff2d584bd31d7b", "eb4ae3a048253ee5"),
        ((64, 48), (16, 12), "2065446596c5c083", "811f04018de36625"),
        ((31, 17), (31, 40), "739e7459d9dd89d4", "e64dd34c064f6f0f"),
        ((31, 17), (90, 17), "3824854c36c9c360", "a4e535141e415698"),
        ((1, 9), (5, 3), "5d1747b868a1d167", "00d97c8c3899242a"),
        ((9, 1), (3, 5), "9673df16dacc9ffb", "258f5cc50f44563e"),
        ((200, 3), (7, 3), "6672c2ed29326871", "2fdfcb9157d7f421"),
        ((35, 33), (34, 34), "d5c2d0638b369007", "0534e8b1459bdecb"),
        ((2, 2), (1, 1), "26c1131897c91d7a", "303673189d5e54a8"),
        ((97, 131), (192, 259), "fe2579308d7bc21d", "50417d22eb18abe0"),
    ]

    /// The script's picture.
    private static func picture(_ width: Int, _ height: Int) throws -> Image {
        var pixels: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                for channel in 0..<3 {
                    pixels.append(UInt8((x * x * 7 + y * 13 * (channel + 1) + x * y + channel * 29) % 256))
                }
            }
        }
        return try Image(size: ImageSize(width: width, height: height), pixels: pixels)
    }

    /// FNV-1a of 64 bits.
    private static func checksum(_ bytes: [UInt8]) -> String {
        let sum = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let digits = String(sum, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    @Test(arguments: cases.indices)
    func everyByteIsTheLibrarys(_ index: Int) throws {
        let test = Self.cases[index]
        let picture = try Self.picture(test.from.0, test.from.1)
        let size = ImageSize(width: test.to.0, height: test.to.1)
        let pillow = try picture.resized(to: size, as: .pillow)
        let openCV = try picture.resized(to: size, as: .openCV)
        #expect(pillow.size == size && openCV.size == size)
        #expect(Self.checksum(pillow.pixels) == test.pillow)
        #expect(Self.checksum(openCV.pixels) == test.openCV)
    }

    @Test func theSameSizeIsTheSamePicture() throws {
        let picture = try Self.picture(5, 4)
        #expect(try picture.resized(to: picture.size, as: .pillow) == picture)
        #expect(try picture.resized(to: picture.size, as: .openCV) == picture)
    }

    @Test func sizesThatNoPictureHasAreRefused() throws {
        let picture = try Self.picture(5, 4)
        for side in [0, -1, 1_000_001] {
            #expect(throws: ImagingError.self) {
                try picture.resized(to: ImageSize(width: side, height: 3), as: .pillow)
            }
        }
    }
}
