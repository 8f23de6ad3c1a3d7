import COCO
import Datasets
import Foundation
import Geometry
import Imaging
import Testing

/// Shapes and pictures of newer LabelMe versions, and of programs that write its files.
@Suite struct LabelMeFormsTests {
    private func json(_ shapes: [String], path: String = "a.png", more: String = "") -> String {
        "{\"imagePath\": \"\(path)\", \"imageHeight\": 80, \"imageWidth\": 100, \(more)\n\"shapes\": [\(shapes.joined(separator: ",\n"))]}"
    }

    private func shape(_ kind: String, _ points: String, label: String = "cell", group: String = "null") -> String {
        "{\"label\": \"\(label)\", \"shape_type\": \"\(kind)\", \"points\": \(points), \"group_id\": \(group)}"
    }

    @Test(arguments: ["oriented_rectangle", "rotation", "quadrilateral"])
    func fourCornersAreAPolygon(kind: String) throws {
        try SampleFolder.with { folder in
            try folder.addImage("a.png", 100, 80)
            let shapes = [shape(kind, "[[60, 30], [80, 40], [75, 50], [55, 40]]"), shape(kind, "[[1, 1], [5, 5]]")]
            try folder.add("a.json", text: json(shapes))
            var options = ImportOptions()
            options.segmentationForm = .polygons(tolerance: 0)
            let imported = try Dataset.importing(from: folder.path, format: .labelMe, options: options)
            #expect(
                imported.dataset.annotations.map(\.segmentation) == [.polygons([[60, 30, 80, 40, 75, 50, 55, 40]])])
            let messages = imported.messages(in: folder)
            try #require(messages.count == 1)
            #expect(messages[0].contains("shapes[1].points should be a list of four corners"))
        }
    }

    @Test func shapesWithoutPixelsAreCountedOnce() throws {
        try SampleFolder.with { folder in
            for name in ["a", "b", "c"] { try folder.addImage("\(name).png", 100, 80) }
            let marks = [
                shape("point", "[[1, 1]]"), shape("linestrip", "[[1, 1], [2, 2]]"), shape("points", "[[1, 1]]"),
            ]
            let box = shape("rectangle", "[[1, 1], [5, 5]]")
            try folder.add("a.json", text: json(marks + [box]))
            try folder.add("b.json", text: json([marks[0]], path: "b.png"))
            try folder.add("c.json", text: json([], path: "c.png"))
            let imported = try Dataset.importing(from: folder.path, format: .labelMe)
            // In b something is marked that has no pixels, so that it is no picture without objects, as c is.
            #expect(imported.fileNames == ["a.png", "c.png"])
            let messages = imported.messages(in: folder)
            try #require(messages.count == 2)
            #expect(
                messages[0].hasSuffix(
                    ": expected shapes that have pixels, found others, too: 1 of linestrip, 2 of point, 1 of points, the first in a.json: shapes[0] (object skipped)"
                ))
            #expect(messages[1].hasPrefix("b.png: expected objects that can be used"))
        }
    }

    @Test func groupsOverLabelsAreKeptApartAndSaid() throws {
        try SampleFolder.with { folder in
            try folder.addImage("a.png", 100, 80)
            let shapes = [
                shape("rectangle", "[[10, 10], [20, 20]]", group: "1"),
                shape("rectangle", "[[12, 12], [16, 16]]", label: "nucleus", group: "1"),
                shape("rectangle", "[[40, 10], [50, 20]]", group: "1"),
                shape("rectangle", "[[60, 10], [70, 20]]", group: "0"),
                shape("rectangle", "[[80, 10], [90, 20]]", group: "0"),
            ]
            try folder.add("a.json", text: json(shapes))
            let imported = try Dataset.importing(from: folder.path, format: .labelMe)
            #expect(imported.categoryNames == ["cell", "nucleus", "cell"])
            #expect(imported.dataset.annotations.map(\.area) == [200, 16, 200])
            let messages = imported.messages(in: folder)
            try #require(messages.count == 1)
            #expect(
                messages[0].hasSuffix(
                    "found 1 of several, each label of which is an object, as in LabelMe (group 1 of a.json: cell, nucleus) (note)"
                ))
        }
    }

    @Test func namesThatDifferBySlipsAreNoted() throws {
        try SampleFolder.with { folder in
            try folder.addImage("a.png", 100, 80)
            let shapes = ["cell", "cell ", "Cell", "other", "cell"].enumerated().map { index, label in
                shape("rectangle", "[[\(index * 10), 0], [\(index * 10 + 5), 5]]", label: label)
            }
            try folder.add("a.json", text: json(shapes))
            let imported = try Dataset.importing(from: folder.path, format: .labelMe)
            #expect(imported.dataset.categories.count == 4)
            let messages = imported.messages(in: folder)
            try #require(messages.count == 1)
            #expect(
                messages[0].hasSuffix(
                    "found \"Cell\" of 1 objects, \"cell\" of 2 objects, \"cell \" of 1 objects (note)"))
        }
    }

    @Test func pathsLeadFromTheFile() throws {
        try SampleFolder.with { folder in
            try folder.addImage("set/images/a.png", 100, 80)
            try folder.addImage("set/other/b.png", 100, 80)
            let box = shape("rectangle", "[[1, 1], [5, 5]]")
            try folder.add("set/labels/a.json", text: json([box], path: "..\\\\images\\\\a.png"))
            try folder.add("set/labels/b.json", text: json([box], path: folder("set/other/b.png")))
            let inside = try Dataset.importing(from: folder("set/labels"), format: .labelMe)
            #expect(inside.fileNames == ["a.png"])
            #expect(inside.messages(in: folder).count { $0.contains("--allow-outside") } == 1)
            var options = ImportOptions()
            options.allowsOutside = true
            let imported = try Dataset.importing(from: folder("set/labels"), format: .labelMe, options: options)
            #expect(imported.problems.isEmpty)
            #expect(imported.imageFolder == folder("set"))
            #expect(imported.fileNames == ["images/a.png", "other/b.png"])
        }
    }

    @Test func aPictureInsideTheFileIsTakenWhereItIsCopied() throws {
        try SampleFolder.with { folder in
            let picture = try Image(size: ImageSize(width: 100, height: 80), filledWith: .white).encoded(as: .png)
            let data = "\"imageData\": \"\(Data(picture).base64EncodedString())\","
            let box = shape("rectangle", "[[1, 1], [5, 5]]")
            try folder.add("in/x.json", text: json([box], path: "..\\\\..\\\\photos\\\\x.png", more: data))
            #expect {
                try Dataset.importing(from: folder("in"), format: .labelMe)
            } throws: {
                "\($0)".hasSuffix(
                    "x.json: expected the image ../../photos/x.png, found none; the picture inside the file is taken where images are copied, too"
                )
            }
            var options = ImportOptions()
            options.takesEmbeddedPictures = true
            let imported = try Dataset.importing(from: folder("in"), format: .labelMe, options: options)
            #expect(imported.problems.isEmpty)
            #expect(imported.embeddedPictures == ["x.png": folder("in/x.json")])
            for format in DatasetFormat.allCases {
                var options = ExportOptions()
                options.imageFolder = imported.imageFolder
                options.embeddedPictures = imported.embeddedPictures
                options.copiesImages = true
                _ = try imported.dataset.export(to: folder("\(format)"), format: format, options: options)
                let places: [DatasetFormat: String] = [
                    .labelMe: "x.png", .voc: "JPEGImages/x.png", .geoJSON: "x.png", .imageJ: "x.png",
                    .cellpose: "x.png",
                ]
                let path = places[format] ?? "images/x.png"
                #expect(try Data(contentsOf: URL(fileURLWithPath: folder("\(format)/\(path)"))) == Data(picture))
            }
        }
    }

    @Test func aMaskOfAnotherSizeThanItsCornersIsNamed() throws {
        try SampleFolder.with { folder in
            try folder.addImage("a.png", 100, 80)
            let crop = try GrayImage(size: ImageSize(width: 2, height: 2), depth: .bits8, values: [255, 255, 255, 255])
            let mask = "\"mask\": \"\(try Data(crop.encodedAsPNG()).base64EncodedString())\""
            let good = shape("mask", "[[10, 10], [11, 11]]").dropLast() + ", \(mask)}"
            let bad = shape("mask", "[[10, 10], [14, 11]]").dropLast() + ", \(mask)}"
            try folder.add("a.json", text: json([String(good), String(bad)]))
            let imported = try Dataset.importing(from: folder.path, format: .labelMe)
            #expect(imported.dataset.annotations.map(\.area) == [4])
            #expect(
                imported.messages(in: folder).first?.contains("shapes[1].mask should be a mask of 5×2 pixels") == true)
        }
    }
}
