import COCO
import Datasets
import Foundation
import Geometry
import TestSupport
import Testing

/// What annotation programs write beside, or instead of, what others of their format do.
@Suite struct ReportedExportTests {
    /// Two pictures with YOLO's labels: a box each of two numbers.
    private func addLabels(_ folder: SampleFolder, numbers: (Int, Int)) throws {
        for name in ["a", "b"] {
            try folder.addImage("images/\(name).png", 20, 10)
            try folder.add(
                "labels/\(name).txt",
                text: "\(numbers.0) 0.5 0.5 0.2 0.2\n\(numbers.1) 0.25 0.5 0.1 0.2\n")
        }
    }

    @Test func labelStudiosNotesAreNoDataSetOfCOCOs() throws {
        try SampleFolder.with { folder in
            try addLabels(folder, numbers: (0, 1))
            try folder.add("classes.txt", text: "ant\nbee\n")
            try folder.add(
                "notes.json",
                text: #"{"categories": [{"id": 0, "name": "ant"}, {"id": 1, "name": "bee"}], "info": {"year": 2026}}"#)
            #expect(try DatasetFormat.detect(in: folder.path).format == .yolo)
            let imported = try Dataset.importing(from: folder.path, format: .yolo)
            #expect(imported.fileNames == ["a.png", "b.png"])
            #expect(imported.categoryNames == ["ant", "bee", "ant", "bee"])
        }
    }

    @Test(arguments: ["2", "\"2\""])
    func labelStudiosNumbersAreThoseOfItsNotesNotOfTheLines(two: String) throws {
        try SampleFolder.with { folder in
            try addLabels(folder, numbers: (2, 0))
            // In the order of the labelling configuration, in which zebra has category="2".
            try folder.add("classes.txt", text: "zebra\nant\nbee\n")
            try folder.add(
                "notes.json",
                text: """
                    {"categories": [{"id": \(two), "name": "zebra"}, {"id": 0, "name": "ant"}, {"id": 1, "name": "bee"}]}
                    """)
            let imported = try Dataset.importing(from: folder.path, format: .yolo)
            #expect(imported.categoryNames == ["zebra", "ant", "zebra", "ant"])
            #expect(imported.dataset.categories.map(\.name) == ["ant", "bee", "zebra"])
        }
    }

    @Test func numbersThatCountFromOneAreRefused() throws {
        try SampleFolder.with { folder in
            try addLabels(folder, numbers: (1, 2))
            try folder.add("classes.txt", text: "ant\nbee\n")
            #expect {
                try Dataset.importing(from: folder.path, format: .yolo)
            } throws: {
                "\($0)".hasSuffix("--names none,ant,bee")
            }
            var options = ImportOptions()
            options.categoryNames = ["none", "ant", "bee"]
            let imported = try Dataset.importing(from: folder.path, format: .yolo, options: options)
            #expect(imported.categoryNames == ["ant", "bee", "ant", "bee"])
            // A number too great beside a 0 is one line's mistake.
            try folder.add("labels/b.txt", text: "0 0.5 0.5 0.2 0.2\n")
            #expect(try Dataset.importing(from: folder.path, format: .yolo).problems.count == 1)
        }
    }

