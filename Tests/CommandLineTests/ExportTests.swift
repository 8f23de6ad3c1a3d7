import Foundation
import TestSupport
import Testing

/// `export`.
struct ExportTests {
    private let folder: TemporaryFolder
    private let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        try Samples.writeWeights("small.pth", in: folder)
    }

    @Test func writesAFileAndSaysWhatItTakesAndGives() async throws {
        let outcome = try await tool("export", "small.pth", "model.onnx")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix("model.onnx: "))
        #expect(outcome.output.contains("\n  in   images float32 (batch, 3, height, width)\n"), "\(outcome.output)")
        #expect(outcome.output.contains("\n  out  masks float32 (detections, 1, 28, 28)\n"), "\(outcome.output)")
        #expect(folder.has("model.onnx") && !folder.has("model.onnx.data"))

        let document = try await tool("export", "small.pth", "b.onnx", "--external-data", "--opset", "21", "--json")
            .json
        let files = try #require(document["files"] as? [[String: Any]])
        #expect(files.map { $0["path"] as? String } == ["b.onnx", "b.onnx.data"])
        #expect(try files.map { $0["bytes"] as? Int } == ["b.onnx", "b.onnx.data"].map { try folder.read($0).count })
        #expect(document["opset"] as? Int == 21)
    }

    @Test func writesOverAFileOnlyWhenTold() async throws {
        #expect(try await tool("export", "small.pth", "a.onnx", "--external-data", "--quiet").output == "")
        let before = try folder.read("a.onnx")
        let refused = try await tool("export", "small.pth", "a.onnx", "--outputs", "raw")
        #expect(refused.status == 73 && refused.errors.contains("a.onnx is there already"), "\(refused.errors)")
        #expect(try folder.read("a.onnx") == before)
        try FileManager.default.removeItem(atPath: folder.path("a.onnx"))
        let beside = try await tool("export", "small.pth", "a.onnx", "--external-data")
        #expect(beside.status == 73 && beside.errors.contains("a.onnx.data is there already"), "\(beside.errors)")
        #expect(try await tool("export", "small.pth", "a.onnx", "--external-data", "--overwrite").status == 0)
    }

    @Test(arguments: [
        (["export", "small.pth", "model.pb"], 64, "the name has to end in .onnx"),
        (["export", "small.pth", "model.onnx", "--opset", "16"], 64, "--opset lies between 17 and 26"),
        (["export", "small.pth", "model.onnx", "--outputs", "all"], 64, "'all' is invalid"),
        (["export", "small.pth", "model.onnx", "--score", "2"], 64, "--score lies between 0 and 1"),
        (["export", "none.pth", "model.onnx"], 66, "none.pth"),
        (["export", "small.pth", "none/model.onnx"], 73, "none/model.onnx: cannot be written: "),
        (
            ["export", "small.pth", "model.onnx", "--model", "fasterrcnn_resnet50_fpn"], 65,
            "the checkpoint does not fit"
        ),
    ])
    func whatCannotBeDoneIsSaid(_ arguments: [String], _ status: Int32, _ words: String) async throws {
        let outcome = try await tool.run(arguments)
        #expect(outcome.status == status && outcome.errors.contains(words), "\(outcome.status): \(outcome.errors)")
        #expect(!folder.has("model.onnx") && outcome.output.isEmpty)
    }

    @Test func optionsWithoutMeaningForAModelAreRefused() async throws {
        try SmallSegmenter.write("classes.pth", in: folder)
        let outcome = try await tool("export", "classes.pth", "model.onnx", "--score", "0.5")
        #expect(
            outcome.status == 64 && outcome.errors.contains("a score threshold has no meaning"), "\(outcome.errors)")
        #expect(try await tool("export", "classes.pth", "model.onnx", "--quiet").status == 0)
    }
}
