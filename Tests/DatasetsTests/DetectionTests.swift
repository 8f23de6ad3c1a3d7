import Datasets
import Foundation
import Testing

@Suite struct DetectionTests {
    private func guess(_ fill: (SampleFolder) throws -> Void) throws -> String {
        try SampleFolder.with { folder in
            try fill(folder)
            do {
                let guess = try DatasetFormat.detect(in: folder.path)
                return "\(guess)".replacingOccurrences(of: folder.path + "/", with: "")
            } catch {
                return "\(error)".replacingOccurrences(of: folder.path, with: "folder")
            }
        }
    }

    @Test func everyFormatIsKnownByItsFiles() throws {
        #expect(
            try guess {
                try $0.add("annotations/instances.json", text: "{\"info\": {}, \"images\": [], \"annotations\": []}")
            }
                == "COCO: annotations/instances.json holds \"images\" and \"annotations\"")
        #expect(
            try guess { try $0.add("a.json", text: "{\"version\": \"5\", \"shapes\": []}") }
                == "LabelMe: a.json holds \"shapes\" of one image")
        #expect(
            try guess { try $0.add("Annotations/a.xml", text: "<annotation></annotation>") }
                == "Pascal VOC: Annotations/a.xml holds an <annotation>")
        #expect(
            try guess { try $0.add("labels/a.txt", text: "0 0.5 0.5 1 1\n") }
                == "YOLO: labels/a.txt has lines of a category and fractions")
        #expect(
            try guess {
                try $0.addImage("PNGImages/a.png")
                try $0.addLabels("PedMasks/a_mask.png", "1")
            } == "instance masks: PedMasks/a_mask.png is named as the mask of PNGImages/a.png")
        #expect(
            try guess {
                try $0.addImage("x/images/x.png")
                try $0.addLabels("x/masks/1.png", "1")
                try $0.addLabels("x/masks/2.png", "1")
            } == "binary masks: x/masks/1.png is named as one of 2 masks of x/images/x.png")
    }

    @Test func notesBesideLabelsAreNoDataSet() throws {
        #expect(
            try guess {
                try $0.add("notes.json", text: "{\"categories\": [{\"id\": 0, \"name\": \"cell\"}]}")
                try $0.add("labels/a.txt", text: "0 0.5 0.5 1 1\n")
            } == "YOLO: labels/a.txt has lines of a category and fractions")
        // In a long file the rest may follow.
        let names = (0..<5000).map { "{\"id\": \($0), \"name\": \"a\"}" }.joined(separator: ",")
        #expect(
            try guess {
                try $0.add("all.json", text: "{\"categories\": [\(names)], \"images\": [], \"annotations\": []}")
            } == "COCO: all.json holds \"images\" and \"annotations\"")
    }

    @Test func otherFoldersAreNotGuessed() throws {
        let expected =
            "folder: expected COCO's or LabelMe's JSON, Pascal VOC's XML, YOLO's text, or images with masks, found "
        #expect(try guess { _ in } == expected + "no files")
        #expect(
            try guess {
                try $0.addImage("a.png")
                try $0.add("notes.txt", text: "Hello, world\n")
                try $0.add("other.json", text: "{}")
                try $0.add("page.xml", text: "<html/>")
            } == expected + "a.png, notes.txt, other.json and 1 more")
    }
}
