import COCO
import Datasets
import Foundation
import Geometry
import Testing

/// Rows of YOLO that are more than a box or a polygon.
@Suite struct YOLORowTests {
    private func imported(_ rows: String, yaml: String = "names: [cell, mitosis]\n") throws -> ([Annotation], [String])
    {
        try SampleFolder.with { folder in
            try folder.addImage("a.png", 100, 80)
            try folder.add("a.txt", text: rows)
            try folder.add("data.yaml", text: yaml)
            let imported = try Dataset.importing(from: folder.path, format: .yolo)
            return (imported.dataset.annotations, imported.messages(in: folder))
        }
    }

    @Test func aConfidenceIsKeptAndSaid() throws {
        let rows =
            "0 0.1 0.1 0.3 0.1 0.3 0.4 0.1 0.4 0.87\n1 0.5 0.5 0.2 0.25 0.9\n0 0.5 0.5 0.2 0.25\n1 0.5 0.5 0.1 0.1 17\n"
        let (annotations, messages) = try imported(rows)
        #expect(annotations.map(\.categoryID) == [1, 2, 1, 2])
        // 20 × 24 pixels; then 0.2 · 100 × 0.25 · 80.
        #expect(annotations[0].area == 480)
        #expect(annotations[0].box == AnnotationBox(x: 10, y: 8, width: 20, height: 24))
        #expect(annotations[1].box == AnnotationBox(x: 40, y: 30, width: 20, height: 20))
        #expect(
            annotations.map(\.otherFields) == [
                [OtherField(name: "score", json: "0.87")], [OtherField(name: "score", json: "0.9")], [], [],
            ])
        // The number of a track is no confidence.
        try #require(messages.count == 1)
        #expect(
            messages[0].hasSuffix(
                "expected labels that people made, found a confidence in 2 rows, as a model's predictions have; kept as \"score\" (note)"
            ))
    }

    @Test(arguments: ["kpt_shape: [2, 3] # two\nnames: [cell]\n", "names: [cell]\nkpt_shape:\n  - 2\n  - 3\n"])
    func keypointsFollowABox(yaml: String) throws {
        let rows = "0 0.5 0.5 0.2 0.25 0.45 0.5 2 0 0 0\n0 0.2 0.2 0.2 0.25\n"
        let (annotations, messages) = try imported(rows, yaml: yaml)
        #expect(messages.isEmpty)
        #expect(annotations.map(\.segmentation) == [nil, nil])
        #expect(annotations[0].box == AnnotationBox(x: 40, y: 30, width: 20, height: 20))
        #expect(annotations.map(\.keypoints) == [[Keypoint(x: 45, y: 40, visibility: .visible), .unlabelled], nil])
        #expect(annotations.map(\.labelledKeypointCount) == [1, nil])
        #expect(annotations.map(\.otherFields) == [[], []])
    }

    @Test func keypointsOfTwoNumbersAreVisibleButAtZero() throws {
        let (annotations, messages) = try imported(
            "0 0.5 0.5 0.2 0.25 0.45 0.5 0 0\n", yaml: "kpt_shape: [2, 2]\nnames: [cell]\n")
        #expect(messages.isEmpty)
        #expect(annotations[0].keypoints == [Keypoint(x: 45, y: 40, visibility: .visible), .unlabelled])
    }

    /// Without `kpt_shape`, four key points of three numbers would pass for a polygon of eight points.
    @Test func keypointsThatNoFileTellsOfAreNoPolygon() throws {
        let row = "0 0.5 0.5 0.2 0.25 0.45 0.5 1 0.5 0.5 1 0.55 0.45 1 0.5 0.4 0\n"
        let (annotations, messages) = try imported(row + row.replacing("0.45 0.5", with: "0.42 0.52"))
        #expect(annotations.map(\.segmentation) == [nil, nil])
        #expect(annotations.map(\.area) == [400, 400])
        try #require(messages.count == 1)
        #expect(messages[0].contains("rows that all look like a box and 4 key points, and are read as such (note)"))
    }

    @Test func polygonsOfAsManyNumbersStayPolygons() throws {
        let (annotations, messages) = try imported(
            "0 0.1 0.1 0.3 0.1 0.3 0.4 0.2 0.5 0.1 0.4 0.5 0.9 0.5 0.8 0.4 0.7\n"
                + "0 0.1 0.1 0.3 0.1 0.3 0.4 0.2 0.5 0.1 0.4 0.05 0.3 0.05 0.2 0.07 0.15\n")
        #expect(messages.isEmpty)
        #expect(annotations.allSatisfy { $0.segmentation != nil })
    }

    @Test func rowsThatDoNotFitTheKeypointsAreNamed() throws {
        let (annotations, messages) = try imported(
            "0 0.5 0.5 0.2 0.25\n0 0.1 0.1 0.3 0.1 0.3 0.4\n", yaml: "kpt_shape: [3, 3]\nnames: [cell]\n")
        #expect(annotations.count == 1)
        #expect(
            messages == [
                "a.txt:2: expected 4 numbers of a box and 9 of 3 key points after the category, found 6 (object skipped)"
            ])
    }

    /// Four corners are a polygon: a rhombus of half of 20 × 16 pixels, whose left and right tips hold no pixel's centre.
    @Test func cornersOfTurnedBoxesAreAPolygon() throws {
        let (annotations, messages) = try imported("0 0.5 0.4 0.6 0.5 0.5 0.6 0.4 0.5\n")
        #expect(messages.isEmpty)
        #expect(annotations[0].box == AnnotationBox(x: 41, y: 32, width: 18, height: 16))
        #expect(abs((annotations[0].area ?? 0) - 160) <= 16)
    }

    /// Where one fifth number is an angle, the others are, too: none is taken for a confidence.
    @Test func anglesAreRefused() throws {
        let (annotations, messages) = try imported(
            "0 0.5 0.5 0.2 0.25 0.5\n0 0.5 0.5 0.2 0.25 1.57\n0 0.5 0.5 0.2 0.2\n")
        #expect(annotations.count == 1)
        #expect(
            messages
                == [1, 2].map {
                    "a.txt:\($0): expected 4 numbers of a box, or 8 of its corners where it is turned, found 5, an angle among them (object skipped)"
                })
    }

    @Test func textsForPeopleAreNoLabels() throws {
        try SampleFolder.with { folder in
            try folder.add("README.roboflow.txt", text: "\ncells - v1\nThe dataset includes 2 images.\n")
            try folder.add("README.dataset.txt", text: "# cells > v1\nhttps://example.org\nLicense: CC BY 4.0\n")
            try folder.add("autosplit_train.txt", text: "./train/images/1.jpg\n")
            try folder.add("data.yaml", text: "train: ../train/images\nnc: 1\nnames: ['cell']\n")
            for part in ["train", "valid"] {
                try folder.addImage("\(part)/images/1_png.rf.abc.jpg")
                try folder.add("\(part)/labels/1_png.rf.abc.txt", text: "0 0.1 0.1 0.3 0.1 0.3 0.9\n")
            }
            let imported = try Dataset.importing(from: folder.path, format: .yolo)
            #expect(imported.problems.isEmpty)
            #expect(imported.dataset.annotations.map(\.imageID) == [1, 2])
            #expect(try DatasetFormat.detect(in: folder.path).format == .yolo)
        }
    }

    @Test func darknetListsItsNamesBesideTheLabels() throws {
        try SampleFolder.with { folder in
            try folder.addImage("train/a.jpg")
            try folder.add("train/a.txt", text: "1 0.5 0.5 1 1\n")
            try folder.add("train/_darknet.labels", text: "cell\nnucleus\n")
            let imported = try Dataset.importing(from: folder.path, format: .yolo)
            #expect(imported.problems.isEmpty)
            #expect(imported.categoryNames == ["nucleus"])
        }
    }
}
