import Foundation
import MaskRCNN
import TestSupport
import Testing
import Torch

/// `weights inspect` and `weights convert`.
struct CheckpointTests {
    private let folder: TemporaryFolder
    private let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        try Samples.writeWeights("small.pth", in: folder)
    }

    @Test func inspectSaysWhatAFileHolds() async throws {
        let text = try await tool("weights", "inspect", "small.pth")
        #expect(text.status == 0, "\(text.errors)")
        #expect(text.output.contains("PyTorch, zip"))
        #expect(text.output.contains("small, 3 classes"))
        let all = try await tool("weights", "inspect", "small.pth", "--all")
        #expect(all.output.firstMatch(of: /box_predictor\.cls_score\.weight +3×256 +float32/) != nil)
        let document = try await tool("weights", "inspect", "small.pth", "--json").json
        let tensors = try #require(document["tensors"] as? [[String: Any]])
        let bias = tensors.first { $0["name"] as? String == "roi_heads.box_predictor.cls_score.bias" }
        #expect(bias?["shape"] as? [Int] == [3])
        #expect(bias?["dtype"] as? String == "float32")
    }

    @Test func convertsBothWays() async throws {
        let first = try await tool("weights", "convert", "small.pth", "a.safetensors")
        #expect(first.status == 0, "\(first.errors)")
        #expect(try await tool("weights", "convert", "a.safetensors", "b.pt").status == 0)
        let before = try Checkpoint(contentsOfFile: folder.path("small.pth"))
        for name in ["a.safetensors", "b.pt"] {
            let after = try Checkpoint(contentsOfFile: folder.path(name))
            #expect(after.entries.count == before.entries.count)
            for entry in before.entries {
                #expect(after[entry.name]?.contiguousBytes() == entry.tensor.contiguousBytes(), "\(entry.name)")
            }
        }
    }

    @Test func convertsFloatingPointNumbersAlone() async throws {
        let outcome = try await tool("weights", "convert", "small.pth", "half.safetensors", "--dtype", "float16")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let before = try Checkpoint(contentsOfFile: folder.path("small.pth"))
        let after = try Checkpoint(contentsOfFile: folder.path("half.safetensors"))
        for entry in before.entries {
            #expect(after[entry.name]?.dtype == (entry.tensor.isFloatingPoint ? .float16 : entry.tensor.dtype))
        }
    }

    @Test func doesNotWriteOver() async throws {
        try folder.write("mine", to: "a.pth")
        let outcome = try await tool("weights", "convert", "small.pth", "a.pth")
        #expect(outcome.status == 73)
        #expect(try folder.read("a.pth") == Data("mine".utf8))
        #expect(try await tool("weights", "convert", "small.pth", "a.pth", "--force").status == 0)
    }

    @Test func filesThatAreNoCheckpoints() async throws {
        try folder.write("text", to: "notes.pth")
        #expect(try await tool("weights", "inspect", "notes.pth").status == 65)
        #expect(try await tool("weights", "convert", "notes.pth", "out.pth").status == 65)
        #expect(try await tool("weights", "inspect", "gone.pth").status == 66)
        #expect(!folder.has("out.pth"))
    }
}
