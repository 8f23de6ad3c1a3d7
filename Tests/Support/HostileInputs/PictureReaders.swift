internal import ClassMaps
internal import Geometry
internal import Imaging

extension HostileReader {
    static let images = [
        picture("jpeg", share: 50_000) { $0.one(of: PictureSeeds.jpeg) },
        picture("png", share: 50_000) { $0.one(of: PictureSeeds.png) },
        picture("webp", share: 40_000) { $0.one(of: PictureSeeds.webp) },
        picture("gif", share: 40_000) { _ in PictureSeeds.gif },
        picture("bmp", share: 40_000, make: PictureSeeds.bitmap),
        picture("tiff", share: 80_000, make: PictureSeeds.tiff),
        planes,
    ]

    /// Chosen pages and channels, whose places are told by text in the file.
    private static let planes = HostileReader(
        "tiff-planes", share: 40_000, make: { damaged(PictureSeeds.stack(&$0), &$0) },
        read: { bytes in
            bytes.withUnsafeBytes { bytes in
                let choices = [
                    PlaneChoice(pages: .page(1)), PlaneChoice(pages: .projected(.max), channels: [.number(1)]),
                    PlaneChoice(pages: .projected(.mean)), PlaneChoice(channels: [.name("b"), .number(0)]),
                    PlaneChoice(),
                ]
                let planes = choices[bytes.count % choices.count]
                let header = try? ImageHeader(encoded: bytes, name: "input", planes: planes)
                let options = DecodingOptions(range: .percentile, planes: planes, maximumPixels: most)
                guard let decoded = try? DecodedImage(encoded: bytes, name: "input", options: options) else {
                    return .refused
                }
                return header?.uprightSize == decoded.image.size
                    ? .accepted : .wrong("a header of another size than \(decoded.image.size)")
            }
        })

    static let labelImages = [
        HostileReader(
            "labels", share: 20_000,
            make: { randomness in
                let seeds: [(inout Randomness) -> [UInt8]] = [
                    { $0.one(of: PictureSeeds.png) }, PictureSeeds.tiff, PictureSeeds.bitmap, { _ in PictureSeeds.gif },
                ]
                let seed = randomness.one(of: seeds)
                return damaged(seed(&randomness), &randomness)
            },
            read: { bytes in
                bytes.withUnsafeBytes { bytes in
                    guard let labels = try? LabelImage(encoded: bytes, name: "input", maximumPixels: most),
                        let regions = try? labels.regions(ignoring: [255])
                    else { return .refused }
                    let area = regions.reduce(0) { $0 + $1.mask.area }
                    return area <= labels.size.area ? .accepted : .wrong("objects of more pixels than there are")
                }
            })
    ]

    static let classMaps = [
        HostileReader(
            "class-maps", share: 20_000, make: { damaged($0.one(of: PictureSeeds.png), &$0) },
            read: { bytes in
                guard var reader = try? ClassMapReader(palette: .voc) else {
                    return .wrong("Pascal VOC's classes are none")
                }
                reader.maximumPixels = most
                guard let map = try? reader.map(encoded: Array(bytes), name: "input") else { return .refused }
                let isClass = map.labels.allSatisfy { $0 < 21 || $0 == ClassMap.ignored }
                return isClass && map.labels.count == map.size.area ? .accepted : .wrong("a label that is no class")
            })
    ]

    /// More pixels than any of the seeds has; an image of this many is decoded in a moment.
    private static let most = 1 << 22

    private static func picture(
        _ name: String, share: Int, make: @escaping @Sendable (inout Randomness) -> [UInt8]
    ) -> HostileReader {
        HostileReader(
            name, share: share, make: { damaged(make(&$0), &$0) },
            read: { bytes in
                bytes.withUnsafeBytes { bytes in
                    let header = try? ImageHeader(encoded: bytes, name: "input")
                    // The first byte says which of the ways of reading is tried, as no other chance is left here.
                    let range: ValueRange = bytes.count % 3 == 0 ? .percentile : .full
                    let options = DecodingOptions(
                        alpha: bytes.count % 5 == 0 ? .over(.white) : .discard, range: range, maximumPixels: most)
                    guard let decoded = try? DecodedImage(encoded: bytes, name: "input", options: options) else {
                        return .refused
                    }
                    guard let header, header.uprightSize == decoded.image.size else {
                        return .wrong(
                            "a header of \(header?.uprightSize.description ?? "nothing"), and an image of \(decoded.image.size)"
                        )
                    }
                    return .accepted
                }
            })
    }

    private static func damaged(_ seed: [UInt8], _ randomness: inout Randomness) -> [UInt8] {
        var bytes = seed
        if !randomness.once(in: 8) { Mutation.apply(to: &bytes, tokens: markers, &randomness) }
        if bytes.starts(with: [0x89, 0x50]), !randomness.once(in: 3) { PNGChunks.mend(&bytes) }
        return bytes
    }

    private static let markers: [[UInt8]] = [
        [0xff, 0xd8], [0xff, 0xc0], [0xff, 0xc2], [0xff, 0xc4], [0xff, 0xda], [0xff, 0xdb], [0xff, 0xdd, 0, 4, 0, 1],
        [0xff, 0xd0], [0xff, 0xe1], [0xff, 0xee], [0xff, 0xd9], Array("IHDR".utf8), Array("PLTE".utf8),
        Array("tRNS".utf8), Array("IDAT".utf8), Array("acTL".utf8), Array("iCCP".utf8), Array("eXIf".utf8),
        Array("VP8 ".utf8), Array("VP8L".utf8), Array("VP8X".utf8), Array("ANMF".utf8), Array("EXIF".utf8),
        [0x21, 0xf9, 4, 0, 0, 0, 0, 0], [0x2c, 0, 0, 0, 0, 4, 0, 4, 0, 0x80], [0x3b],
    ]
}