    @Test func yoloBoxesOfCornersAreRefused() throws {
        try SampleFolder.with { folder in
            try folder.addImage("a.png", 20, 10)
            let rows = [(0.1, 0.2, 0.3, 0.4), (0.5, 0.6, 0.9, 0.8), (0.7, 0.1, 0.95, 0.5)].flatMap { [$0, $0] }
            try folder.add(
                "a.txt", text: rows.map { "0 \($0.0) \($0.1) \($0.2) \($0.3)\n" }.joined())
            #expect {
                try Dataset.importing(from: folder.path, format: .yolo)
            } throws: {
                "\($0)".contains("found boxes that seem to be left, top, right, bottom: 4 of 6")
            }
            // The same boxes by their left and top edges.
            try folder.add(
                "a.txt", text: rows.map { "0 \($0.0) \($0.1) \($0.2 - $0.0) \($0.3 - $0.1)\n" }.joined())
            #expect {
                try Dataset.importing(from: folder.path, format: .yolo)
            } throws: {
                "\($0)".contains("found boxes that seem to be left, top, width, height: 2 of 6")
            }
            // The same boxes as centres and sides.
            try folder.add(
                "a.txt",
                text: rows.map { "0 \(($0.0 + $0.2) / 2) \(($0.1 + $0.3) / 2) \($0.2 - $0.0) \($0.3 - $0.1)\n" }
                    .joined())
            #expect(try Dataset.importing(from: folder.path, format: .yolo).dataset.annotations.count == 6)
        }
    }

    @Test(arguments: [true, false])
    func namesInUTF16AreRead(isLittle: Bool) throws {
        try SampleFolder.with { folder in
            try addLabels(folder, numbers: (0, 1))
            let units = [0xfeff] + Array("ant\r\nbée\r\n".utf16)
            try folder.add(
                "classes.txt",
                units.flatMap { unit in
                    isLittle
                        ? [UInt8(unit & 0xff), UInt8(unit >> 8)] : [UInt8(unit >> 8), UInt8(unit & 0xff)]
                })
            let imported = try Dataset.importing(from: folder.path, format: .yolo)
            #expect(imported.dataset.categories.map(\.name) == ["ant", "bée"])
        }
    }

    @Test func cvatsMasksHaveTheClassesOfTheirLabelMap() throws {
        try SampleFolder.with { folder in
            try folder.addImage("JPEGImages/a.png", 6, 2)
            // Objects 1 and 2 in numbers; the categories of the same pixels in a second picture.
            try folder.addLabels("SegmentationObject/a.png", "11..22", "11....")
            try folder.addLabels("SegmentationClass/a.png", "22..11", "22....")
            try folder.add(
                "labelmap.txt",
                text: "# label:color_rgb:parts:actions\nbackground:0,0,0::\nbud:50,183,250::\ncell:250,50,83::\n")
            try folder.add("ImageSets/Segmentation/default.txt", text: "a\n")
            #expect(try DatasetFormat.detect(in: folder.path).format == .instanceMasks)
            let imported = try Dataset.importing(from: folder.path, format: .instanceMasks)
            #expect(imported.problems.isEmpty)
            #expect(imported.categoryNames == ["cell", "bud"])
            #expect(imported.dataset.annotations.map(\.area) == [4, 2])
        }
    }

    @Test func cvatsMasksInColoursHaveTheClassesOfTheirLabelMap() throws {
        try SampleFolder.with { folder in
            try folder.addImage("JPEGImages/a.png", 6, 1)
            let (black, red, green): ([UInt8], [UInt8], [UInt8]) = ([0, 0, 0], [128, 0, 0], [0, 128, 0])
            let (bud, cell): ([UInt8], [UInt8]) = ([50, 183, 250], [250, 50, 83])
            try folder.addColors("SegmentationObject/a.png", [red, red, black, green, green, black])
            try folder.addColors("SegmentationClass/a.png", [cell, cell, black, bud, bud, black])
            try folder.add("labelmap.txt", text: "background:0,0,0::\nbud:50,183,250::\ncell:250,50,83::\n")
            let imported = try Dataset.importing(from: folder.path, format: .instanceMasks)
            // Values are red + 256 · green + 65536 · blue: the red object comes first.
            #expect(imported.categoryNames == ["cell", "bud"])
            try folder.add("labelmap.txt", text: "bud\n")
            #expect {
                try Dataset.importing(from: folder.path, format: .instanceMasks)
            } throws: {
                "\($0)".hasSuffix("labelmap.txt:1: expected name:red,green,blue:parts:actions, found \"bud\"")
            }
        }
    }

    static let foreign: [(name: String, text: String, found: String)] = [
        (
            "annotations.xml",
            "<?xml version=\"1.0\"?>\n<annotations>\n<version>1.1</version>\n<image id=\"0\" name=\"a.png\"></image></annotations>",
            "CVAT's own XML"
        ),
        (
            "project-1.json", #"[{"id": 1, "data": {"image": "/data/a.png"}, "annotations": [{"result": []}]}]"#,
            "Label Studio's own JSON"
        ),
        (
            "via_region_data.json",
            #"{"a.png12": {"filename": "a.png", "regions": [{"shape_attributes": {"name": "polygon"}}]}}"#, "VIA's"
        ),
        (
            "panoptic.json",
            #"{"images": [], "annotations": [{"image_id": 1, "file_name": "a.png", "segments_info": []}]}"#,
            "COCO's panoptic"
        ),
    ]

    @Test(arguments: foreign)
    func formatsThatAreNotReadAreNamed(name: String, text: String, found: String) throws {
        try SampleFolder.with { folder in
            try folder.addImage("a.png")
            try folder.add(name, text: text)
            #expect {
                try DatasetFormat.detect(in: folder.path)
            } throws: {
                "\($0)".contains("\(name): expected a format that is read, found \(found)")
            }
        }
    }
}
