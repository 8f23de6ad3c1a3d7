import COCO
import Datasets
import Foundation
import Geometry
import Imaging
import TestSupport
import Testing

/// Files of QuPath, ImageJ and Cellpose, and label images.
@Suite struct MicroscopyFormatTests {
    private let size = ImageSize(width: 6, height: 5)

    private func dataset(_ masks: [RunLengthMask], scores: [Double]? = nil) -> Dataset {
        Dataset(
            images: [DatasetImage(id: 1, fileName: "a b.png", size: size)],
            annotations: masks.enumerated().map { index, mask in
                Annotation(
                    id: index + 1, imageID: 1, categoryID: 1 + index % 2, box: nil, area: Double(mask.area),
                    segmentation: .runLengths(mask, isCompressed: true),
                    otherFields: scores.map { [OtherField(name: "score", json: "\($0[index])")] } ?? [])
            }, categories: [ObjectCategory(id: 1, name: "cell: \"a\""), ObjectCategory(id: 2, name: "dog")])
    }

    private func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

    /// A ring that is closed at a corner, an island in its hole, and a piece apart: all of one object.
    private func difficult() throws -> RunLengthMask {
        try mask("####.#", "#..#..", "#.#...", "####..", "......")
    }

    @Test func geoJSONIsAsQuPathHasIt() throws {
        try SampleFolder.with { folder in
            let report = try dataset(
                [difficult(), mask("......", "......", "......", "......", "..##..")], scores: [0.5, 0.25]
            )
            .export(to: folder("out"), format: .geoJSON)
            #expect(report.problems.isEmpty && report.objectCount == 2)
            let text = try String(contentsOfFile: folder("out/a b.geojson"), encoding: .utf8)
            let json = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            #expect(json["type"] as? String == "FeatureCollection")
            let features = try #require(json["features"] as? [[String: Any]])
            let ids = features.compactMap { $0["id"] as? String }
            #expect(Set(ids).count == 2 && ids.allSatisfy { UUID(uuidString: $0) != nil })
            let properties = try #require(features[0]["properties"] as? [String: Any])
            #expect(properties["objectType"] as? String == "detection")
            let classification = try #require(properties["classification"] as? [String: Any])
            #expect(classification["name"] as? String == "cell: \"a\"")
            #expect((classification["color"] as? [Int])?.count == 3)
            #expect((properties["measurements"] as? [String: Double])?["score"] == 0.5)
            let shape = try #require(features[0]["geometry"] as? [String: Any])
            #expect(shape["type"] as? String == "MultiPolygon")
            let polygons = try #require(shape["coordinates"] as? [[[[Double]]]])
            #expect(polygons.map(\.count).sorted() == [1, 2])
            for ring in polygons.joined() { #expect(ring.first == ring.last && ring.count >= 5) }
            let simple = try #require(features[1]["geometry"] as? [String: Any])
            #expect(simple["type"] as? String == "Polygon")
            #expect(
                (simple["coordinates"] as? [[[Double]]])?.first.map { Set($0) } == [[2, 4], [4, 4], [4, 5], [2, 5]])
        }
    }

    @Test func marksWithoutScoresAreAnnotations() throws {
        try SampleFolder.with { folder in
            _ = try dataset([difficult()]).export(to: folder("out"), format: .geoJSON)
            let text = try String(contentsOfFile: folder("out/a b.geojson"), encoding: .utf8)
            #expect(text.contains("\"objectType\":\"annotation\"") && !text.contains("measurements"))
        }
    }

