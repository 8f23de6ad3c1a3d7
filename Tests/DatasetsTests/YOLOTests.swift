import COCO
import Datasets
import Geometry
import Testing

@Suite struct YOLOTests {
    @Test func polygonsAndBoxesAreFractionsOfTheSides() throws {
        try SampleFolder.with { folder in
            try folder.addImage("images/train/a.jpg", 10, 20)
            try folder.addImage("images/val/b.jpg", 10, 20)
            // A square of 5 × 10 pixels, and a box of 4 × 4 around (5, 10).
            try folder.add(
                "labels/train/a.txt", text: "1 0 0 0.5 0 0.5 0.5 0 0.5\r\n\r\n0 0.5 0.5 0.4 0.2\r\n")
            try folder.add("data.yaml", text: "path: x\nnames: ['cat', dog]\n")
            let imported = try Dataset.importing(from: folder.path, format: .yolo)
            #expect(imported.problems.isEmpty)
            // An image without a file of labels shows no objects.
            #expect(imported.fileNames == ["train/a.jpg", "val/b.jpg"])
            #expect(imported.dataset.categories.map(\.name) == ["cat", "dog"])
            #expect(imported.dataset.annotations.map(\.categoryID) == [2, 1])
            #expect(imported.dataset.annotations[0].area == 50)
            #expect(imported.dataset.annotations[0].box == AnnotationBox(x: 0, y: 0, width: 5, height: 10))
            #expect(imported.dataset.annotations[1].segmentation == nil)
            let box = try #require(imported.dataset.annotations[1].box)
            #expect(abs(box.x - 3) + abs(box.y - 8) + abs(box.width - 4) + abs(box.height - 4) < 1e-9)
            var options = ImportOptions()
            options.segmentationForm = .polygons(tolerance: 0)
            let asPolygons = try Dataset.importing(from: folder.path, format: .yolo, options: options)
            #expect(asPolygons.dataset.annotations[0].segmentation == .polygons([[0, 0, 5, 0, 5, 10, 0, 10]]))
        }
    }

    static let names: [(String, [String])] = [
        ("names: [a, 'b, c', \"d # e\"] # three\n", ["a", "b, c", "d # e"]),
        ("nc: 2\nnames: [a,\n  b]\ntrain: x\n", ["a", "b"]),
        ("names:\n  0: a\n  2: it's # no comment\n  1: 'x: y'\ntrain: x\n", ["a", "x: y", "it's"]),
        ("names:\n- a\n- b#c\nnc: 2\n", ["a", "b#c"]),
        ("names:\n  # first\n  - \"a b\"\n\n  - 'it''s'\n", ["a b", "it's"]),
        ("names: {0: a, 1: b}\n", ["a", "b"]),
        ("names:\n  1: b\n", ["class 0", "b"]),
    ]

    @Test(arguments: names)
    func namesOfDataFiles(yaml: String, expected: [String]) throws {
        try SampleFolder.with { folder in
            try folder.addImage("a.jpg")
            try folder.add("data.yaml", text: yaml)
            let imported = try Dataset.importing(from: folder.path, format: .yolo)
            #expect(imported.dataset.categories.map(\.name) == expected)
        }
    }

    @Test(arguments: [
        ("names: 5\n", "data.yaml:1: expected a list or a map of names, found \"5\""),
        ("x: 1\nnames: [a, b\n", "data.yaml:2: expected ] after the names, found the end of the file"),
        ("names:\n  zero: a\n", "data.yaml:2: expected a category's number, a colon and its name, found \"zero: a\""),
        ("names:\ntrain: x\n", "data.yaml:1: expected the names of categories, found none"),
    ])
    func brokenDataFilesAreNamedWithTheLine(yaml: String, expected: String) throws {
        try SampleFolder.with { folder in
            try folder.addImage("a.jpg")
            try folder.add("data.yaml", text: yaml)
            #expect {
                try Dataset.importing(from: folder.path, format: .yolo)
            } throws: {
                "\($0)".hasSuffix(expected)
            }
        }
    }

    @Test func brokenLinesAreNamedAndTheRestIsKept() throws {
        try SampleFolder.with { folder in
            try folder.addImage("a.jpg")
            let lines = [
                "0 0.5 0.5 1 1", "x 0.5 0.5 1 1", "0 0.5 0.5 1", "0 0.5 0.5 1 1 -0.9", "0 0.5 nan 1 1", "0 0.5 1.5 1 1",
                "7 0.5 0.5 1 1", "-1 0.5 0.5 1 1", "1.0 0 0 1.001 0 1 1",
            ]
            try folder.add("a.txt", text: lines.joined(separator: "\n"))
            try folder.add("b.txt", text: "0 0.5 0.5 1 1\n")
            try folder.add("classes.txt", text: "cat\nbig dog\n")
            let imported = try Dataset.importing(from: folder.path, format: .yolo)
            #expect(imported.categoryNames == ["cat", "big dog"])
            #expect(
                Set(imported.messages(in: folder)) == [
                    "b.txt: expected one image for the labels, found none (object skipped)",
                    "a.txt:2: expected the number of a category, found \"x\" (object skipped)",
                    "a.txt:3: expected 4 numbers of a box, or 6 or more of a polygon, after the category, found 3 (object skipped)",
                    "a.txt:4: expected 4 numbers of a box, or 8 of its corners where it is turned, found 5, an angle among them (object skipped)",
                    "a.txt:5: expected numbers from 0 to 1, found \"nan\" (object skipped)",
                    "a.txt:6: expected numbers from 0 to 1, found \"1.5\" (object skipped)",
                    "a.txt:7: expected a category from 0 to 1, found 7 (object skipped)",
                    "a.txt:8: expected the number of a category, found \"-1\" (object skipped)",
                ])
        }
    }
}
