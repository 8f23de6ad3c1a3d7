internal import Foundation
internal import Geometry
internal import Imaging
internal import TestSupport

/// Small pictures of every format, made here.
enum PictureSeeds {
    /// A small photograph of gradients.
    private static let picture: Image? = {
        let size = ImageSize(width: 24, height: 17)
        let pixels = (0..<size.area * 3).map { UInt8(truncatingIfNeeded: $0 * 7 ^ $0 >> 4) }
        return try? Image(size: size, pixels: pixels)
    }()

    static func encoded(_ format: ImageFormat) -> [UInt8] { (try? picture?.encoded(as: format)) ?? [] }

    static let jpeg = [withEXIF(encoded(.jpeg)), encoded(.jpeg)]
    static let png = [encoded(.png), labelPNG, palettePNG, depth16PNG]
    static let webp = [encoded(.webp), (try? picture?.encoded(as: .webp, lossless: true)) ?? []]

    /// An image of four objects, in grey.
    static let labelPNG: [UInt8] = {
        let size = ImageSize(width: 16, height: 12)
        let values = (0..<size.area).map { (place: Int) -> UInt16 in
            let (column, row) = (place % 16 / 5, place / 16 / 5)
            return UInt16(column + 2 * row)
        }
        return (try? GrayImage(size: size, depth: .bits8, values: values).encodedAsPNG()) ?? []
    }()

    /// A mask of 4 × 8 pixels in base 64.
    static let base64: String = {
        let size = ImageSize(width: 4, height: 8)
        let values = (0..<32).map { UInt16($0 % 3 == 0 ? 1 : 0) }
        return Data((try? GrayImage(size: size, depth: .bits8, values: values).encodedAsPNG()) ?? [])
            .base64EncodedString()
    }()

    static let depth16PNG: [UInt8] = {
        let size = ImageSize(width: 9, height: 5)
        return (try? GrayImage(size: size, depth: .bits16, values: (0..<45).map { UInt16($0 * 1400) }).encodedAsPNG())
            ?? []
    }()

    /// Two bits a pixel, a palette and an entry of transparency.
    static let palettePNG: [UInt8] = {
        // Eight rows of four pixels in a stored deflate block.
        let rows: [UInt8] = (0..<8).flatMap { (row: Int) -> [UInt8] in [0, UInt8(row * 37 & 0xff)] }
        var zlib: [UInt8] = [0x78, 0x01, 1, UInt8(rows.count), 0, ~UInt8(rows.count), 0xff] + rows
        var (low, high) = (1, 0)
        for byte in rows {
            low = (low + Int(byte)) % 65_521
            high = (high + low) % 65_521
        }
        zlib += [UInt8(high >> 8), UInt8(high & 255), UInt8(low >> 8), UInt8(low & 255)]
        let header: [UInt8] = [0, 0, 0, 4, 0, 0, 0, 8, 2, 3, 0, 0, 0]
        let colors = (0..<4).flatMap { (entry: Int) -> [UInt8] in [UInt8(entry * 60), UInt8(255 - entry * 60), 7] }
        var file: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
        for (name, data) in [("IHDR", header), ("PLTE", colors), ("tRNS", [0]), ("IDAT", zlib), ("IEND", [])] {
            file += PNGChunks.chunk(name, data)
        }
        return file
    }()

    /// A GIF of 4 × 4 pixels, with codes that are cleared before they grow.
    static let gif: [UInt8] = {
        var file = Array("GIF89a".utf8) + [4, 0, 4, 0, 0x91, 0, 0]
        file += [0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255]
        file += [0x2c, 0, 0, 0, 0, 4, 0, 4, 0, 0, 2]
        // Codes of three bits: clear, two pixels, clear, two pixels …, end.
        var bits: [Int] = []
        func code(_ value: Int) { for bit in 0..<3 { bits.append(value >> bit & 1) } }
        for index in 0..<8 {
            code(4)
            code(index % 4)
            code((index + 1) % 4)
        }
        code(5)
        while bits.count % 8 != 0 { bits.append(0) }
        let data = stride(from: 0, to: bits.count, by: 8).map { start in
            UInt8((0..<8).reduce(0) { $0 | bits[start + $1] << $1 })
        }
        return file + [UInt8(data.count)] + data + [0, 0x3b]
    }()

