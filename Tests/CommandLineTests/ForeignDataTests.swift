import COCO
import Foundation
import Geometry
import Imaging
import TestSupport
import Testing

/// `maskrcnn dataset` with files as other tools and other systems leave them.
struct ForeignDataTests {
    let folder: TemporaryFolder
    let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
    }

    private func addPicture(_ name: String) throws {
        let size = ImageSize(width: 6, height: 4)
        try folder.write(Data(Image(size: size, filledWith: .black).encoded(as: .png)), to: name)
    }

    @Test func labelsWithoutTheirPictureAreAProblem() async throws {
        try addPicture("d/images/val/a.png")
        try addPicture("d/images/train/b.png")
        for name in ["a", "b"] { try folder.write("0 0.5 0.5 1 1\n", to: "d/labels/train/\(name).txt") }
        let outcome = try await tool("dataset", "convert", "d", "--output", "d.json")
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.contains(
                "d/labels/train/a.txt: expected one image for the labels, found none in its place (d/images/val/a.png is in another)"
            ))
        let dataset = try Dataset(contentsOfFile: folder.path("d.json"))
        #expect(dataset.images.map(\.fileName) == ["train/b.png", "val/a.png"])
        #expect(dataset.annotations.map(\.imageID) == [1])
    }

    @Test func theFolderOfImagesHelpsToTellTheFormat() async throws {
        try addPicture("photos/a.png")
        let labels = try GrayImage(
            size: ImageSize(width: 6, height: 4), depth: .bits8, values: [1] + [UInt16](repeating: 0, count: 23))
        try folder.write(Data(labels.encodedAsPNG()), to: "numbers/a.png")
        #expect(try await tool("dataset", "convert", "numbers", "--output", "x.json").status == 65)
        let outcome = try await tool("dataset", "convert", "numbers", "--images", "photos", "--output", "x.json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("1 image, 1 object, 1 class"))
    }

    @Test func annotationsWithoutIDAreMendedByCheck() async throws {
        try folder.write(
            """
            {"images": [{"id": 1, "file_name": "part\\\\a.png", "width": 6, "height": 4}],
             "categories": [{"id": 1, "name": "cell"}],
             "annotations": [{"image_id": 1, "category_id": 1, "bbox": [1, 1, 2, 2], "area": 4, "iscrowd": 0}]}
            """, to: "d.json")
        try addPicture("pictures/part/a.png")
        let check = try await tool("dataset", "check", "d.json", "--images", "pictures")
        #expect(check.status == 65)
        #expect(check.output.contains("annotations[0].id"))
        #expect(check.output.contains("image-name-not-portable (1)"))
        let fixed = try await tool("dataset", "check", "d.json", "--images", "pictures", "--fix", "mended.json")
        #expect(fixed.status == 0, "\(fixed.output)")
        let mended = try Dataset(contentsOfFile: folder.path("mended.json"))
        #expect(mended.annotations.map(\.id) == [1])
        #expect(mended.images.map(\.fileName) == ["part/a.png"])
        #expect(try await tool("dataset", "check", "mended.json", "--images", "pictures", "--strict").status == 0)
    }

    @Test func pictureInsideTheFileIsCopiedOut() async throws {
        let picture = try Image(size: ImageSize(width: 6, height: 4), filledWith: .white).encoded(as: .png)
        let data = Data(picture).base64EncodedString()
        try folder.write(
            """
            {"imagePath": "gone.png", "imageData": "\(data)", "shapes":
             [{"label": "cell", "shape_type": "rectangle", "points": [[0, 0], [2, 2]]}]}
            """, to: "d/x.json")
        #expect(try await tool("dataset", "convert", "d", "--output", "x.json").status == 65)
        let outcome = try await tool("dataset", "convert", "d", "--copy-images", "--output", "out")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try folder.read("out/images/x.png") == Data(picture))
    }
}
