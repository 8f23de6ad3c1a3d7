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
