import Foundation
import MaskRCNN
import TestSupport
import Testing

/// `models`: every network that `--model` takes.
struct ModelsTests {
    private let folder: TemporaryFolder
    private let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
    }

    @Test func everyModelIsListed() async throws {
        try folder.write("x", to: "torch-home/hub/checkpoints/fasterrcnn_resnet50_fpn_coco-258fb6c6.pth")
        let outcome = try await tool("models", "--json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let all = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
        let names = all.compactMap { $0["name"] as? String }
        #expect(names.contains("maskrcnn_resnet50_fpn") && names.contains("tiny") && names.count == all.count)
        let first = try #require(all.first)
        #expect(first["mask_ap"] as? Double == 34.6 && first["masks"] as? Bool == true)
        #expect(
            all.filter { $0["cached"] as? Bool == true }.compactMap { $0["name"] as? String } == [
                "fasterrcnn_resnet50_fpn"
            ])
        let text = try await tool("models")
        for name in names { #expect(text.output.contains("\n\(name) "), "\(name)") }
        #expect(text.output.contains("none published"))
        let finding = all.filter { $0["task"] as? String == "detection" }.compactMap { $0["name"] as? String }
        #expect(finding.count == Configuration.presets.count)
        for name in finding {
            let help = try await tool("predict", "a.png", "--weights", "none.pth", "--model", name)
            #expect(help.status == 66, "\(help.errors)")
        }
    }

    @Test func networksForSegmentationHaveFiguresOfTheirOwn() async throws {
        let outcome = try await tool("models", "--json")
        let all = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
        let maps = all.filter { $0["task"] as? String == "segmentation" }
        #expect(
            maps.compactMap { $0["name"] as? String } == [
                "fcn_resnet50", "fcn_resnet101", "deeplabv3_resnet50", "deeplabv3_resnet101",
            ])
        #expect(maps.compactMap { $0["mean_iou"] as? Double } == [60.5, 63.7, 66.4, 67.4])
        #expect(maps.compactMap { $0["pixel_accuracy"] as? Double } == [91.4, 91.9, 92.4, 92.4])
        #expect(maps.first?["parameters"] as? Int == 35_322_218)
        let refused = try await tool("predict", "a.png", "--weights", "none.pth", "--model", "fcn_resnet50")
        #expect(refused.status == 64 && refused.errors.contains("for semantic segmentation"), "\(refused.errors)")
    }

    /// Commands that find objects say what such a checkpoint is for; those that look at files take it.
    @Test func commandsSayWhatACheckpointIsFor() async throws {
        var configuration = SegmentationConfiguration.fcnResNet50
        configuration.backbone.resNet?.width = 8
        configuration.classCount = 3
        configuration.head = .fcn(SegmentationConfiguration.FullyConvolutional())
        configuration.auxiliaryHead = nil
        try configuration.writeRandomWeights(
            seed: 1, categories: [0: "ground", 1: "cat", 2: "dog"], to: folder.path("maps.safetensors"))
        try Samples.writePicture("a.png", in: folder)
        try SmallDataset.write(in: folder)
        let refused = try await tool(
            "eval", "--ground-truth", "truth.json", "--images", "images", "--weights", "maps.safetensors")
        #expect(refused.status == 64, "\(refused.errors)")
        #expect(refused.errors.contains("fcn_resnet50, which is for semantic segmentation"), "\(refused.errors)")
        let inspected = try await tool("weights", "inspect", "maps.safetensors")
        #expect(inspected.status == 0, "\(inspected.errors)")
        #expect(inspected.output.contains("fcn_resnet50, semantic segmentation, 3 classes, as its metadata say"))
        #expect(inspected.output.contains("ground, cat, dog"))
        let converted = try await tool("weights", "convert", "maps.safetensors", "maps.pth")
        #expect(converted.status == 0, "\(converted.errors)")
        let again = try await tool("weights", "inspect", "maps.pth", "--json")
        #expect(try again.json["model"] as? String == "fcn_resnet50", "\(again.output.prefix(400))")
    }
}
