import COCO
import Datasets
import Testing

/// Which picture a file of labels belongs to: its own, or none.
@Suite struct PartnerTests {
    /// A layout of labels and pictures: `IMAGE` stands for a picture's folder, `LABEL` for that of its labels.
    struct Layout: CustomTestStringConvertible, Sendable {
        var image: @Sendable (String) -> String
        var label: @Sendable (String) -> String
        var testDescription: String { "\(image("PART")) and \(label("PART"))" }

        static let all = [
            Layout(image: { "images/\($0)" }, label: { "labels/\($0)" }),
            Layout(image: { "\($0)/images" }, label: { "\($0)/labels" }),
            Layout(image: { "\($0)_images" }, label: { "\($0)_labels" }),
            Layout(image: { "\($0)" }, label: { "\($0)_masks" }),
            Layout(
                image: { $0.prefix(1).uppercased() + $0.dropFirst() + "Images" },
                label: { $0.prefix(1).uppercased() + $0.dropFirst() + "Labels" }),
            Layout(image: { "pix/\($0)" }, label: { "drawn by hand/\($0)" }),
            Layout(image: { "\($0)" }, label: { "\($0)" }),
        ]
    }

    private static let formats = [DatasetFormat.yolo, .voc, .labelMe, .instanceMasks, .binaryMasks]

    /// Writes labels of one object of 2 × 2 pixels in a picture of 6 × 4.
    private func addLabels(_ path: String, image: String, _ format: DatasetFormat, to folder: SampleFolder) throws {
        switch format {
        case .yolo: try folder.add(path + ".txt", text: "0 0 0 0.3333333 0 0.3333333 0.5 0 0.5\n")
        case .voc:
            try folder.add(
                path + ".xml",
                text: """
                    <annotation><filename>\(image)</filename><object><name>cell</name><bndbox><xmin>1</xmin><ymin>1</ymin>
                    <xmax>2</xmax><ymax>2</ymax></bndbox></object></annotation>
                    """)
        case .labelMe:
            try folder.add(
                path + ".json",
                text: """
                    {"imagePath": "\(image)", "shapes":
                     [{"label": "cell", "shape_type": "rectangle", "points": [[0, 0], [2, 2]]}]}
                    """)
        case .instanceMasks: try folder.addLabels(path + "_mask.png", "11....", "11....", "......", "......")
        case .binaryMasks: try folder.addLabels(path + "_1.png", "11....", "11....", "......", "......")
        case .coco, .labelStudio, .cvat, .labels, .geoJSON, .imageJ, .cellpose: break
        }
    }

    @Test(arguments: formats, Layout.all)
    func aPictureIsFoundInItsOwnPart(format: DatasetFormat, layout: Layout) throws {
        try SampleFolder.with { folder in
            for part in ["train", "val"] {
                for name in ["a", "b"] {
                    try folder.addImage("\(layout.image(part))/\(name).png")
                    try addLabels("\(layout.label(part))/\(name)", image: "\(name).png", format, to: folder)
                }
            }
            let imported = try Dataset.importing(from: folder.path, format: format)
            #expect(imported.problems.isEmpty)
            #expect(imported.dataset.images.count == 4)
            #expect(imported.dataset.annotations.map(\.imageID) == [1, 2, 3, 4])
        }
    }

    /// The training picture `b` is missing, and one of validation has its name: it is not to get the labels.
    @Test(arguments: formats, Layout.all)
    func labelsWithoutTheirPictureTakeNoNamesake(format: DatasetFormat, layout: Layout) throws {
        try SampleFolder.with { folder in
            try folder.addImage("\(layout.image("train"))/a.png")
            try addLabels("\(layout.label("train"))/a", image: "a.png", format, to: folder)
            try addLabels("\(layout.label("train"))/b", image: "b.png", format, to: folder)
            try folder.addImage("\(layout.image("valid"))/b.png")
            let imported = try Dataset.importing(from: folder.path, format: format)
            let a = try #require(imported.dataset.images.first { $0.fileName?.hasSuffix("a.png") ?? false })
            #expect(imported.dataset.annotations.map(\.imageID) == [a.id])
            let lost = imported.messages(in: folder).filter { $0.hasPrefix("\(layout.label("train"))/b") }
            #expect(lost.count == 1)
            #expect(imported.problems.contains { $0.effect != .note })
        }
    }

    @Test(arguments: formats)
    func theOnlyPictureMayBeOfAnotherPart(format: DatasetFormat) throws {
        try SampleFolder.with { folder in
            try folder.addImage("images/valid/a.png")
            try addLabels("labels/train/a", image: "a.png", format, to: folder)
            if let imported = try? Dataset.importing(from: folder.path, format: format) {
                #expect(imported.dataset.annotations.isEmpty)
                #expect(imported.problems.contains { $0.effect != .note })
            }
        }
    }

