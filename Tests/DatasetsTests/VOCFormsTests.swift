import COCO
import Datasets
import Geometry
import Testing

/// Forms of VOC's files that other programs write.
@Suite struct VOCFormsTests {
    private func imported(
        _ objects: String..., width: Int = 100, height: Int = 80
    ) throws -> (annotations: [Annotation], messages: [String]) {
        try SampleFolder.with { folder in
            try folder.addImage("a.jpg", width, height)
            try folder.add(
                "a.xml", text: "<annotation><filename>a.jpg</filename>\n\(objects.joined(separator: "\n"))</annotation>"
            )
            var options = ImportOptions()
            options.segmentationForm = .polygons(tolerance: 0)
            let imported = try Dataset.importing(from: folder.path, format: .voc, options: options)
            return (imported.dataset.annotations, imported.messages(in: folder))
        }
    }

    private func box(_ left: String, _ top: String, _ right: String, _ bottom: String) -> String {
        "<bndbox><xmin>\(left)</xmin><ymin>\(top)</ymin><xmax>\(right)</xmax><ymax>\(bottom)</ymax></bndbox>"
    }

    private func object(_ content: String) -> String { "<object><name>cell</name>\(content)</object>" }

    static let layouts = [
        "<x1>11</x1><y1>21</y1><x2>31</x2><y2>21</y2><x3>31</x3><y3>41</y3><x4>11</x4><y4>41</y4>",
        "<y1>21</y1><y2>21</y2><y3>41</y3><y4>41</y4><x4>11</x4><x3>31</x3><x2>31</x2><x1>11</x1>",
        "<point><x>11</x><y>21</y></point><point><x>31</x><y>21</y></point><point><x>31</x><y>41</y></point><point><x>11</x><y>41</y></point>",
        "<x>11</x><y>21</y><x>31</x><y>21</y><x>31</x><y>41</y><x>11</x><y>41</y>",
        "11,21,31,21,31,41,11,41", "<points>11,21;31,21;31,41;11,41</points>",
        "<pt>11 21</pt><pt>31 21</pt><pt>31 41</pt><pt>11 41</pt>",
    ]

    /// The square from (10, 20) to (30, 40), counted from 1 as boxes are; the web tool of LabelMe counts from 0.
    @Test(arguments: layouts)
    func polygonsHaveManyLayouts(layout: String) throws {
        let (annotations, messages) = try imported(object(box("11", "21", "30", "40") + "<polygon>\(layout)</polygon>"))
        #expect(messages.isEmpty)
        let offset: Double = layout.contains("<pt>") ? 1 : 0
        #expect(annotations[0].box == AnnotationBox(x: 10 + offset, y: 20 + offset, width: 20, height: 20))
        #expect(annotations[0].area == 400)
        #expect(annotations[0].segmentation != nil)
    }

