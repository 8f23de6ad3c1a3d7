import COCO
import Datasets
import Geometry
import Imaging
import Testing

@Suite struct VOCTests {
    private func xml(_ objects: String, file: String = "a.jpg", width: Int = 6, height: Int = 4) -> String {
        """
        <annotation>
          <filename>\(file)</filename>
          <size><width>\(width)</width><height>\(height)</height><depth>3</depth></size>
        \(objects)
        </annotation>
        """
    }

    private func object(_ name: String, _ box: (Int, Int, Int, Int), _ more: String = "") -> String {
        """
        <object><name>\(name)</name>\(more)<bndbox><xmin>\(box.0)</xmin><ymin>\(box.1)</ymin><xmax>\(box.2)</xmax>
        <ymax>\(box.3)</ymax></bndbox></object>
        """
    }

    @Test func boxesAreCountedFromOneWithBothEnds() throws {
        try SampleFolder.with { folder in
            try folder.addImage("JPEGImages/a.jpg")
            let part = "<part><name>head</name><bndbox><xmin>9</xmin><ymin>9</ymin><xmax>9</xmax><ymax>9</ymax></bndbox></part>"
            let objects =
                object("dog", (1, 2, 6, 4), "<difficult>1</difficult><truncated>0</truncated><pose>Left \"side\"</pose>")
                + object("a &amp; b", (3, 3, 3, 3), part)
            try folder.add("Annotations/a.xml", text: xml(objects))
            let imported = try Dataset.importing(from: folder.path, format: .voc)
            #expect(imported.problems.isEmpty)
            #expect(imported.dataset.categories.map(\.name) == ["a & b", "dog"])
            #expect(imported.categoryNames == ["dog", "a & b"])
            // Columns 1 to 6 of six, and rows 2 to 4; then one pixel.
            #expect(
                imported.dataset.annotations.map(\.box) == [
                    AnnotationBox(x: 0, y: 1, width: 6, height: 3), AnnotationBox(x: 2, y: 2, width: 1, height: 1),
                ])
            #expect(imported.dataset.annotations.map(\.area) == [18, 1])
            #expect(imported.dataset.annotations.allSatisfy { $0.segmentation == nil })
            #expect(
                imported.dataset.annotations[0].otherFields == [
                    OtherField(name: "difficult", json: "1"), OtherField(name: "truncated", json: "0"),
                    OtherField(name: "pose", json: #""Left \"side\"""#),
                ])
        }
    }

    @Test func masksGoToTheObjectsTheyFit() throws {
        try SampleFolder.with { folder in
            try folder.addImage("JPEGImages/a.jpg")
            try folder.add(
                "Annotations/a.xml", text: xml(object("cat", (5, 1, 6, 2)) + object("dog", (1, 1, 2, 2))))
            try folder.addLabels("SegmentationObject/a.png", "11..22", "11..22", "......", "33...4")
            // 15 is person, the fifteenth in the alphabet of VOC's names; the last region has no category.
            try folder.addLabels("SegmentationClass/a.png", "cc..88", "cc..88", "......", "ff....")
            let imported = try Dataset.importing(from: folder.path, format: .voc)
            #expect(imported.categoryNames == ["cat", "dog", "person"])
            #expect(
                try imported.masks(of: "a.jpg") == [
                    mask("....##", "....##", "......", "......"), mask("##....", "##....", "......", "......"),
                    mask("......", "......", "......", "##...."),
                ])
            #expect(
                imported.messages(in: folder) == [
                    "SegmentationObject/a.png: expected a box of the XML file around the pixels of value 4, found none (object skipped)"
                ])
        }
    }

    static let broken: [(String, String)] = [
        ("<annotation>\n<object>\n</annotation>", "b.xml:3: expected XML, found something else"),
        ("<html/>", "b.xml:1: expected an element <annotation>, found <html>"),
        ("", "b.xml:1: expected XML, found something else"),
        ("not XML", "b.xml:1: expected XML, found something else"),
        ("<!DOCTYPE a [<!ENTITY x \"y\">]><annotation/>", "expected XML without declarations of entities, found some"),
    ]

    @Test(arguments: broken)
    func brokenFilesAreNamedWithTheLine(text: String, expected: String) throws {
        try SampleFolder.with { folder in
            try folder.addImage("a.jpg")
            try folder.addImage("b.jpg")
            try folder.add("a.xml", text: xml(object("dog", (1, 1, 2, 2))))
            try folder.add("b.xml", text: text)
            let imported = try Dataset.importing(from: folder.path, format: .voc)
            #expect(imported.fileNames == ["a.jpg"])
            try #require(imported.problems.count == 1)
            #expect(imported.messages(in: folder)[0].contains(expected))
        }
    }

    @Test func brokenObjectsAreNamedWithTheLine() throws {
        try SampleFolder.with { folder in
            try folder.addImage("a.jpg")
            let objects = [
                object("dog", (1, 1, 2, 2)), "<object><bndbox/></object>", "<object><name>x</name></object>",
                "<object><name>y</name><bndbox><xmin>nan</xmin></bndbox></object>", object("z", (4, 1, 2, 2)),
            ]
            // The first object begins in line 4 of the text and takes two lines.
            try folder.add("a.xml", text: xml(objects.joined(separator: "\n")))
            let imported = try Dataset.importing(from: folder.path, format: .voc)
            #expect(imported.dataset.annotations.count == 1)
            #expect(
                imported.messages(in: folder) == [
                    "a.xml:6: expected an object with a <name>, found none (object skipped)",
                    "a.xml:7: expected a number in <xmin> of x, found none (object skipped)",
                    "a.xml:8: expected a number in <xmin> of y, found \"nan\" (object skipped)",
                    "a.xml:9: expected a box of z whose ends follow its beginnings, found 4.0, 1.0 to 2.0, 2.0 (object skipped)",
                ])
        }
    }

    @Test func sizesAndNamesThatDoNotFit() throws {
        try SampleFolder.with { folder in
            for name in ["a", "b", "c"] { try folder.addImage("images/\(name).png") }
            // A renamed image, whose XML has no size either; a wrong size; no image.
            try folder.add("xml/a.xml", text: xml("", file: "old.jpg", width: 0, height: 0))
            try folder.add("xml/b.xml", text: xml("", file: "b.png", width: 7))
            try folder.add("xml/d.xml", text: xml("", file: "d.png"))
            let imported = try Dataset.importing(from: folder.path, format: .voc)
            #expect(imported.fileNames == ["a.png"])
            let messages = imported.messages(in: folder)
            #expect(messages.contains { $0.hasPrefix("xml/b.xml: expected 6×4 pixels, as ") })
            #expect(messages.contains("xml/d.xml: expected the image d.png, found none (image skipped)"))
        }
    }
}