    /// BMP files of every depth.
    static func bitmap(_ randomness: inout Randomness) -> [UInt8] {
        let bits = randomness.one(of: [1, 4, 8, 16, 24, 32])
        let (width, height) = (randomness.number(1...9), randomness.number(1...6))
        let entries = bits <= 8 ? 1 << bits : 0
        let (stride, masks) = ((width * bits + 31) / 32 * 4, bits == 16 || bits == 32 ? 12 : 0)
        let start = 54 + masks + 4 * entries
        func little(_ value: Int, _ size: Int) -> [UInt8] {
            (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        let isTopDown = randomness.once(in: 3)
        var file = Array("BM".utf8)
        for value in [start + stride * height, 0, start, 40, width, isTopDown ? -height : height] {
            file += little(value, 4)
        }
        file += little(1, 2) + little(bits, 2)
        file += little(masks > 0 ? 3 : 0, 4) + little(0, 20)
        if masks > 0 { file += little(0xf800, 4) + little(0x7e0, 4) + little(0x1f, 4) }
        for entry in 0..<entries { file += [UInt8(entry & 255), UInt8(entry * 3 & 255), 9, 0] }
        return file + (0..<stride * height).map { _ in UInt8(randomness.number(0...255)) }
    }

    /// Files of several pages, whose text says which are channels, depths and times.
    static func stack(_ randomness: inout Randomness) -> [UInt8] {
        let count = randomness.number(1...6)
        let samples = randomness.one(of: [1, 1, 2, 3])
        let pages = (0..<count).map { _ in
            var page = TIFFWriter(
                width: 5, height: 4, values: (0..<(20 * samples)).map { _ in randomness.next() & 255 })
            (page.samples, page.isPlanar) = (samples, randomness.once(in: 4))
            page.isDeflated = randomness.once(in: 3)
            return page
        }
        var file = pages[0]
        file.followers = Array(pages.dropFirst())
        (file.isBig, file.isBigEndian) = (randomness.once(in: 3), randomness.once(in: 3))
        if randomness.once(in: 3) { file.levels = [TIFFWriter(width: 2, height: 2, values: [1, 2, 3, 4])] }
        let (channels, depths) = (randomness.number(1...3), randomness.number(1...4))
        let names = ["a", "b", "c"].prefix(channels).map { "<Channel Name=\"\($0)\"/>" }.joined()
        let text = randomness.one(of: [
            "", "ImageJ=1.53t\nimages=\(channels * depths)\nchannels=\(channels)\nslices=\(depths)\nunit=um\n",
            "<OME UUID=\"u\"><Image><Pixels DimensionOrder=\"XYZCT\" SizeX=\"5\" SizeY=\"4\" SizeC=\"\(channels)\" "
                + "SizeZ=\"\(depths)\" SizeT=\"1\" PhysicalSizeX=\"0.5\">\(names)<TiffData/>"
                + "<TiffData IFD=\"1\" FirstZ=\"1\" PlaneCount=\"2\"><UUID FileName=\"x\">u</UUID></TiffData></Pixels></Image></OME>",
        ])
        if !text.isEmpty { file.fields = [(270, 2, Array(text.utf8).map(Int.init) + [0])] }
        return file.bytes
    }

    /// TIFF and BigTIFF files of every kind, with fields that say what is not so.
    static func tiff(_ randomness: inout Randomness) -> [UInt8] {
        let (width, height) = (randomness.number(1...12), randomness.number(1...12))
        var writer = TIFFWriter(width: width, height: height, values: [])
        writer.samples = randomness.one(of: [1, 1, 1, 2, 3, 4, 5])
        writer.bits = randomness.one(of: [1, 2, 4, 8, 8, 8, 12, 16, 24, 32, 64])
        writer.photometric = randomness.one(of: [.whiteIsZero, .blackIsZero, .rgb, .palette, .cmyk, .yCbCr, .lab])
        writer.format = randomness.number(1...3)
        // Half of them of a kind that is read, as far as it goes.
        if randomness.once(in: 2) {
            let kinds: [(Int, Int, TIFFWriter.Photometric, Int)] = [
                (1, 8, .blackIsZero, 1), (1, 16, .blackIsZero, 1), (3, 8, .rgb, 1), (1, 1, .whiteIsZero, 1),
                (1, 4, .palette, 1), (4, 8, .cmyk, 1), (3, 8, .yCbCr, 1), (1, 32, .blackIsZero, 3),
                (2, 16, .blackIsZero, 1),
            ]
            (writer.samples, writer.bits, writer.photometric, writer.format) = randomness.one(of: kinds)
        }
        writer.isPlanar = randomness.once(in: 4)
        writer.isBigEndian = randomness.once(in: 2)
        writer.isBig = randomness.once(in: 2)
        writer.pages = randomness.once(in: 5) ? 3 : 1
        if randomness.once(in: 3) {
            writer.tile = (16, 16)
        } else {
            writer.rowsPerStrip = randomness.number(1...height)
        }
        let count = width * height * writer.samples
        writer.values = (0..<count).map { _ in randomness.next() >> UInt64(64 - writer.bits) }
        if writer.photometric == .palette {
            writer.fields.append((320, 3, (0..<3 << min(writer.bits, 8)).map { $0 * 40 & 0xffff }))
        }
        let tags = [
            254, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 284, 317, 320, 322, 323, 324, 325, 332,
            338, 339, 347, 529, 530, 532,
        ]
        for _ in 0..<(randomness.once(in: 2) ? randomness.number(1...3) : 0) {
            let type = randomness.one(of: [2, 3, 4])
            let most = type == 3 ? 65_535 : type == 2 ? 127 : Int(UInt32.max)
            let values = (0..<randomness.one(of: [1, 1, 1, 2, 3, 4, 6, 40])).map { _ in
                randomness.trouble(0...20).magnitude % UInt(most + 1)
            }
            let tag = randomness.one(of: tags)
            writer.fields.removeAll { $0.tag == tag }
            writer.fields.append((tag, type, values.map { Int($0) }))
        }
        return writer.bytes
    }

    /// A JPEG file with a direction of the camera.
    private static func withEXIF(_ file: [UInt8]) -> [UInt8] {
        guard file.count > 2 else { return file }
        let tiff: [UInt8] = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]
        let body = Array("Exif\0\0".utf8) + tiff
        return Array(file[..<2]) + [0xff, 0xe1, 0, UInt8(body.count + 2)] + body + file[2...]
    }
}

/// The chunks of PNG files, whose checksums have to be right before anything in them is looked at.
enum PNGChunks {
    static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + data
        return big(data.count) + body + big(Int(crc(body)))
    }

    /// Gives every chunk the checksum that its bytes have now.
    static func mend(_ file: inout [UInt8]) {
        var start = 8
        while start + 12 <= file.count {
            let length = file[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
            let end = start + 8 + length
            guard length < file.count, end + 4 <= file.count else { return }
            file.replaceSubrange(end..<(end + 4), with: big(Int(crc(Array(file[(start + 4)..<end])))))
            start = end + 4
        }
    }

    private static func big(_ value: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }

    static func crc(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0 as UInt32) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ value >> 1 : value >> 1 }
        }
    }
}
