internal import COCO
internal import Datasets

extension HostileReader {
    static let datasets = [
        dataset("voc", share: 25_000, .voc, good: "good.png") { randomness in
            var bad = Array(randomness.one(of: DatasetSeeds.vocFiles).utf8)
            if randomness.once(in: 6) { bad = bad.flatMap { [$0, 0] } }
            return [
                ("good.png", PictureSeeds.labelPNG), ("good.xml", Array(DatasetSeeds.voc("good.png").utf8)),
                ("bad.png", PictureSeeds.labelPNG), ("bad.xml", damaged(bad, DatasetSeeds.vocTokens, &randomness)),
            ]
        },
        dataset("labelme", share: 20_000, .labelMe, good: "good.png") { randomness in
            let bad = damaged(Array(DatasetSeeds.labelMe("bad.png").utf8), DatasetSeeds.labelMeTokens, &randomness)
            return [
                ("good.png", PictureSeeds.labelPNG), ("good.json", Array(DatasetSeeds.labelMe("good.png").utf8)),
                ("bad.png", PictureSeeds.labelPNG), ("bad.json", bad),
            ]
        },
        dataset("yolo", share: 25_000, .yolo, good: "images/good.png") { randomness in
            let bad = damaged(
                Array(randomness.one(of: DatasetSeeds.yoloRows).utf8), DatasetSeeds.yoloTokens, &randomness)
            return [
                ("images/good.png", PictureSeeds.labelPNG), ("labels/good.txt", Array("0 0.5 0.5 0.25 0.25\n".utf8)),
                ("images/bad.png", PictureSeeds.labelPNG), ("labels/bad.txt", bad),
                ("data.yaml", Array("names: [cat, dog]\n".utf8)),
            ]
        },
        // What all files share is refused as a whole, where it is damaged.
        dataset("yolo-names", share: 25_000, .yolo, good: nil) { randomness in
            let yaml = damaged(
                Array(randomness.one(of: DatasetSeeds.yoloNames).utf8), DatasetSeeds.yamlTokens, &randomness)
            let name = randomness.one(of: ["data.yaml", "data.yaml", "classes.txt", "notes.json"])
            return [
                ("images/a.png", PictureSeeds.labelPNG), ("labels/a.txt", Array("1 0.5 0.5 0.25 0.25\n".utf8)),
                (name, yaml),
            ]
        },
        dataset("binary-masks", share: 10_000, .binaryMasks, good: "good.png") { randomness in
            var mask = PictureSeeds.labelPNG
            Mutation.apply(to: &mask, &randomness)
            PNGChunks.mend(&mask)
            return [
                ("good.png", PictureSeeds.labelPNG), ("masks/good_001.png", PictureSeeds.labelPNG),
                ("bad.png", PictureSeeds.labelPNG), ("masks/bad_001.png", mask),
            ]
        },
        dataset("instance-masks", share: 10_000, .instanceMasks, good: "images/good.png") { randomness in
            var mask = randomness.once(in: 2) ? PictureSeeds.labelPNG : PictureSeeds.tiff(&randomness)
            Mutation.apply(to: &mask, &randomness)
            let name = randomness.one(of: ["labelmap.txt", "other.txt"])
            return [
                ("images/good.png", PictureSeeds.labelPNG), ("masks/good.png", PictureSeeds.labelPNG),
                ("images/bad.png", PictureSeeds.labelPNG), ("masks/bad.png", mask),
                (name, damaged(Array("cat:255,0,0::\ndog:0,255,0::\n".utf8), DatasetSeeds.yamlTokens, &randomness)),
            ]
        },
    ]

    static func damaged(_ seed: [UInt8], _ tokens: [String], _ randomness: inout Randomness) -> [UInt8] {
        var bytes = seed
        if !randomness.once(in: 10) {
            Mutation.apply(to: &bytes, tokens: tokens.map { Array($0.utf8) }, &randomness)
        }
        return bytes
    }

    /// A folder that is converted; what is sound in it must be there afterwards, whatever the rest is.
    static func dataset(
        _ name: String, share: Int, _ format: DatasetFormat, good: String?,
        files: @escaping @Sendable (inout Randomness) -> [(name: String, bytes: [UInt8])]
    ) -> HostileReader {
        HostileReader(
            folder: name, share: share, make: { HostileInput(files: files(&$0)) },
            read: { _, folder in
                do {
                    let imported = try Dataset.importing(from: folder, format: format)
                    let names = imported.dataset.images.compactMap(\.fileName)
                    if let good,
                        !names.contains(where: { ("/" + $0).hasSuffix("/" + (good.split(separator: "/").last ?? "")) })
                    {
                        return .wrong("the sound image is not among \(names)")
                    }
                    // Two of two, or the one there is.
                    return names.count >= (good == nil ? 1 : 2) ? .accepted : .refused
                } catch {
                    return good == nil ? .refused : .wrong("the sound image is lost with the other: \(error)")
                }
            })
    }
}
