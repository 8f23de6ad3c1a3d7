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

    /// What the file says of its model goes with the tensors, whichever way.
    @Test func convertingKeepsWhatTheModelIs() async throws {
        for (source, target) in [("small.pth", "a.safetensors"), ("a.safetensors", "b.pth"), ("b.pth", "c.pt")] {
            #expect(try await tool("weights", "convert", source, target).status == 0)
        }
        let document = try await tool("weights", "inspect", "c.pt", "--json").json
        #expect(document["model"] as? String == "small")
        #expect(document["model_told_from"] as? String == "as its metadata say")
        let text = try await tool("weights", "inspect", "c.pt")
        #expect(text.output.firstMatch(of: /classes +cat, dog\n/) != nil, "\(text.output)")
        #expect(
            try Checkpoint(contentsOfFile: folder.path("c.pt")).metadata
                == Checkpoint(contentsOfFile: folder.path("small.pth")).metadata)
    }

    /// A file of a model that cannot be run, and the words for it.
    static let faults: [(name: String, words: String)] = [
        ("missing", "1 missing: rpn.head.bbox_pred.bias"), ("shape", "1 of another shape: rpn.head.bbox_pred.bias"),
        ("nan", "1 with NaN or infinite values: rpn.head.bbox_pred.bias"),
        ("type", "1 of whole numbers or truth values: rpn.head.bbox_pred.bias (int64)"),
        ("metadata", "unknown setting colour"),
    ]

    private func write(_ fault: String, to name: String) throws {
        let original = try Checkpoint(contentsOfFile: folder.path("small.pth"))
        var metadata = original.metadata
        if fault == "metadata" { metadata["maskrcnn.configuration"] = #"{"colour":1}"# }
        let changed = try original.compactMap { entry in
            guard entry.name == "rpn.head.bbox_pred.bias" else { return entry }
            let tensor: Tensor? =
                switch fault {
                case "missing": nil
                case "shape": try .zeros([5])
                case "nan": try .full(entry.tensor.shape, .nan)
                case "type": try .zeros(entry.tensor.shape, dtype: .int64)
                default: try entry.tensor.tensor()
                }
            return try tensor.map { Checkpoint.Entry(name: entry.name, tensor: try $0.stored()) }
        }
        try Checkpoint.writeTorch(changed.entries, metadata: metadata, to: folder.path(name))
    }

    /// `inspect` and a dry run say what the run itself says, with the same exit code.
    @Test(arguments: faults.indices)
    func whatARunRefusesIsKnownBefore(_ index: Int) async throws {
        let fault = Self.faults[index]
        try write(fault.name, to: "bad.pth")
        try Samples.writePicture("a.png", in: folder)
        let inspected = try await tool("weights", "inspect", "bad.pth")
        #expect(inspected.status == 65 && inspected.errors.contains(fault.words), "\(inspected.errors)")
        let arguments = ["predict", "a.png", "--weights", "bad.pth", "--output", "out"]
        let dry = try await tool.run(arguments + ["--dry-run"])
        let run = try await tool.run(arguments)
        #expect(dry.status == 65 && dry.errors == run.errors && run.status == 65, "\(dry.errors)")
        #expect(dry.errors.contains(fault.words), "\(dry.errors)")
        let document = try await tool.run(arguments + ["--dry-run", "--json"])
        #expect(try (document.json["problem"] as? String)?.contains(fault.words) == true)
    }

    @Test func aSoundModelIsNoProblem() async throws {
        try Samples.writePicture("a.png", in: folder)
        let document = try await tool("weights", "inspect", "small.pth", "--json")
        #expect(try document.status == 0 && document.json["problem"] is NSNull)
        let dry = try await tool("predict", "a.png", "--weights", "small.pth", "--dry-run")
        #expect(dry.status == 0 && !dry.errors.contains("note:"), "\(dry.errors)")
    }

    /// A checkpoint that does not say what it is: what was taken it for is said.
    @Test func whatWasConcludedIsSaid() async throws {
        try Samples.writePicture("a.png", in: folder)
        let entries = try Checkpoint(contentsOfFile: folder.path("small.pth")).entries
        try Checkpoint.writeTorch(entries, to: folder.path("bare.pth"))
        for command in [
            ["predict", "a.png", "--weights", "bare.pth", "--dry-run"], ["weights", "inspect", "bare.pth"],
        ] {
            let outcome = try await tool.run(command)
            let said = "its shapes are those of small (input 320 to 640, anchors 16, 32, 64, 128, 256)"
            #expect(outcome.status == 0 && (outcome.errors + outcome.output).contains(said), "\(outcome)")
        }
        let chosen = try await tool("predict", "a.png", "--weights", "bare.pth", "--model", "small", "--dry-run")
        #expect(chosen.status == 0 && !chosen.errors.contains("note:"))
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
        #expect(try await tool("weights", "convert", "small.pth", "a.pth", "--overwrite").status == 0)
    }

    @Test func filesThatAreNoCheckpoints() async throws {
        try folder.write("text", to: "notes.pth")
        #expect(try await tool("weights", "inspect", "notes.pth").status == 65)
        #expect(try await tool("weights", "convert", "notes.pth", "out.pth").status == 65)
        #expect(try await tool("weights", "inspect", "gone.pth").status == 66)
        #expect(!folder.has("out.pth"))
    }
}
