internal import COCO
internal import Datasets
internal import Geometry

extension HostileReader {
    static let microscopy = [
        dataset("geojson", share: 20_000, .geoJSON, good: "good.png") { randomness in
            [
                ("good.png", PictureSeeds.labelPNG), ("good.geojson", MicroscopySeeds.geoJSON),
                ("bad.png", PictureSeeds.labelPNG),
                ("bad.geojson", damaged(MicroscopySeeds.geoJSON, MicroscopySeeds.geoJSONTokens, &randomness)),
            ]
        },
        dataset("imagej", share: 20_000, .imageJ, good: "good.png") { randomness in
            // A zip file's check sums refuse most damage: a region by itself has none.
            let isRegion = randomness.once(in: 2)
            var bad = isRegion ? randomness.one(of: MicroscopySeeds.regions) : MicroscopySeeds.regionSet
            if !randomness.once(in: 10) { Mutation.apply(to: &bad, &randomness) }
            return [
                ("good.png", PictureSeeds.labelPNG), ("good.rois.zip", MicroscopySeeds.regionSet),
                ("bad.png", PictureSeeds.labelPNG), (isRegion ? "bad.roi" : "bad.zip", bad),
            ]
        },
        dataset("cellpose", share: 20_000, .cellpose, good: "good.png") { randomness in
            var bad = MicroscopySeeds.cellpose
            if !randomness.once(in: 10) { Mutation.apply(to: &bad, &randomness) }
            return [
                ("good.png", PictureSeeds.labelPNG), ("good_seg.npy", MicroscopySeeds.cellpose),
                ("bad.png", PictureSeeds.labelPNG), ("bad_seg.npy", bad),
            ]
        },
    ]
}

/// Files of microscopists' programs for a picture of 16×12 pixels: an object in two parts with a hole, and a bar.
enum MicroscopySeeds {
    static let geoJSON = file(.geoJSON, ".geojson")
    static let regionSet = file(.imageJ, ".rois.zip")
    static let cellpose = file(.cellpose, "_seg.npy")

    /// The regions of the set by themselves, a composite and a polygon, and an oval.
    static let regions: [[UInt8]] = {
        let start = Array("Iout".utf8)
        let places = regionSet.indices.filter { regionSet[$0...].starts(with: start) }
        let oval = start + [0, 217, 2, 0] + [0, 1, 0, 2, 0, 9, 0, 12] + [UInt8](repeating: 0, count: 48)
        return places.map { Array(regionSet[$0..<min($0 + 700, regionSet.count)]) } + [oval]
    }()

    static let geoJSONTokens =
        JSONMutation.words + [
            "\"coordinates\":[[[", "\"type\":\"Polygon\"", "\"MultiPolygon\"", "\"Point\"", "[1e308,-1e308]", "[[],[]]",
            "\"classification\":\"a\"", "\"names\":[", "\"measurements\":[{\"name\":\"score\"}]", "9999999,9999999",
        ]

    private static func file(_ format: DatasetFormat, _ ending: String) -> [UInt8] {
        (try? made(format, ending)) ?? []
    }

    private static func made(_ format: DatasetFormat, _ ending: String) throws -> [UInt8] {
        let size = ImageSize(width: 16, height: 12)
        func annotation(_ id: Int, _ isIn: (Int, Int) -> Bool) throws -> Annotation {
            let bitmap = (0..<size.area).map { isIn($0 % size.width, $0 / size.width) ? 1 as UInt8 : 0 }
            let mask = try RunLengthMask(bitmap: bitmap, size: size)
            return Annotation(
                id: id, imageID: 1, categoryID: 1, box: nil, area: nil,
                segmentation: .runLengths(mask, isCompressed: true),
                otherFields: [OtherField(name: "score", json: "0.5")])
        }
        let dataset = Dataset(
            images: [DatasetImage(id: 1, fileName: "a.png", size: size)],
            annotations: [
                try annotation(1) { x, y in x < 6 && y < 6 && !(x == 2 && y == 2) || x == 9 && y == 3 },
                try annotation(2) { x, y in y == 9 && x > 2 },
            ], categories: [ObjectCategory(id: 1, name: "cell")])
        return try Folders.withTemporary { folder in
            _ = try dataset.export(to: folder + "/out", format: format)
            return try Folders.read(folder + "/out/a" + ending)
        }
    }
}
