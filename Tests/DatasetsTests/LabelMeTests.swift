import COCO
import Datasets
import Foundation
import Geometry
import Imaging
import Testing

@Suite struct LabelMeTests {
    private func json(_ shapes: [String], image: String = "a.png", more: String = "") -> String {
        """
        {"version": "5.2.1", "imagePath": "\(image)", "imageHeight": 20, "imageWidth": 30, \(more)
         "shapes": [\(shapes.joined(separator: ",\n"))]}
        """
    }

    private func shape(_ label: String, _ kind: String, _ points: String, _ more: String = "\"group_id\": null")
        -> String
    {
        "{\"label\": \"\(label)\", \"shape_type\": \"\(kind)\", \"points\": \(points), \(more)}"
    }

    @Test func shapesWithPixels() throws {
        try SampleFolder.with { folder in
            try folder.addImage("a.png", 30, 20)
            let crop = try GrayImage(size: ImageSize(width: 2, height: 2), depth: .bits8, values: [255, 0, 255, 255])
            let png = try Data(crop.encodedAsPNG()).base64EncodedString()
            let shapes = [
                shape("square", "polygon", "[[0, 0], [10, 0], [10, 5], [0, 5]]"),
                shape("box", "rectangle", "[[20, 15], [10, 5]]"),
                shape("disc", "circle", "[[15, 10], [20, 10]]"),
                shape("crop", "mask", "[[28.0, 3.0], [29.0, 4.0]]", "\"mask\": \"\(png)\""),
            ]
            let picture = "\"imageData\": \"\(String(repeating: "QUJD", count: 10_000))\","
            try folder.add("a.json", text: json(shapes, more: picture))
            let imported = try Dataset.importing(from: folder.path, format: .labelMe)
            #expect(imported.problems.isEmpty)
            #expect(imported.categoryNames == ["square", "box", "disc", "crop"])
            let areas = imported.dataset.annotations.compactMap(\.area)
            #expect(areas[0] == 50)
            #expect(areas[1] == 100)
            // π · 25 = 78.5.
            #expect(abs(areas[2] - 78.5) < 4)
            #expect(areas[3] == 3)
            #expect(imported.dataset.annotations[1].box == AnnotationBox(x: 10, y: 5, width: 10, height: 10))
            #expect(imported.dataset.annotations[3].box == AnnotationBox(x: 28, y: 3, width: 2, height: 2))
        }
    }

    @Test func groupsAreOneObject() throws {
        try SampleFolder.with { folder in
            try folder.addImage("a.png", 30, 20)
            let shapes = [
                shape("car", "rectangle", "[[0, 0], [4, 4]]", "\"group_id\": 1"),
                shape("car", "rectangle", "[[10, 0], [14, 4]]", "\"group_id\": 1"),
                shape("dog", "rectangle", "[[20, 0], [24, 4]]", "\"group_id\": 1"),
                shape("car", "rectangle", "[[0, 10], [4, 14]]", "\"group_id\": 2"),
            ]
            try folder.add("a.json", text: json(shapes))
            let imported = try Dataset.importing(from: folder.path, format: .labelMe)
            #expect(imported.categoryNames == ["car", "dog", "car"])
            #expect(imported.dataset.annotations.map(\.area) == [32, 16, 16])
        }
    }

    @Test func problemsNameTheFileAndTheLine() throws {
        try SampleFolder.with { folder in
            for name in ["a", "b", "c", "d"] { try folder.addImage("\(name).png", name == "d" ? 31 : 30, 20) }
            let shapes = [
                shape("good", "rectangle", "[[0, 0], [4, 4]]"), shape("two", "polygon", "[[0, 0], [1, 1]]"),
                shape("line", "line", "[[0, 0], [1, 1]]"), shape("far", "polygon", "[[0, 0], [1e9, 0], [1, 1]]"),
                shape("crop", "mask", "[[0, 0], [1, 1]]", "\"mask\": \"!\""), "{\"points\": []}",
            ]
            try folder.add("a.json", text: json(shapes, image: "..\\\\pictures\\\\a.png"))
            try folder.add("b.json", text: "{\"shapes\":\n [}")
            try folder.add("d.json", text: json([], image: "d.png"))
            try folder.add("e.json", text: json([], image: "gone.png"))
            let imported = try Dataset.importing(from: folder.path, format: .labelMe)
            #expect(imported.fileNames == ["a.png"])
            #expect(imported.dataset.annotations.count == 1)
            let messages = imported.messages(in: folder)
            let starts = [
                ": expected shapes that have pixels, found others, too: 1 of line, the first in a.json: shapes[2] (object skipped)",
                "a.json:3:", "a.json:5:", "a.json:6:", "a.json:7:", "b.json:2:",
                "d.json: expected 31×20 pixels", "e.json: expected the image gone.png, found none",
            ]
            #expect(messages.count == starts.count)
            // The first is of the folder itself.
            #expect(messages[0].replacingOccurrences(of: folder.path, with: "") == starts[0])
            for (message, start) in zip(messages, starts).dropFirst() { #expect(message.hasPrefix(start)) }
            #expect(messages[1].contains("shapes[1].points should be a list of 3 points or more"))
        }
    }
}