    @Test func labelsInOneFolderGoWithPicturesInSeveral() throws {
        try SampleFolder.with { folder in
            try folder.addImage("images/first/a.png")
            try folder.addImage("images/second/b.png")
            for name in ["a", "b"] { try addLabels("xml/\(name)", image: "\(name).png", .voc, to: folder) }
            let imported = try Dataset.importing(from: folder.path, format: .voc)
            #expect(imported.problems.isEmpty)
            #expect(imported.fileNames == ["first/a.png", "second/b.png"])
            #expect(imported.dataset.annotations.map(\.imageID) == [1, 2])
        }
    }

    /// Two pictures of one name: the labels may be of either, so that neither is a picture without objects.
    @Test func picturesOfOneNameShareNoLabels() throws {
        try SampleFolder.with { folder in
            for name in ["other.png", "scan.png", "scan.jpg"] { try folder.addImage("images/\(name)") }
            for name in ["other", "scan"] { try addLabels("labels/\(name)", image: "", .yolo, to: folder) }
            let imported = try Dataset.importing(from: folder.path, format: .yolo)
            #expect(imported.fileNames == ["other.png"])
            #expect(
                imported.messages(in: folder) == [
                    "labels/scan.txt: expected one image for the labels, found images/scan.jpg, images/scan.png (object skipped)",
                    "images/scan.jpg: expected one file of labels that is for it alone, found labels/scan.txt (image skipped)",
                    "images/scan.png: expected one file of labels that is for it alone, found labels/scan.txt (image skipped)",
                ])
        }
    }

    /// `b.xml` was copied from `a.xml` and still names its picture.
    @Test func aCopiedFileKeepsItsOwnPicture() throws {
        try SampleFolder.with { folder in
            for name in ["a", "b"] {
                try folder.addImage("\(name).png")
                try addLabels(name, image: "a.png", .voc, to: folder)
            }
            let imported = try Dataset.importing(from: folder.path, format: .voc)
            #expect(imported.fileNames == ["a.png", "b.png"])
            #expect(imported.dataset.annotations.map(\.imageID) == [1, 2])
        }
    }

    @Test(arguments: [DatasetFormat.voc, .labelMe])
    func noPictureHasTwoFiles(format: DatasetFormat) throws {
        try SampleFolder.with { folder in
            try folder.addImage("a.png")
            try addLabels("a", image: "a.png", format, to: folder)
            try addLabels("copy of a", image: "a.png", format, to: folder)
            let imported = try Dataset.importing(from: folder.path, format: format)
            #expect(imported.fileNames == ["a.png"])
            #expect(imported.dataset.annotations.count == 1)
            let messages = imported.messages(in: folder)
            try #require(messages.count == 1)
            #expect(messages[0].hasPrefix("copy of a."))
            #expect(messages[0].hasSuffix("a.png, which other files claim (image skipped)"))
        }
    }

    /// All that is marked in `b` cannot be read: it is no picture without objects.
    @Test func aPictureWhoseLabelsAreLostIsLeftOut() throws {
        try SampleFolder.with { folder in
            for name in ["a", "b", "empty"] { try folder.addImage("\(name).png") }
            try folder.add("a.txt", text: "0 0.5 0.5 0.5 0.5\nbroken\n")
            try folder.add("b.txt", text: "0 0.5 0.5 0.5 7\n")
            try folder.add("empty.txt", text: "")
            let imported = try Dataset.importing(from: folder.path, format: .yolo)
            #expect(imported.fileNames == ["a.png", "empty.png"])
            #expect(
                imported.messages(in: folder).suffix(2) == [
                    "b.txt:1: expected numbers from 0 to 1, found \"7.0\" (object skipped)",
                    "b.png: expected objects that can be used, found none of those that are marked (image skipped)",
                ])
        }
    }

    @Test func objectsOutsideThePictureAreSaidOnce() throws {
        try SampleFolder.with { folder in
            try folder.addImage("a.png")
            let far = """
                {"label": "cell", "shape_type": "rectangle", "points": [[90, 90], [95, 95]]}
                """
            let left = far.replacing("9", with: "-9")
            try folder.add("a.json", text: "{\"imagePath\": \"a.png\", \"shapes\": [\(far), \(far), \(left)]}")
            #expect {
                try Dataset.importing(from: folder.path, format: .labelMe)
            } throws: {
                "\($0)".hasSuffix("a.png: expected objects with pixels in the image, found 3 objects without")
            }
        }
    }

    @Test(arguments: [
        (DatasetFormat.yolo, "set/labels/val", "set/images/val"), (.voc, "VOC/Annotations", "VOC/JPEGImages"),
        (.labelMe, "labels", "images"),
    ])
    func theFolderOfLabelsAloneIsEnough(format: DatasetFormat, labels: String, images: String) throws {
        try SampleFolder.with { folder in
            try folder.addImage("\(images)/a.png")
            try addLabels("\(labels)/a", image: "../images/a.png", format, to: folder)
            if format == .yolo { try folder.add("set/data.yaml", text: "names: [cell]\n") }
            let imported = try Dataset.importing(from: folder(labels), format: format)
            #expect(imported.problems.isEmpty)
            #expect(imported.categoryNames == ["cell"])
            #expect(imported.imageFolder.hasSuffix(images))
            #expect(imported.fileNames == ["a.png"])
        }
    }
}
