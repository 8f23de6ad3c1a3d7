import Foundation
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
        for name in names {
            let help = try await tool("predict", "a.png", "--weights", "none.pth", "--model", name)
            #expect(help.status == 66, "\(help.errors)")
        }
    }
}
