import COCO
import ClassMaps
import Foundation
import Geometry
import Imaging
import TestSupport
import Testing

/// `maskrcnn eval --task semantic --weights`.
struct ClassMapModelTests {
    let folder: TemporaryFolder
    let tool: Tool

    /// The ground truth is what the model itself gives.
    init() async throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        try SmallSegmenter.write("maps.safetensors", in: folder)
        try Samples.writePicture("in/a.png", in: folder)
        try Samples.picture(width: 50, height: 70).write(toFile: folder.path("in/b.png"))
        let made = try await tool(
            "predict", "in", "--weights", "maps.safetensors", "--format", "classes", "--output", "out")
        try #require(made.status == 0, "\(made.errors)")
    }

    private func evaluate(_ truth: String, _ more: String...) async throws -> Tool.Outcome {
        try await tool.run(
            [
                "eval", "--task", "semantic", "--ground-truth", truth, "--images", "in", "--weights",
                "maps.safetensors",
            ] + more)
    }

    @Test func aModelAgreesWithItsOwnMaps() async throws {
        let outcome = try await evaluate("out/classes", "--json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let json = try outcome.json
        let figures = try #require(json["figures"] as? [String: Any])
        #expect(figures["pixel_accuracy"] as? Double == 1)
        #expect(figures["mean_iou_of_occurring_classes"] as? Double == 1)
        #expect(json["images"] as? Int == 2)
        let classes = try #require(json["classes"] as? [[String: Any]])
        #expect(classes.map { $0["name"] as? String } == ["background", "cat", "dog"])
        #expect((json["model"] as? String)?.hasPrefix("fcn_resnet50, 3 classes") == true)
        // The same as of files, and less than all where one pixel is another class.
        let path = folder.path("out/classes/a.png")
        let palette = try ClassPalette(names: ["background", "cat", "dog"])
        let map = try ClassMapReader(palette: palette).map(contentsOfFile: path)
        var labels = map.labels
        labels[7] = (labels[7] + 1) % 3
        try ClassMap(size: map.size, labels: labels).write(toFile: path, palette: palette)
        let less = try await evaluate("out/classes", "--json").json["figures"] as? [String: Any]
        let (right, all) = (9643.0, 9644.0)
        #expect(less?["pixel_accuracy"] as? Double == right / all)
    }

    @Test func classesOfADataSetAreFoundByName() async throws {
        // A dog that covers the picture, and a fox that the model does not know, in categories of other numbers.
        func square(_ id: Int, _ category: Int, _ side: Double) -> Annotation {
            Annotation(
                id: id, imageID: 1, categoryID: category, box: nil, area: nil,
                segmentation: .polygons([[0, 0, side, 0, side, 64, 0, 64]]))
        }
        let dataset = Dataset(
            images: [DatasetImage(id: 1, fileName: "a.png", size: ImageSize(width: 96, height: 64))],
            annotations: [square(1, 9, 96), square(2, 4, 10)],
            categories: [ObjectCategory(id: 4, name: "fox"), ObjectCategory(id: 9, name: "dog")])
        try dataset.write(toFile: folder.path("data.json"))
        let outcome = try await evaluate("data.json", "--json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let palette = try ClassPalette(names: ["background", "cat", "dog"])
        let map = try ClassMapReader(palette: palette).map(contentsOfFile: folder.path("out/classes/a.png"))
        let counts = Array(map.pixelCounts.prefix(3))
        #expect(try outcome.json["confusion"] as? [[Int]] == [[0, 0, 0], [0, 0, 0], counts])
        #expect(outcome.errors.contains("1 object of a category that is no class is not painted: fox"))
        #expect(outcome.errors.contains("data.json has no category called cat"), "\(outcome.errors)")
    }

    @Test func contradictionsAndMissingFilesAreErrors() async throws {
        try folder.write("background\ndog\ncat\n", to: "turned.txt")
        let turned = try await evaluate("out/classes", "--labels", "turned.txt")
        #expect(turned.status == 65)
        #expect(
            turned.errors.contains("turned.txt: class 1 is called \"dog\", which is class 2 of"), "\(turned.errors)")
        let strange = Dataset(
            images: [DatasetImage(id: 1, fileName: "a.png", size: ImageSize(width: 96, height: 64))], annotations: [],
            categories: [ObjectCategory(id: 1, name: "fox")])
        try strange.write(toFile: folder.path("fox.json"))
        let fox = try await evaluate("fox.json")
        #expect(fox.status == 65 && fox.errors.contains("some of the classes' names"), "\(fox.errors)")

        try FileManager.default.removeItem(atPath: folder.path("in/b.png"))
        let missing = try await evaluate("out/classes")
        #expect(missing.status == 1)
        #expect(missing.errors.contains("1 picture of the ground truth without an image: b"), "\(missing.errors)")
        #expect(missing.output.contains("pixel accuracy"))
        let nowhere = try await tool(
            "eval", "--task", "semantic", "--gt", "out/classes", "--images", "none", "--weights", "maps.safetensors")
        #expect(nowhere.status == 66, "\(nowhere.errors)")
    }

    @Test func modelsOfTheOtherTaskAreNamed() async throws {
        try Samples.writeWeights(in: folder)
        let detector = try await tool(
            "eval", "--task", "semantic", "--gt", "out/classes", "--images", "in", "--weights", "small.safetensors")
        #expect(detector.status == 64)
        #expect(detector.errors.contains("it is of small, which finds objects"), "\(detector.errors)")
        let batches = try await evaluate("out/classes", "--batch", "2")
        #expect(batches.status == 64 && batches.errors.contains("--batch is for objects"), "\(batches.errors)")
    }
}
