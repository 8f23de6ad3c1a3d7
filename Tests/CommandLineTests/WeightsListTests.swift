import Foundation
import TestSupport
import Testing

/// `weights list`, and how other commands take a published name.
struct WeightsListTests {
    private let folder: TemporaryFolder
    private let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
    }

    @Test func tellsWhatIsHere() async throws {
        try folder.write("x", to: "torch-home/hub/checkpoints/resnet50-0676ba61.pth")
        let outcome = try await tool("weights", "list", "--json")
        #expect(outcome.status == 0)
        let all = try #require(try outcome.json["weights"] as? [[String: Any]])
        let here = all.filter { $0["cached"] as? Bool == true }.compactMap { $0["name"] as? String }
        #expect(here == ["resnet50"])
        let first = try #require(all.first)
        #expect(
            first["url"] as? String == "https://download.pytorch.org/models/maskrcnn_resnet50_fpn_coco-bf2d0c1e.pth")
        #expect(first["sha256_prefix"] as? String == "bf2d0c1e")
    }

    @Test func theTableNamesTheFolder() async throws {
        let outcome = try await tool("weights", "list")
        #expect(outcome.output.contains(folder.path("torch-home/hub/checkpoints")))
        #expect(outcome.output.contains("maskrcnn_resnet50_fpn_v2_coco-73cbd019.pth"))
    }

    @Test func aBuiltInModelNeedsNoFetching() async throws {
        let text = try await tool("weights", "fetch", "nuclei")
        #expect(
            text.status == 0 && text.output.hasPrefix("nuclei is built in, and needs no fetching: "), "\(text.errors)")
        let document = try await tool("weights", "fetch", "nuclei", "--json").json
        #expect(document["built_in"] as? Bool == true && document["fetched"] as? Bool == false)
        let path = try #require(document["path"] as? String)
        #expect(FileManager.default.fileExists(atPath: path))
    }

    /// What was mistyped, where, and what was meant.
    static let slips: [([String], Int32, String)] = [
        (["predict", "a.jpg", "--weights", "nucleii"], 66, "did you mean nuclei?"),
        (["predict", "a.jpg", "--weights", "maskrcnn_resnet50_fpn_v3"], 66, "did you mean maskrcnn_resnet50_fpn_v2?"),
        (["predict", "a.jpg", "--weights", "runs/bset.pth"], 66, "did you mean runs/best.pth?"),
        (["predict", "a.jpg", "--weights", "nuclei", "--model", "tyni"], 64, "did you mean tiny?"),
        (["weights", "inspect", "nuclie"], 66, "did you mean nuclei?"),
        (["weights", "fetch", "nucleii"], 64, "Did you mean nuclei?"),
        (["train", "--data", "cells", "--model", "smal"], 64, "did you mean small?"),
        (["bench", "--model", "tinny"], 64, "did you mean tiny?"),
        (
            ["eval", "--gt", "a.json", "--weights", "nuclei", "--images", ".", "--model", "tin"], 64,
            "did you mean tiny?"
        ),
    ]

    @Test(arguments: slips.indices)
    func slipsGetASuggestion(_ index: Int) async throws {
        let (arguments, status, suggestion) = Self.slips[index]
        try folder.write("x", to: "a.jpg")
        try folder.write("x", to: "runs/best.pth")
        let outcome = try await tool.run(arguments)
        #expect(outcome.status == status && outcome.errors.contains(suggestion), "\(outcome.errors)")
    }

    @Test func predictSaysHowToGetWeightsThatAreNotHere() async throws {
        try folder.write("x", to: "a.jpg")
        let outcome = try await tool("predict", "a.jpg", "--weights", "MaskRCNN_ResNet50_FPN_Weights.COCO_V1")
        #expect(outcome.status == 66)
        #expect(outcome.errors.contains("maskrcnn weights fetch maskrcnn_resnet50_fpn"))
        #expect(outcome.errors.contains(folder.path("torch-home/hub/checkpoints")))
        #expect(!folder.has("predictions"))
    }

    @Test func predictSaysWhatIsNoFileAndNoName() async throws {
        try folder.write("x", to: "a.jpg")
        let outcome = try await tool("predict", "a.jpg", "--weights", "mine.pth")
        #expect(outcome.status == 66)
        #expect(outcome.errors.contains("mine.pth: no such file"))
    }
}
