import Foundation
import Geometry
import Imaging
import TestSupport
import Testing

@Suite struct DecodingTests {
    /// 16 × 16, a quadrant a colour, written by PIL with inverted values as Adobe does.
    private let cmyk =
        "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAbEhQXFBEbFxYXHhwbIChCKyglJShROj0wQmBVZWRfVV1baniZgWpxkHNbXYW1hpCeo6utq2eAvMm6"
        + "pseZqKuk/8AAFAgAEAAQBEMRAE0RAFkRAEsRAP/EABgAAAMBAQAAAAAAAAAAAAAAAAUGBwME/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAA4EQ"
        + "wBNAFkASwAAPwASOihgPjpEmyZpmmaZqS1NBxf/2Q=="

    @Test func cmykWithoutAProfile() throws {
        // PIL's colours at the quadrants' middles.
        let image = try Image(encoded: base64(cmyk), name: "cmyk.jpg")
        #expect(image.size == ImageSize(width: 16, height: 16))
        let middles = [image[3, 3], image[12, 3], image[3, 12], image[12, 12]]
        #expect(
            middles == [Color(red: 50, green: 209, blue: 181), .white, .black, Color(red: 159, green: 11, blue: 87)])
    }

    @Test func theFirstFrameOfAGIF() throws {
        let gif = try base64(
            "R0lGODlhAgABAIEAAP8AAAAA/wAAAAAAACH5BAAKAAAALAAAAAACAAEAAAgFAAEECAgAIfkEAQoAAQAsAAAAAAIAAQCBAP8A"
                + "AAAAAAAAAAAACAUAAQAICAA7")
        #expect(try Image(encoded: gif, name: "a.gif").colors == [0xff0000, 0x0000ff])
    }

    @Test func tiff() throws {
        let rgb = try base64(
            "SUkqABAAAACAP8AQMAP+AgoAAAEDAAEAAAACAAAAAQEDAAEAAAABAAAAAgEDAAMAAACOAAAAAwEDAAEAAAAFAAAABgEDAAEA"
                + "AAACAAAAEQEEAAEAAAAIAAAAFQEDAAEAAAADAAAAFgEDAAEAAAABAAAAFwEEAAEAAAAIAAAAHAEDAAEAAAABAAAAAAAAAAgA"
                + "CAAIAA==")
        #expect(try Image(encoded: rgb, name: "a.tif").colors == [0xff0000, 0x0000ff])
        let words = try base64(
            "SUkqAAgAAAAJAAABBAABAAAAAgAAAAEBBAABAAAAAQAAAAIBAwABAAAAEAAAAAMBAwABAAAAAQAAAAYBAwABAAAAAQAAABEB"
                + "BAABAAAAegAAABYBBAABAAAAAQAAABcBBAABAAAABAAAABwBAwABAAAAAQAAAAAAAAA0Etz+")
        #expect(try Image(encoded: words, name: "a.tif").colors == [0x121212, 0xfefefe])
        #expect(try GrayImage(encoded: words, name: "a.tif").values == [0x1234, 0xfedc])
        let floats = try base64(
            "SUkqAAgAAAAKAAABBAABAAAAAgAAAAEBBAABAAAAAQAAAAIBAwABAAAAIAAAAAMBAwABAAAAAQAAAAYBAwABAAAAAQAAABEB"
                + "BAABAAAAhgAAABYBBAABAAAAAQAAABcBBAABAAAACAAAABwBAwABAAAAAQAAAFMBAwABAAAAAwAAAAAAAAAAAAA/AADAPw==")
        #expect(
            throws: ImagingError.noFullRange(file: "float.tif", found: "fractions of 32 bits, from 0.5 to 1.5")
        ) { try Image(encoded: floats, name: "float.tif") }
    }

    @Test(arguments: [ImageFormat.jpeg, .png, .webp])
    func formatsAreToldApartByContent(format: ImageFormat) throws {
        let folder = try TemporaryFolder()
        let image = try Image.gradient(8, 6)
        let path = try folder.add("picture.txt", image.encoded(as: format))
        #expect(try Image(contentsOfFile: path).size == image.size)
    }

    @Test func bytesAndFilesGiveTheSame() throws {
        let folder = try TemporaryFolder()
        let bytes = try Image.gradient(20, 10).encoded(as: .jpeg)
        let path = try folder.add("a.jpg", bytes)
        #expect(try Image(contentsOfFile: path) == Image(encoded: bytes, name: "-"))
    }

    @Test(.enabled(if: testData != nil, "MASKRCNN_TEST_DATA is not set"))
    func photographsHavePILsPixels() throws {
        let folder = try #require(testData).appendingPathComponent("photos/images")
        for (name, checksum) in photoChecksums.sorted(by: { $0.key < $1.key }) {
            let image = try Image(contentsOfFile: folder.appendingPathComponent(name).path)
            #expect(crc32(image.pixels) == checksum, "\(name)")
        }
    }

    @Test func manyThreadsDecodeAtOnce() async throws {
        let image = try Image.gradient(64, 48)
        let good = try image.encoded(as: .png)
        let cutOff = Array(good.prefix(good.count / 2))
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<64 {
                group.addTask {
                    if index % 2 == 0 {
                        #expect((try? Image(encoded: good, name: "good")) == image)
                    } else {
                        #expect {
                            try Image(encoded: cutOff, name: "bad")
                        } throws: {
                            // A message that mixes those of several threads would say more than one thing.
                            let text = "\($0)"
                            return text.hasPrefix("bad: cut off or damaged PNG: ") && text.count < 160
                        }
                    }
                }
            }
        }
    }
}