    /// The forms of older QuPaths and of other programs; what has no pixels, or is at fault, is named.
    @Test func geoJSONOfOthersIsRead() throws {
        try SampleFolder.with { folder in
            try folder.addImage("a.png")
            let ring = "[[0,0],[2,0],[2,2],[0,2],[0,0]]"
            func feature(_ geometry: String, _ properties: String) -> String {
                "{\"type\":\"Feature\",\"geometry\":\(geometry),\"properties\":\(properties)}"
            }
            let polygon = "{\"type\":\"Polygon\",\"coordinates\":[\(ring)]}"
            try folder.add(
                "a.geojson",
                text: "["
                    + [
                        feature(polygon, "{\"object_type\":\"detection\",\"classification\":\"tumour\"}"),
                        feature(
                            polygon,
                            "{\"classification\":{\"names\":[\"a\",\"b\"]},\"measurements\":[{\"name\":\"score\",\"value\":0.5}]}"
                        ),
                        feature("{\"type\":\"Point\",\"coordinates\":[1,1]}", "{}"), feature(polygon, "null"),
                        feature("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1]]]}", "{}"),
                    ].joined(separator: ",") + "]")
            let result = try Dataset.importing(from: folder.path, format: .geoJSON)
            #expect(result.dataset.annotations.count == 3)
            #expect(result.dataset.annotations.map(\.area) == [4, 4, 4])
            #expect(result.categoryNames.sorted() == ["a: b", "object", "tumour"])
            #expect(result.dataset.annotations[1].otherFields == [OtherField(name: "score", json: "0.5")])
            #expect(result.problems.contains { "\($0)".contains("1 × Point") })
            #expect(result.problems.contains { $0.effect == .objectSkipped && "\($0)".contains("a list of x and y") })
        }
    }

    /// The bytes of a square, as ImageJ has them: its corners, relative to its box.
    @Test func regionsAreAsImageJHasThem() throws {
        try SampleFolder.with { folder in
            let square = try mask("......", ".##...", ".##...", "......", "......")
            _ = try dataset([square, difficult()], scores: [0.5, 0.25]).export(to: folder("out"), format: .imageJ)
            let archive = try bytes(folder("out/a b.rois.zip"))
            let start = try #require(archive.firstRange(of: Array("Iout".utf8))).lowerBound
            let region = Array(archive[start...])
            #expect(region[6] == 0, "a polygon")
            #expect(Array(region[8..<16]) == [0, 1, 0, 1, 0, 3, 0, 3], "top, left, bottom, right")
            #expect(Array(region[16..<18]) == [0, 4], "points")
            let x = stride(from: 64, to: 72, by: 2).map { Int(region[$0]) << 8 | Int(region[$0 + 1]) }
            let y = stride(from: 72, to: 80, by: 2).map { Int(region[$0]) << 8 | Int(region[$0 + 1]) }
            #expect(Set(Swift.zip(x, y).map { "\($0) \($1)" }) == ["0 0", "2 0", "2 2", "0 2"])
            #expect(region[80 + 30] == 1, "group")
            let text = String(decoding: archive.filter { $0 != 0 }, as: UTF8.self)
            #expect(text.contains("0001-cell---a-.roi") && text.contains("score: 0.5\n"))
            let second = try #require(archive[(start + 4)...].firstRange(of: Array("Iout".utf8))).lowerBound
            #expect(archive[second + 6] == 1 && archive[second + 38..<second + 40].contains { $0 > 0 }, "a composite")
        }
    }

    /// A rectangle and an oval of ImageJ's, a freehand line without pixels, and a file that is cut off.
    @Test func regionsOfOthersAreRead() throws {
        try SampleFolder.with { folder in
            func region(_ kind: UInt8, _ box: [UInt8]) -> [UInt8] {
                Array("Iout".utf8) + [0, 217, kind, 0] + box.flatMap { [0, $0] } + [UInt8](repeating: 0, count: 48)
            }
            for name in ["a", "b", "c", "d"] { try folder.addImage("\(name).png", 8, 8) }
            try folder.add("a.roi", region(1, [1, 2, 3, 6]))
            try folder.add("b.roi", region(2, [0, 0, 5, 5]))
            try folder.add("c.roi", region(4, [0, 0, 5, 5]))
            try folder.add("d.roi", Array(region(1, [1, 2, 3, 6]).prefix(40)))
            #expect(try DatasetFormat.detect(in: folder.path).format == .imageJ)
            let result = try Dataset.importing(from: folder.path, format: .imageJ)
            #expect(result.dataset.images.map(\.fileName) == ["a.png", "b.png"])
            #expect(result.dataset.annotations[0].box == AnnotationBox(x: 2, y: 1, width: 4, height: 2))
            // The centres of a 5×5 box that lie inside its circle: 3 + 5 + 5 + 5 + 3.
            #expect(result.dataset.annotations.map(\.area) == [8, 21])
            #expect(result.problems.contains { "\($0)".contains("freehand line") })
            #expect(result.problems.contains { "\($0)".contains("d.roi") && $0.effect == .objectSkipped })
        }
    }

