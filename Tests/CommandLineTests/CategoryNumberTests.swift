import COCO
import Foundation
import Geometry
import MaskRCNN
import TestSupport
import Testing
import Torch

/// Which numbers classes and images have, where a data set has its own.
struct CategoryNumberTests {
    let folder: TemporaryFolder
    let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        try SmallDataset.write(in: folder)
        // Its classes are 1, "cat", and 2, "dog".
        try Samples.writeWeights(in: folder)
    }

    private func write(_ name: String, categories: [(Int, String)], images: [(Int, String)] = [(1, "1.png")]) throws {
        var dataset = Dataset(
            images: images.map { DatasetImage(id: $0.0, fileName: $0.1, size: SmallDataset.size) },
            categories: categories.map { ObjectCategory(id: $0.0, name: $0.1) })
        dataset.annotations = categories.enumerated().map { index, category in
            SmallDataset.annotation(index + 1, image: images[0].0, category: category.0, x: 4)
        }
        try dataset.write(toFile: folder.path(name))
    }

    private func predict(_ arguments: String...) async throws -> Tool.Outcome {
        try await tool.run(
            [
                "predict", "images/1.png", "--weights", "small.safetensors", "--score", "0", "--max-detections", "400",
                "--format",
            ]
                + arguments)
    }

    private func categories(of file: String) throws -> Set<Int> {
        Set(try [DetectionResult](contentsOfFile: folder.path(file)).map(\.categoryID))
    }

    @Test func resultsHaveTheDataSetsIDs() async throws {
        let own = try await predict("json", "--output", "own")
        #expect(own.status == 0, "\(own.errors)")
        #expect(try categories(of: "own/results.json") == [1, 2])
        // Ids from 0, with a gap, in another order.
        try write("ids.json", categories: [(0, "dog"), (7, "Cat")], images: [(42, "1.png")])
        let outcome = try await predict("json,jsonl", "--image-ids", "ids.json", "--output", "mapped")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try categories(of: "mapped/results.json") == [0, 7])
        let before = try [DetectionResult](contentsOfFile: folder.path("own/results.json"))
        let after = try [DetectionResult](contentsOfFile: folder.path("mapped/results.json"))
        #expect(after.map(\.categoryID) == before.map { $0.categoryID == 1 ? 7 : 0 })
        #expect(after.allSatisfy { $0.imageID == 42 })
        let line = String(decoding: try folder.read("mapped/results.jsonl"), as: UTF8.self)
        #expect(
            line.contains("\"category_id\":7,\"category\":\"cat\"") || line.contains("\"category_id\": 7"),
            "\(line.prefix(300))")
    }

    @Test func classesWithoutACategoryAreLeftOutAndCounted() async throws {
        try write("cats.json", categories: [(3, "cat")])
        let all = try await predict("json", "--output", "own")
        let outcome = try await predict("json,jsonl", "--image-ids", "cats.json", "--output", "cats")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try categories(of: "cats/results.json") == [3])
        let before = try [DetectionResult](contentsOfFile: folder.path("own/results.json"))
        let dogs = before.count { $0.categoryID == 2 }
        #expect(outcome.errors.contains("note: \(dogs) instances of classes"), "\(outcome.errors)")
        #expect(all.status == 0)
        #expect(String(decoding: try folder.read("cats/results.jsonl"), as: UTF8.self).contains("null"))
    }

    @Test func whatCannotBeDecidedIsAnError() async throws {
        try write("other.json", categories: [(1, "horse"), (2, "cow"), (3, "hen")])
        let outcome = try await predict("json", "--image-ids", "other.json", "--output", "other")
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("\"cat\", \"dog\"") && outcome.errors.contains("--labels"), "\(outcome.errors)")
        #expect(!folder.has("other/results.json"))
        try write("alike.json", categories: [(1, "Cat"), (2, "CAT"), (3, "dog")])
        #expect(try await predict("json", "--image-ids", "alike.json", "--output", "alike").status == 65)
        // Without categories there is nothing to decide.
        try write("images.json", categories: [])
        let plain = try await predict("json", "--image-ids", "images.json", "--output", "plain")
        #expect(plain.status == 0, "\(plain.errors)")
        #expect(try categories(of: "plain/results.json") == [1, 2])
    }

    @Test func namesakesAreToldApartByTheirFolders() async throws {
        try Samples.writePicture("day/1.png", in: folder)
        try Samples.writePicture("night/1.png", in: folder)
        try write("both.json", categories: [(1, "cat"), (2, "dog")], images: [(5, "day/1.png"), (6, "night/1.png")])
        let arguments = ["--weights", "small.safetensors", "--format", "json", "--image-ids", "both.json", "--output"]
        let outcome = try await tool.run(["predict", "night", "--score", "0"] + arguments + ["night-results"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let results = try [DetectionResult](contentsOfFile: folder.path("night-results/results.json"))
        #expect(!results.isEmpty && results.allSatisfy { $0.imageID == 6 })
        // images/1.png is neither.
        let neither = try await tool.run(["predict", "images/1.png"] + arguments + ["neither"])
        #expect(neither.status == 65)
        #expect(neither.errors.contains("5, 6"), "\(neither.errors)")
    }

    @Test func labelsOfADataSetAreNumberedAsTrainingNumbersThem() async throws {
        try write("ids.json", categories: [(0, "ox"), (9, "asp")])
        let outcome = try await predict("jsonl", "--labels", "ids.json", "--output", "named")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let text = String(decoding: try folder.read("named/results.jsonl"), as: UTF8.self)
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let instances = try #require(object?["instances"] as? [[String: Any]])
        let pairs = Set(instances.map { "\($0["category_id"] ?? "") \($0["category"] ?? "")" })
        #expect(pairs == ["1 ox", "2 asp"])
        // As many as the model's classes they are not, and none of their ids is the last class.
        try write("three.json", categories: [(1, "a"), (2, "b"), (3, "c")])
        let wrong = try await predict("jsonl", "--labels", "three.json", "--output", "wrong")
        #expect(wrong.status == 65)
        #expect(wrong.errors.contains("3 categories") && wrong.errors.contains("2 classes"), "\(wrong.errors)")
    }

    @Test func evalFindsTheUsedCategoryAndAgreesWithIDs() async throws {
        // The first "cat" has no object.
        var dataset = SmallDataset.dataset
        dataset.categories = [ObjectCategory(id: 0, name: "cat")] + dataset.categories
        try dataset.write(toFile: folder.path("doubled.json"))
        let outcome = try await tool(
            "eval", "--ground-truth", "doubled.json", "--images", "images", "--weights", "small.safetensors",
            "--save-results", "found.json", "--no-report")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try categories(of: "found.json").isSubset(of: [1, 2]))
        // Names that are nobody's.
        dataset.categories = [ObjectCategory(id: 1, name: "ox"), ObjectCategory(id: 2, name: "asp")]
        try dataset.write(toFile: folder.path("others.json"))
        let others = try await tool(
            "eval", "--ground-truth", "others.json", "--images", "images", "--weights", "small.safetensors",
            "--no-report")
        #expect(others.status == 65)
        _ = try folder.write(Data("ox\nasp\n".utf8), to: "labels.txt")
        let named = try await tool(
            "eval", "--ground-truth", "others.json", "--images", "images", "--weights", "small.safetensors", "--labels",
            "labels.txt", "--no-report")
        #expect(named.status == 0, "\(named.errors)")
    }
}
