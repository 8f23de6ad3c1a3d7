import COCO
import Foundation
import Geometry
import Imaging
import TestSupport
import Testing

/// What `predict` finds as a data set of COCO's, for annotation programs.
struct FoundDatasetTests {
    private let folder: TemporaryFolder
    private let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        try Samples.writeWeights("small.safetensors", in: folder)
        try FileManager.default.createDirectory(
            atPath: folder.path("in/part"), withIntermediateDirectories: true)
        for name in ["in/a.png", "in/part/b.png"] { try Samples.picture().write(toFile: folder.path(name)) }
    }

    @Test func isADataSetWithTheSameObjects() async throws {
        let run = try await tool(
            "predict", "in", "--recursive", "--weights", "small.safetensors", "--score", "0", "--max-detections", "5",
            "--format", "coco,json", "--output", "out")
        #expect(run.status == 0, "\(run.errors)")
        let dataset = try Dataset(contentsOfFile: folder.path("out/annotations.json"))
        let results = try [DetectionResult](contentsOfFile: folder.path("out/results.json"))
        #expect(dataset.images.map(\.fileName) == ["a.png", "part/b.png"])
        #expect(dataset.images.allSatisfy { $0.size?.width == 96 && $0.size?.height == 64 })
        #expect(dataset.categories.map(\.name) == ["cat", "dog"] && dataset.categories.map(\.id) == [1, 2])
        #expect(dataset.annotations.count == results.count && results.count > 5)
        #expect(Set(dataset.annotations.map(\.id)).count == results.count)
        for (annotation, result) in zip(dataset.annotations, results) {
            #expect(annotation.imageID == result.imageID && annotation.categoryID == result.categoryID)
            #expect(annotation.box == result.box && annotation.segmentation == result.segmentation)
            #expect(annotation.otherFields == [OtherField(name: "score", json: "\(result.score)")])
        }
        for (format, file) in [("label-studio", "tasks.json"), ("cvat", "annotations.xml"), ("labelme", "a.json")] {
            let converted = try await tool(
                "dataset", "convert", "out/annotations.json", "--images", "in", "--to", format, "--output", format)
            // Random masks may have no pixel, and such an object is named.
            #expect(converted.status <= 1, "\(converted.errors)")
            #expect(FileManager.default.fileExists(atPath: folder.path("\(format)/\(file)")))
        }
        let back = try await tool("dataset", "convert", "label-studio", "--from", "label-studio", "--output", "x.json")
        #expect(back.status == 64 && back.errors.contains("written alone"), "\(back.errors)")
    }

    /// Nothing found is a data set without annotations; standard output has it, too.
    @Test func nothingFoundIsADataSet() async throws {
        let run = try await tool(
            "predict", "in/a.png", "--weights", "small.safetensors", "--score", "1", "--format", "coco", "--output", "-"
        )
        #expect(run.status == 0, "\(run.errors)")
        try folder.write(run.output, to: "nothing.json")
        let dataset = try Dataset(contentsOfFile: folder.path("nothing.json"))
        #expect(dataset.images.count == 1 && dataset.annotations.isEmpty && dataset.categories.count == 2)
    }
}
