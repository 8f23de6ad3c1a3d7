import Foundation
import MaskRCNN
import TestSupport
import Testing
import Torch

/// Files as training frameworks leave them, given to the commands; and views of an image.
struct TrainedCheckpointTests {
    private let folder: TemporaryFolder
    private let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        try Samples.writeWeights("small.safetensors", in: folder)
        try Samples.writePicture("a.png", in: folder)
    }

    private func entries(_ prefix: String, _ change: (Tensor) throws -> Tensor = { $0 }) throws -> [Checkpoint.Entry] {
        try Checkpoint(contentsOfFile: folder.path("small.safetensors")).entries.map {
            Checkpoint.Entry(
                name: prefix + $0.name,
                tensor: $0.tensor.isFloatingPoint ? try change($0.tensor.tensor()).stored() : $0.tensor)
        }
    }

    /// Two networks in one file: which is taken is said, and the other can be chosen.
    @Test func oneOfTwoNetworksIsChosen() async throws {
        let both = try entries("student.") + entries("teacher.") { try $0 * 0.5 }
        try Checkpoint.writeTorch(both, to: folder.path("both.pth"))
        let usual = try await tool("weights", "inspect", "both.pth")
        #expect(usual.status == 0 && usual.output.contains("under \"student.\" in the checkpoint"), "\(usual)")
        #expect(usual.output.contains("choose by --weights-key"))
        for (key, factor) in [("student", 1.0), ("teacher", 0.5)] {
            let converted = try await tool(
                "weights", "convert", "both.pth", "\(key).pth", "--weights-key", key)
            #expect(converted.status == 0, "\(converted.errors)")
            let written = try Checkpoint(contentsOfFile: folder.path("\(key).pth"))
            for entry in try entries("", { try $0 * factor }) {
                #expect(written[entry.name]?.contiguousBytes() == entry.tensor.contiguousBytes(), "\(entry.name)")
            }
        }
        let run = ["predict", "a.png", "--dry-run", "--weights", "both.pth"]
        #expect(try await tool.run(run + ["--weights-key", "teacher"]).status == 0)
        let wrong = try await tool.run(run + ["--weights-key", "teachr"])
        #expect(wrong.status == 65 && wrong.errors.contains("did you mean \"teacher\"?"), "\(wrong.errors)")
        #expect(try await tool.run(run + ["--weights-key", ""]).status == 64)
    }

    @Test func shardsAreOneModel() async throws {
        let all = try Checkpoint(contentsOfFile: folder.path("small.safetensors"))
        try FileManager.default.createDirectory(atPath: folder.path("shards"), withIntermediateDirectories: false)
        var map: [String] = []
        for (index, part) in [all.entries.prefix(50), all.entries.dropFirst(50)].enumerated() {
            let name = "model-0000\(index + 1)-of-00002.safetensors"
            try Checkpoint.writeSafetensors(
                Array(part), metadata: all.metadata, to: folder.path("shards/" + name))
            map += part.map { "\"\($0.name)\": \"\(name)\"" }
        }
        try folder.write(
            "{\"metadata\": {}, \"weight_map\": {\(map.joined(separator: ", "))}}",
            to: "shards/model.safetensors.index.json")
        let inspected = try await tool("weights", "inspect", "shards")
        #expect(inspected.status == 0 && inspected.output.firstMatch(of: /shards +2\n/) != nil, "\(inspected)")
        for weights in ["small.safetensors", "shards", "shards/model.safetensors.index.json"] {
            let run = try await tool(
                "predict", "a.png", "--weights", weights, "--score", "0", "--format", "jsonl", "--output", "-")
            #expect(run.status == 0, "\(run.errors)")
            try folder.write(run.output, to: "\(weights.count).jsonl")
        }
        let found = try [17, 6, 35].map { try String(contentsOfFile: folder.path("\($0).jsonl"), encoding: .utf8) }
        #expect(found[0].contains("\"score\"") && found[1] == found[0] && found[2] == found[0])
        try FileManager.default.removeItem(atPath: folder.path("shards/model-00002-of-00002.safetensors"))
        let missing = try await tool("predict", "a.png", "--weights", "shards", "--dry-run")
        #expect(
            missing.status == 65 && missing.errors.contains("\"model-00002-of-00002.safetensors\" beside the index"),
            "\(missing.errors)")
    }

    /// What differs is told in lines, of which there are at most ten.
    @Test func aMismatchHasLines() async throws {
        let manifest = try Configuration.keypointRCNNResNet50FPN.manifest().filter { !$0.name.contains("rpn.") }
        let few = manifest.filter { $0.shape.reduce(1, *) < 10_000 }.map(\.name) + ["loss.weight", "loss.bias"]
        try Checkpoint.writeTorch(
            few.map { Checkpoint.Entry(name: $0, tensor: try Tensor.zeros([1]).stored()) },
            to: folder.path("bad.pth"))
        let outcome = try await tool("predict", "a.png", "--weights", "bad.pth", "--dry-run", "--quiet")
        #expect(outcome.status == 65)
        let lines = outcome.errors.split(separator: "\n")
        #expect(lines[0].hasSuffix("does not fit keypointrcnn_resnet50_fpn, the nearest of this program's models:"))
        #expect((4...10).contains(lines.count) && lines.dropFirst().allSatisfy { $0.hasPrefix("  ") }, "\(lines)")
        #expect(lines.contains { $0.contains("2 unexpected, all under \"loss.\": loss.bias, loss.weight") }, "\(lines)")
    }

    @Test func viewsAreMerged() async throws {
        for options in [["--tta"], ["--tta=flip,vflip,0.8,1"], ["--tta", "64,128", "--tta-fusion", "nms"]] {
            let outcome = try await tool.run(
                [
                    "predict", "a.png", "--weights", "small.safetensors", "--score", "0", "--format", "jsonl",
                    "--output", "-", "--max-detections", "9",
                ] + options)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let count = outcome.output.split(separator: "\"score\"").count - 1
            #expect((1...9).contains(count), "\(options): \(outcome.output.prefix(200))")
        }
    }

    @Test(arguments: [
        ["--tta", "flipp"], ["--tta", "0"], ["--tta", "0.05"], ["--tta", "8.5"], ["--tta", "1,1"],
        ["--tta", "flip,,1"],
        ["--tta", "100000"], ["--tta", "nan"], ["--tta=flipp"], ["--tta=0"], ["--tta-fusion", "nms"],
        ["--tta", "--tta-fusion", "mean"],
    ])
    func viewsThatMakeNoSenseAreRefused(_ options: [String]) async throws {
        let outcome = try await tool.run(["predict", "a.png", "--weights", "small.safetensors"] + options)
        #expect(outcome.status == 64 && outcome.errors.contains("--tta"), "\(outcome.errors)")
    }
}