    /// Where objects overlap the surer one has the pixels; one that has none left is named, and Cellpose's numbers have no gap.
    @Test func labelImagesHoldOneObjectAPixel() throws {
        try SampleFolder.with { folder in
            let small = try mask("##....", "##....", "......", "......", "......")
            let large = try mask("####..", "####..", "......", "......", "......")
            let other = try mask("......", "......", "......", "..###.", "..###.")
            let data = dataset([small, large, other], scores: [0.5, 0.9, 0.7])
            for format in [DatasetFormat.labels, .cellpose] {
                let report = try data.export(to: folder(format.rawValue), format: format)
                #expect(report.objectCount == 2)
                #expect(report.problems.contains { "\($0)".contains("annotation 1 of a b.png") })
            }
            let labels = try LabelImage(contentsOfFile: folder("labels/labels/a b.tif"))
            #expect(Set(labels.values) == [0, 2, 3] && labels[0, 0] == 2)
            let masks = try LabelImage(contentsOfFile: folder("cellpose/a b_cp_masks.png"))
            #expect(Set(masks.values) == [0, 1, 2] && masks[0, 0] == 1)
            // Without scores the smaller object is on top.
            _ = try dataset([small, large, other]).export(to: folder("marked"), format: .labels)
            #expect(try LabelImage(contentsOfFile: folder("marked/labels/a b.tif"))[0, 0] == 1)
        }
    }

    /// More objects than 16 bits number: none wraps.
    @Test func manyObjectsHave32Bits() throws {
        try SampleFolder.with { folder in
            let wide = ImageSize(width: 300, height: 240)
            var data = Dataset(
                images: [DatasetImage(id: 1, fileName: "x.png", size: wide)],
                categories: [ObjectCategory(id: 1, name: "dot")])
            for index in 0..<70_000 {
                var builder = try RunLengthMask.Builder(size: wide)
                try builder.append(column: index / 240, rows: index % 240..<index % 240 + 1)
                data.annotations.append(
                    Annotation(
                        id: index + 1, imageID: 1, categoryID: 1, box: nil, area: 1,
                        segmentation: .runLengths(builder.finish(), isCompressed: true)))
            }
            for (format, file) in [(DatasetFormat.labels, "labels/x.tif"), (.cellpose, "x_cp_masks.tif")] {
                let report = try data.export(to: folder(format.rawValue), format: format)
                #expect(report.problems.isEmpty && report.objectCount == 70_000)
                let labels = try LabelImage(contentsOfFile: folder("\(format.rawValue)/\(file)"))
                #expect(labels.values.max() == 70_000 && labels[290, 39] == UInt32(290 * 240 + 39 + 1))
            }
        }
    }

    @Test func damagedFilesAreNamed() throws {
        try SampleFolder.with { folder in
            for name in ["a", "b", "c", "d"] { try folder.addImage("\(name).png") }
            _ = try dataset([difficult()]).export(to: folder("good"), format: .cellpose)
            let good = try bytes(folder("good/a b_seg.npy"))
            try folder.add("set/a.png", bytes(folder("a.png")))
            try folder.add("set/a_seg.npy", Array(good.prefix(200)))
            try folder.add("set/b.png", bytes(folder("b.png")))
            try folder.add("set/b_seg.npy", good)
            try folder.add("set/c_seg.npy", good)
            try folder.add("set/d.png", bytes(folder("d.png")))
            #expect(throws: DatasetError.self) { try Dataset.importing(from: folder("set"), format: .cellpose) }
            let large = try Image(size: size, filledWith: .black).encoded(as: .png)
            try folder.add("set/e.png", large)
            try folder.add("set/e_seg.npy", good)
            let result = try Dataset.importing(from: folder("set"), format: .cellpose)
            #expect(result.dataset.images.map(\.fileName) == ["e.png"])
            let texts = result.problems.map(\.description)
            for part in ["a_seg.npy", "b_seg.npy", "c_seg.npy", "d.png"] {
                #expect(texts.contains { $0.contains(part) }, "\(part)")
            }
        }
    }
}
