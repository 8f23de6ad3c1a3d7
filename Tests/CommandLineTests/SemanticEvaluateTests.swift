import ClassMaps
import COCO
import Foundation
import Geometry
import TestSupport
import Testing

/// `maskrcnn eval --task semantic`.
struct SemanticEvaluateTests {
    let folder: TemporaryFolder
    let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        _ = try folder.add("classes.txt", Array("background\ncat\ndog\n".utf8))
        // Of six pixels one is ignored, and four of five are right.
        try write("truth/a", [0, 0, 1, 1, 255, 2])
        try write("predicted/a", [0, 1, 1, 1, 1, 2])
    }

    private func write(_ name: String, _ labels: [UInt8], height: Int = 2) throws {
        let path = folder(name) + ".png"
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
        let size = ImageSize(width: labels.count / height, height: height)
        try ClassMap(size: size, labels: labels).write(toFile: path, palette: .voc)
    }

    private func evaluate(_ more: String..., truth: String = "truth") async throws -> Tool.Outcome {
        try await tool.run(["eval", "--task", "semantic", "--ground-truth", truth, "--results", "predicted"] + more)
    }

    @Test func foldersAreComparedAndEveryClassHasALine() async throws {
        let outcome = try await evaluate("--labels", "classes.txt")
        #expect(outcome.status == 0, "\(outcome.errors)")
        // Background: 1 of 2; cats: 2 of 2 and one too many; dogs: the one.
        #expect(
            outcome.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") } == [
                "pixel accuracy 0.800", "mean class accuracy 0.833", "mean IoU 0.722",
                "mean IoU of classes that occur 0.722", "class pixels predicted accuracy IoU",
                "background 2 1 0.500 0.500", "cat 2 3 1.000 0.667", "dog 1 1 1.000 1.000",
            ])
        #expect(outcome.errors.isEmpty)
        #expect(!folder.has("evaluation.html"))
    }

    @Test func jsonHasEveryNumberInFull() async throws {
        _ = try folder.add("four.txt", Array("background\ncat\ndog\ncow".utf8))
        let outcome = try await evaluate("--labels", "four.txt", "--json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let json = try outcome.json
        let figures = try #require(json["figures"] as? [String: Any])
        #expect(figures["mean_iou"] is NSNull)
        let mean = try #require(figures["mean_iou_of_occurring_classes"] as? Double)
        #expect(abs(mean - (0.5 + 2.0 / 3 + 1) / 3) < 1e-15)
        #expect(json["confusion"] as? [[Int]] == [[1, 1, 0, 0], [0, 2, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]])
        #expect(json["ignored_pixels"] as? Int == 1)
        #expect(outcome.errors.contains("note: 1 class occurs neither in the ground truth nor in the predictions"))
    }

    @Test func picturesOfOneSideAloneAreNamed() async throws {
        try write("truth/b", [0, 0])
        try write("predicted/c", [0, 0])
        let outcome = try await evaluate("--labels", "classes.txt", "--json")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("without a class map: b"), "\(outcome.errors)")
        #expect(outcome.errors.contains("without ground truth: c"), "\(outcome.errors)")
        #expect(try outcome.json["missing"] as? [String] == ["b"])
        #expect(try outcome.json["extra"] as? [String] == ["c"])
        #expect(try outcome.json["images"] as? Int == 1)
    }

    @Test func mapsThatCannotBeComparedAreNamedAndTheOthersCount() async throws {
        try write("truth/b", [0, 0])
        try write("predicted/b", [0, 0], height: 1)
        try write("truth/c", [0, 9])
        try write("predicted/c", [0, 0])
        let outcome = try await evaluate("--labels", "classes.txt")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("predicted/b.png: expected 1×2 pixels, as its picture has, found 2×1"))
        #expect(outcome.errors.contains("truth/c.png: the pixel at x 0, y 1 has the value 9, which is no class"))
        #expect(outcome.errors.contains("2 class maps could not be compared"))
        #expect(outcome.output.contains("0.800"))
    }

    @Test func aDataSetIsPaintedIn() async throws {
        // Two columns are a cat's, the rest of three is background.
        let annotation = Annotation(
            id: 1, imageID: 1, categoryID: 5, box: nil, area: nil, segmentation: .polygons([[0, 0, 2, 0, 2, 2, 0, 2]]))
        let dataset = Dataset(
            images: [DatasetImage(id: 1, fileName: "train/a.jpg", size: ImageSize(width: 3, height: 2))],
            annotations: [annotation], categories: [ObjectCategory(id: 5, name: "cat")])
        try dataset.write(toFile: folder("data.json"))
        try write("predicted/a", [1, 1, 0, 1, 1, 1])
        let outcome = try await evaluate("--json", truth: "data.json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try outcome.json["confusion"] as? [[Int]] == [[1, 1], [0, 4]])
    }

    @Test(
        arguments: [
            (["--labels", "classes.txt", "--iou-type", "segm"], 64, "--iou-type is for objects"),
            (["--labels", "classes.txt", "--images", "truth"], 64, "--images is for --weights"),
            (["--labels", "classes.txt", "--output", "a.html"], 64, "--output is for objects"),
            (["--labels", "none.txt"], 66, "none.txt: cannot be read"),
            ([], 64, "--labels should be a file that names the classes: one a line, from class 0 on, but is not given"),
            (["--labels", "classes.txt", "--ignore-index", "70000"], 64, "--ignore-index"),
        ] as [([String], Int32, String)])
    func whatCannotBeMeantIsAnError(options: [String], status: Int32, words: String) async throws {
        let outcome = try await tool.run(
            ["eval", "--task", "semantic", "--ground-truth", "truth", "--results", "predicted"] + options)
        #expect(outcome.status == status, "\(outcome.errors)")
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    @Test func otherFoldersAndOtherTasksSaySo() async throws {
        try write("else/z", [0, 0])
        let labels = ["--labels", "classes.txt"]
        let strange = try await tool.run(
            ["eval", "--task", "semantic", "--gt", "truth", "--results", "else"] + labels)
        #expect(strange.status == 65)
        #expect(strange.errors.contains("none of 1 class map of else has the name of one of 1 picture of truth: z, a"))
        let file = try await tool.run(
            ["eval", "--task", "semantic", "--gt", "truth", "--results", "classes.txt"] + labels)
        #expect(file.status == 66)
        let objects = try await tool.run(["eval", "--gt", "truth.json", "--results", "r.json", "--overlaps", "ignored"])
        #expect(objects.status == 64)
        #expect(objects.errors.contains("--overlaps is for --task semantic."))
    }
}