    @Test func labelMesWebToolHasPolygonsAlone() throws {
        let square = [(10, 20), (30, 20), (30, 40), (10, 40)].map { "<pt><x>\($0.0)</x><y>\($0.1)</y></pt>" }.joined()
        let (annotations, messages) = try imported(
            "<imagesize><nrows>80</nrows><ncols>100</ncols></imagesize>",
            object("<deleted>0</deleted><polygon><username>me</username>\(square)</polygon>"),
            object("<deleted>1</deleted><polygon>\(square)</polygon>"),
            object("<type>bounding_box</type><polygon>\(square)</polygon>"),
            object("<segm><mask>a_mask_0.png</mask></segm>"))
        #expect(annotations.map(\.box) == [10, 10].map { AnnotationBox(x: $0, y: 20, width: 20, height: 20) })
        #expect(annotations.map { $0.segmentation == nil } == [false, true])
        #expect(
            messages == [
                "a.xml:6: expected a box or a polygon of cell, found a mask, a_mask_0.png, which is not read (object skipped)"
            ])
    }

    @Test func severalPolygonsAreOneObject() throws {
        let parts = [10, 50].map { x in
            "<polygon><x1>\(x)</x1><y1>10</y1><x2>\(x + 10)</x2><y2>10</y2><x3>\(x + 10)</x3><y3>20</y3><x4>\(x)</x4><y4>20</y4></polygon>"
        }
        let (annotations, _) = try imported(object(parts.joined()))
        #expect(annotations.map(\.area) == [200])
        #expect(annotations[0].box == AnnotationBox(x: 9, y: 9, width: 50, height: 10))
    }

    @Test(arguments: [
        ("<x1>1</x1><y1>1</y1><x2>5</x2><y2>5</y2>", "2"), ("<x1>1</x1><y1>1</y1><x2>5</x2>", "2 of x and 1 of y"),
        ("1,2,3,4,5,6,7", "7 numbers"), ("1,2,x,4,5,6", "\"x\""), ("", "0"),
        ("<x1>1</x1><y1>1</y1><x2>5</x2><y2>5</y2><x3>1</x3><y4>5</y4>", "no y for each x"),
    ])
    func brokenPolygonsAreNamedWithTheLine(content: String, found: String) throws {
        let good = object(box("1", "1", "5", "5"))
        let (annotations, messages) = try imported(
            good, object(box("1", "1", "5", "5") + "<polygon>\(content)</polygon>"))
        #expect(annotations.count == 1)
        #expect(
            messages == ["a.xml:3: expected 3 points or more in a <polygon> of cell, found \(found) (object skipped)"])
    }

    /// A box of 20 × 10 pixels around (50, 40), turned by a right angle: 10 × 20 pixels.
    @Test func turnedBoxesArePolygons() throws {
        let (annotations, messages) = try imported(
            object("<robndbox><cx>50</cx><cy>40</cy><w>20</w><h>10</h><angle>1.5707963267948966</angle></robndbox>"))
        #expect(messages.isEmpty)
        #expect(annotations[0].area == 200)
        #expect(annotations[0].box == AnnotationBox(x: 45, y: 30, width: 10, height: 20))
    }

    @Test func boxesFromZeroAreEdges() throws {
        let (annotations, messages) = try imported(
            object(box("0", "0", "100", "80")), object(box("10", "20", "30", "40")))
        #expect(
            annotations.map(\.box) == [
                AnnotationBox(x: 0, y: 0, width: 100, height: 80), AnnotationBox(x: 10, y: 20, width: 20, height: 20),
            ])
        try #require(messages.count == 1)
        #expect(messages[0].contains("found 1 of 2 boxes that begin at 0, the first in "))
        #expect(messages[0].hasSuffix("a.xml:2; all are taken for edges that count from 0 (note)"))
    }

    @Test func boxesFromZeroThatEndAtTheLastPixelHaveBothEnds() throws {
        let (annotations, messages) = try imported(
            object(box("0", "0", "99", "79")), object(box("10", "20", "29", "39")))
        #expect(
            annotations.map(\.box) == [
                AnnotationBox(x: 0, y: 0, width: 100, height: 80), AnnotationBox(x: 10, y: 20, width: 20, height: 20),
            ])
        #expect(messages.count == 1)
    }

    /// Two boxes begin at 1 and one at 0: they count from 1, and 0 is a slip that stays inside the image.
    @Test func oneZeroAmongOnesIsASlip() throws {
        let (annotations, messages) = try imported(
            object(box("1", "1", "100", "80")), object(box("1", "20", "30", "40")), object(box("0", "20", "30", "40")))
        #expect(
            annotations.map(\.box) == [
                AnnotationBox(x: 0, y: 0, width: 100, height: 80), AnnotationBox(x: 0, y: 19, width: 30, height: 21),
                AnnotationBox(x: 0, y: 19, width: 30, height: 21),
            ])
        try #require(messages.count == 1)
        #expect(messages[0].hasSuffix("2 begin at 1, so that 0 is taken for 1 (note)"))
    }

    /// Label Studio's converter, which writes its name as that of the pictures' owner.
    @Test func labelStudioCountsFromZero() throws {
        let (annotations, messages) = try imported(
            "<owner><flickrid>NULL</flickrid><name>Label Studio</name></owner>", object(box("40", "20", "50", "60")))
        #expect(annotations[0].box == AnnotationBox(x: 40, y: 20, width: 10, height: 40))
        try #require(messages.count == 1)
        #expect(
            messages[0].hasSuffix("found 1 of 1 boxes by Label Studio, whose boxes are edges that count from 0 (note)"))
    }

    /// As Datumaro and CVAT write them; one among whole numbers, as VOC 2012 has some, changes nothing.
    @Test func decimalsAreEdges() throws {
        let (annotations, messages) = try imported(
            object(box("10.5", "20.25", "30.5", "40.25")), object(box("10.0", "20.0", "30.0", "40.0")))
        #expect(
            annotations.map(\.box) == [
                AnnotationBox(x: 10.5, y: 20.25, width: 20, height: 20),
                AnnotationBox(x: 10, y: 20, width: 20, height: 20),
            ])
        #expect(messages.count == 1)
        let whole = object(box("11", "21", "30", "40"))
        let mixed = try imported(whole, whole, object(box("11.0", "21.5", "30.0", "40.0")))
        #expect(mixed.messages.isEmpty)
        #expect(mixed.annotations[0].box == AnnotationBox(x: 10, y: 20, width: 20, height: 20))
    }

    private func names(_ declaration: String, _ name: [UInt8]) throws -> (names: [String], messages: [String]) {
        try SampleFolder.with { folder in
            try folder.addImage("a.jpg", 100, 80)
            try folder.addImage("b.jpg", 100, 80)
            let head = Array("<?xml version=\"1.0\" \(declaration)?>\n<annotation><object><name>".utf8)
            let tail = Array("</name>\(box("1", "1", "9", "9"))</object></annotation>".utf8)
            try folder.add("a.xml", head + name + tail)
            try folder.add(
                "b.xml", text: "<annotation>\(object(box("1", "1", "9", "9")))</annotation>")
            let imported = try Dataset.importing(from: folder.path, format: .voc)
            return (imported.dataset.categories.map(\.name), imported.messages(in: folder))
        }
    }

    @Test(
        arguments: [
            ("encoding=\"GBK\"", [0xc3, 0xa8], "猫"), ("encoding='gb2312'", [0xc3, 0xa8], "猫"),
            ("encoding=\"ISO-8859-1\"", [0x72, 0xe9], "ré"),
            ("encoding = \"Shift_JIS\" standalone=\"yes\"", [0x94, 0x4c], "猫"),
            ("encoding=\"utf-8\"", [0xc3, 0xa9], "é"), ("", [0xc3, 0xa9], "é"),
        ] as [(String, [UInt8], String)])
    func otherEncodingsAreConverted(_ declaration: String, _ bytes: [UInt8], _ name: String) throws {
        let found = try names(declaration, bytes)
        #expect(found.names == ["cell", name])
        #expect(found.messages == [])
    }

    /// The system's parser would trap on some of these.
    @Test(
        arguments: [
            ("", [0xb0, 0xd4], "a.xml:2: expected text in UTF-8, found the byte 0xb0, which begins no character"),
            ("encoding=\"UTF-8\"", [0xed, 0xa0, 0x80], "expected text in UTF-8, found half of a surrogate pair"),
            ("encoding=\"UTF-8\"", [0xc0, 0xaf], "found an overlong form"),
            (
                "encoding=\"GBK\"", [0x61, 0xff, 0x61],
                "a.xml:2: expected text in GBK, as the file says, found the byte 0xff"
            ),
            (
                "encoding=\"UTF-7\"", [0x61],
                "a.xml:1: expected text in UTF-8 or a usual encoding, found the encoding \"UTF-7\""
            ),
        ] as [(String, [UInt8], String)])
    func otherBytesCostTheirFileAlone(_ declaration: String, _ bytes: [UInt8], _ message: String) throws {
        let found = try names(declaration, bytes)
        #expect(found.names == ["cell"])
        try #require(found.messages.count == 1)
        #expect(found.messages[0].contains(message), "\(found.messages[0])")
    }

    @Test func utf16IsConverted() throws {
        try SampleFolder.with { folder in
            try folder.addImage("a.jpg", 100, 80)
            let text =
                "<?xml version=\"1.0\" encoding=\"utf-16\"?><annotation><object><name>猫</name>"
                + box("1", "1", "9", "9") + "</object></annotation>"
            let units = [0xfeff] + Array(text.utf16)
            try folder.add("a.xml", units.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] })
            #expect(try Dataset.importing(from: folder.path, format: .voc).dataset.categories.map(\.name) == ["猫"])
        }
    }

    @Test(arguments: [
        "<!DOCTYPE a [<!ENTITY x \"y\">]>", "<!DOCTYPE a [<!ATTLIST a b CDATA \"c\">]>",
        "<!DOCTYPE a [<!ENTITY % x SYSTEM \"file:///etc/passwd\"> %x;]>",
    ])
    func declarationsAreRefused(_ declaration: String) throws {
        #expect(throws: DatasetError.self) {
            try SampleFolder.with { folder in
                try folder.addImage("a.jpg")
                try folder.add(
                    "a.xml", text: declaration + "<annotation>\(object(box("1", "1", "9", "9")))</annotation>")
                _ = try Dataset.importing(from: folder.path, format: .voc)
            }
        }
    }

    @Test func aDocumentTypeWithoutDeclarationsIsPassedOver() throws {
        try SampleFolder.with { folder in
            try folder.addImage("a.jpg", 100, 80)
            try folder.add(
                "a.xml",
                text:
                    "<!DOCTYPE annotation SYSTEM \"voc.dtd\"><annotation>\(object(box("1", "1", "9", "9")))</annotation>"
            )
            #expect(try Dataset.importing(from: folder.path, format: .voc).dataset.annotations.count == 1)
        }
    }
}
