import Foundation
import Checkpoints
import TestSupport
import Testing

/// Checkpoints in several files with an index, and folders of them.
@Suite struct ShardTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Four numbers under each name.
    private func shard(_ names: [String]) -> [UInt8] {
        let members = names.enumerated().map { index, name in
            #""\#(name)":{"dtype":"F32","shape":[2,2],"data_offsets":[\#(16 * index),\#(16 * index + 16)]}"#
        }
        return safetensors("{\(members.joined(separator: ","))}", data: names.flatMap { _ in fourFloats })
    }

    private func write(_ bytes: [UInt8], _ name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: folder(name)))
    }

    private func writeIndex(_ map: String, _ name: String = "model.safetensors.index.json") throws {
        let text =
            #"{"metadata": {"total_size": 3.2e1, "deep": [[null, true], {"a": [-1, "x"]}]}, "weight_map": {\#(map)}}"#
        try write(Array(text.utf8), name)
    }

    private func refusal(_ name: String = "model.safetensors.index.json") -> String {
        do {
            _ = try Checkpoint(contentsOfFile: folder(name))
            return "no refusal"
        } catch {
            return "\(error)"
        }
    }

    private func writeTwo() throws {
        try write(shard(["a.weight", "a.bias"]), "model-1-of-2.safetensors")
        try write(shard(["b"]), "model-2-of-2.safetensors")
    }

    private static let map =
        #""a.bias": "model-1-of-2.safetensors", "b": "model-2-of-2.safetensors", "a.weight": "model-1-of-2.safetensors""#

    @Test(arguments: ["model.safetensors.index.json", ""])
    func areReadByTheirIndexOrTheirFolder(_ name: String) throws {
        try writeTwo()
        try writeIndex(Self.map)
        let checkpoint = try Checkpoint(contentsOfFile: folder(name))
        #expect(checkpoint.entries.map(\.name) == ["a.weight", "a.bias", "b"])
        #expect(checkpoint.entries.allSatisfy { $0.tensor.contiguousBytes() == fourFloats })
        #expect(
            checkpoint.shards.map { URL(fileURLWithPath: $0).lastPathComponent } == [
                "model-1-of-2.safetensors", "model-2-of-2.safetensors",
            ])
        #expect(checkpoint.format == .safetensors && checkpoint.other.isEmpty)
    }

    /// PyTorch's shards, whose names have a wrapper only together.
    @Test func pyTorchsAreRead() throws {
        for (file, names) in [("p-1.bin", ["module.a", "module.b"]), ("p-2.bin", ["module.c"])] {
            let pickle = PickleAssembler.make { $0.stateDict(names.map { TensorDescription(name: $0) }) }
            try write(zipCheckpoint(pickle: pickle), file)
        }
        try writeIndex(
            #""module.a": "p-1.bin", "module.b": "p-1.bin", "module.c": "p-2.bin""#, "pytorch_model.bin.index.json")
        let checkpoint = try Checkpoint(contentsOfFile: folder(""))
        #expect(checkpoint.entries.map(\.name) == ["a", "b", "c"] && checkpoint.strippedPrefix == "module.")
        #expect(checkpoint.format == .torchZip)
    }

    @Test func whatIsWrongIsNamed() throws {
        try writeTwo()
        try writeIndex(Self.map)
        try FileManager.default.removeItem(atPath: folder("model-2-of-2.safetensors"))
        #expect(
            refusal().contains("\"model-2-of-2.safetensors\" beside the index, with 1 of its tensors"), "\(refusal())")
        try write(shard(["c"]), "model-2-of-2.safetensors")
        #expect(refusal().contains("\"b\" in \"model-2-of-2.safetensors\", as the index says"), "\(refusal())")
        try write(shard(["b", "a.bias"]), "model-2-of-2.safetensors")
        #expect(
            refusal().contains("\"a.bias\" in both \"model-1-of-2.safetensors\" and \"model-2-of-2.safetensors\""),
            "\(refusal())")
        try write(Array(shard(["b"]).dropLast()), "model-2-of-2.safetensors")
        #expect(refusal().contains("model-2-of-2.safetensors: expected"), "\(refusal())")
    }

    /// The index is what counts: what it leaves out is left out, and said.
    @Test func tensorsOutsideTheIndexAreNamed() throws {
        try writeTwo()
        try writeIndex(#""a.bias": "model-1-of-2.safetensors""#)
        let checkpoint = try Checkpoint(contentsOfFile: folder("model.safetensors.index.json"))
        #expect(checkpoint.entries.map(\.name) == ["a.bias"])
        #expect(
            checkpoint.other == ["a.weight": "a tensor of \"model-1-of-2.safetensors\" that the index does not name"])
    }

    @Test(arguments: [
        ("../x.safetensors", "which leads out of it"), ("a/../../x", "which leads out of it"),
        ("/etc/passwd", "an absolute path"), ("", "which is no name of a file"),
        ("model.safetensors.index.json", "another index"), ("a\\u0000b", "which is no name of a file"),
    ])
    func aShardStandsInTheFolder(_ name: String, _ reason: String) throws {
        try writeIndex("\"a\": \"\(name)\"")
        #expect(refusal().contains(reason), "\(refusal())")
    }

    @Test(arguments: [
        ("{}", "a JSON file without one"), (#"{"weight_map": {}}"#, "names no tensor"),
        (#"{"weight_map": {"a": "x", "a": "x"}}"#, "\"a\" twice"),
        (#"{"weight_map": {"a": 3}}"#, "no '\"'"), (#"{"weight_map": {"a": "x"}, "weight_map": {}}"#, "twice"),
        (#"{"metadata": "# + String(repeating: "[", count: 100_000), "over 64 values within each other"),
        (#"{"metadata": }"#, "no value"), (#"{"weight_map": {"a": "x"}} x"#, "more after its end"),
        (#"{"weight_map": {"a": "x""#, "no '}'"), ("{", "no '\"'"),
    ])
    func whatIsNoIndexIsRefused(_ text: String, _ reason: String) throws {
        try write(Array(text.utf8), "model.safetensors.index.json")
        #expect(refusal().contains(reason), "\(refusal())")
    }

    /// A folder of a training's state has one file of weights among others; which of several is meant cannot be told.
    @Test func aFoldersWeightsAreFound() throws {
        for name in ["optimizer.bin", "scheduler.bin", "random_states_0.pkl", "config.json"] { try write([1], name) }
        #expect(refusal("").contains("none of which has a name of weights"), "\(refusal(""))")
        let pickle = PickleAssembler.make { $0.stateDict([TensorDescription()]) }
        try write(zipCheckpoint(pickle: pickle), "pytorch_model.bin")
        #expect(try Checkpoint(contentsOfFile: folder("")).entries.map(\.name) == ["w"])
        try write(shard(["x"]), "model.safetensors")
        #expect(try Checkpoint(contentsOfFile: folder("")).entries.map(\.name) == ["x"])
        try write(shard(["y"]), "model_1.safetensors")
        #expect(refusal("").contains("2: \"model.safetensors\", \"model_1.safetensors\"; name the one that is meant"))
    }

    @Test func piecesOfADistributedCheckpointAreNoWeights() throws {
        for name in [".metadata", "__0_0.distcp"] { try write([1], name) }
        #expect(refusal("").contains("dcp_to_torch"), "\(refusal(""))")
    }

    /// What comes from memory has no folder, and opens no other file.
    @Test func anIndexInMemoryIsNone() {
        let text = #"{"weight_map": {"a": "/etc/passwd"}}"#
        #expect(CheckpointsTests.refusal(Array(text.utf8))?.contains("found JSON") == true)
    }
}
