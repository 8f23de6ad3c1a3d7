import Foundation
import Testing
import Checkpoints

@Suite struct WritingTests {
    private func sample() throws -> [Checkpoint.Entry] {
        let shared = TensorStorage(copying: Array(0..<24))
        return [
            .init(name: "a.weight", tensor: try StoredTensor(dtype: .float32, shape: [2, 3], storage: shared)),
            .init(
                name: "a.view",
                tensor: try StoredTensor(dtype: .float32, shape: [2, 2], strides: [1, 2], offset: 1, storage: shared)),
            .init(name: "count", tensor: try StoredTensor(dtype: .int64, shape: [], bytes: little(Int64(7)))),
            .init(name: "ünï\"\\\n", tensor: try StoredTensor(dtype: .uint8, shape: [3], bytes: [1, 2, 3])),
            .init(name: "none", tensor: try StoredTensor(dtype: .float16, shape: [0, 4], bytes: [])),
            .init(name: "half", tensor: try StoredTensor(dtype: .bfloat16, shape: [1], bytes: [1, 2])),
        ]
    }

    private func withFolder<R>(_ body: (URL) throws -> R) throws -> R {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("weights-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }

    private func expectSame(_ read: Checkpoint, _ written: [Checkpoint.Entry]) {
        #expect(read.entries.map(\.name) == written.map(\.name))
        for entry in written {
            #expect(read[entry.name]?.dtype == entry.tensor.dtype)
            #expect(read[entry.name]?.shape == entry.tensor.shape)
            #expect(read[entry.name]?.contiguousBytes() == entry.tensor.contiguousBytes(), "\(entry.name)")
        }
    }

    @Test func torchFilesRoundTrip() throws {
        try withFolder { folder in
            let path = folder.appendingPathComponent("a.pth").path
            try Checkpoint.writeTorch(sample(), to: path)
            let checkpoint = try Checkpoint(contentsOfFile: path)
            #expect(checkpoint.format == .torchZip)
            try expectSame(checkpoint, sample())
            let (weight, view) = (try #require(checkpoint["a.weight"]), try #require(checkpoint["a.view"]))
            #expect(weight.storage === view.storage && view.strides == [1, 2] && view.offset == 1)
            for entry in checkpoint.entries {
                #expect(Int(bitPattern: entry.tensor.storage.baseAddress).isMultiple(of: 64))
            }
        }
    }

    /// The texts go where PyTorch keeps what it knows of a state dictionary, and come back from there.
    @Test func torchFilesKeepTexts() throws {
        try withFolder { folder in
            let path = folder.appendingPathComponent("a.pth").path
            let texts = ["b": "\"é\\", "a": "{}", "": ""]
            try Checkpoint.writeTorch(sample(), metadata: texts.merging(["format": "pt"]) { $1 }, to: path)
            let checkpoint = try Checkpoint(contentsOfFile: path)
            #expect(checkpoint.metadata == texts && checkpoint.other.isEmpty && checkpoint.skipped.isEmpty)
            try expectSame(checkpoint, sample())
            // Also through the other layout, and back.
            let other = folder.appendingPathComponent("a.safetensors").path
            try checkpoint.writeSafetensors(to: other)
            try Checkpoint(contentsOfFile: other).writeTorch(to: path)
            #expect(try Checkpoint(contentsOfFile: path).metadata == texts)
        }
    }

    /// What PyTorch itself writes there, versions of modules, is none of ours; texts that are none are an error.
    @Test func onlyTextsAreMetadata() throws {
        func file(_ metadata: String) -> [UInt8] {
            zipCheckpoint(
                pickle: PickleAssembler.make { pickle in
                    pickle.stateDict([TensorDescription()])
                    pickle.bytes += "}V_metadata\n\(metadata)sb".utf8
                })
        }
        #expect(try open(file("}V\n}Vversion\nI1\nss")).metadata.isEmpty)
        #expect(try open(file("}V__metadata__\n}Va\nVb\nss")).metadata == ["a": "b"])
        #expect(refusal(file("}V__metadata__\n}Va\nI1\nss"))?.contains("names and texts") == true)
        #expect(refusal(file("}V__metadata__\nI1\ns"))?.contains("names and texts") == true)
    }

    @Test func safetensorsFilesRoundTrip() throws {
        try withFolder { folder in
            let path = folder.appendingPathComponent("a.safetensors").path
            try Checkpoint.writeSafetensors(sample(), metadata: ["k\u{1}": "\"é\\"], to: path)
            let checkpoint = try Checkpoint(contentsOfFile: path)
            #expect(checkpoint.format == .safetensors)
            #expect(checkpoint.metadata == ["k\u{1}": "\"é\\", "format": "pt"])
            try expectSame(checkpoint, sample())
            for entry in checkpoint.entries {
                let address = Int(bitPattern: entry.tensor.storage.withUnsafeBytes { $0.baseAddress })
                #expect(address.isMultiple(of: entry.tensor.dtype.byteCount))
            }
        }
    }

    @Test func theSameTensorsMakeTheSameBytes() throws {
        try withFolder { folder in
            let paths = ["a.pth", "b.pth"].map { folder.appendingPathComponent($0) }
            for path in paths { try Checkpoint.writeTorch(sample(), to: path.path) }
            #expect(try Data(contentsOf: paths[0]) == Data(contentsOf: paths[1]))
        }
    }

    @Test func aFileCanBeReplacedByItself() throws {
        try withFolder { folder in
            let path = folder.appendingPathComponent("a").path
            try Checkpoint.writeTorch(sample(), to: path)
            let first = try Checkpoint(contentsOfFile: path)
            try first.writeSafetensors(to: path)
            // The first one's mapping is of the file that was replaced.
            try expectSame(first, sample())
            try expectSame(Checkpoint(contentsOfFile: path), sample())
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a"])
        }
    }

    @Test func failuresLeaveNothingBehind() throws {
        try withFolder { folder in
            // A folder cannot be replaced by a file.
            let path = folder.appendingPathComponent("taken")
            try FileManager.default.createDirectory(at: path, withIntermediateDirectories: false)
            #expect(throws: CheckpointError.self) { try Checkpoint.writeTorch(sample(), to: path.path) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["taken"])
            let missing = folder.appendingPathComponent("missing/a.pth").path
            #expect(throws: CheckpointError.unwritable(file: missing, reason: "No such file or directory")) {
                try Checkpoint.writeTorch(sample(), to: missing)
            }
        }
    }

    @Test func refusesNamesThatCannotBeRead() throws {
        let twice = try sample() + sample()
        let kept = [Checkpoint.Entry(name: "__metadata__", tensor: try sample()[0].tensor)]
        try withFolder { folder in
            let path = folder.appendingPathComponent("a").path
            #expect(throws: CheckpointError.self) { try Checkpoint.writeTorch(twice, to: path) }
            #expect(throws: CheckpointError.self) { try Checkpoint.writeSafetensors(twice, to: path) }
            #expect(throws: CheckpointError.self) { try Checkpoint.writeSafetensors(kept, to: path) }
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(left.isEmpty)
        }
    }

    @Test func convertsAndLeavesOut() throws {
        try withFolder { folder in
            let path = folder.appendingPathComponent("a").path
            try Checkpoint.writeTorch(sample(), to: path)
            let checkpoint = try Checkpoint(contentsOfFile: path)
            let halves = try checkpoint.converted(to: .float16)
            #expect(halves.entries.map(\.tensor.dtype) == [.float16, .float16, .int64, .uint8, .float16, .float16])
            let some = try checkpoint.compactMap { entry in
                entry.name.hasPrefix("a.") ? .init(name: "b." + entry.name, tensor: entry.tensor) : nil
            }
            #expect(some.entries.map(\.name) == ["b.a.weight", "b.a.view"] && some["a.view"] == nil)
        }
    }
}
