import Foundation
import MaskRCNN
import TestSupport
import Testing
import Torch

/// Checkpoints as PyTorch itself saves them from training programs, with what such programs put beside the tensors.
@Suite(.enabled(if: Peer.isAvailable, "\(Peer.skipReason)"), .serialized)
struct CheckpointObjectsParityTests {
    private struct Expected: Decodable {
        let file: String
        let key: String?
        let skipped: [[String]]
        let sha256: String
    }

    /// Every file's tensors are those that PyTorch has of it, and every object is named where it stands.
    @Test func objectsAreNamedAndTensorsAreRead() throws {
        try Scratch.with { folder in
            let ours = folder.appendingPathComponent("ours")
            try FileManager.default.createDirectory(at: ours, withIntermediateDirectories: false)
            let theirs = folder.appendingPathComponent("theirs")
            try FileManager.default.createDirectory(at: theirs, withIntermediateDirectories: false)
            let report = try Peer.run("objects.py", [theirs.path])
            let files = try JSONDecoder().decode([Expected].self, from: Data(report.utf8))
            #expect(files.count > 15)
            for file in files {
                let checkpoint = try Checkpoint(contentsOfFile: theirs.appendingPathComponent(file.file).path)
                #expect(checkpoint.stateDictKey == file.key, "\(file.file)")
                let skipped = checkpoint.skipped.map { [$0.className, $0.place] }.sorted {
                    ($0[0], $0[1]) < ($1[0], $1[1])
                }
                #expect(skipped == file.skipped, "\(file.file)")
                try checkpoint.writeTorch(to: ours.appendingPathComponent(file.file).path)
            }
            let digests = try JSONDecoder().decode(
                [String: String].self, from: Data(Peer.run("objects.py", [ours.path, "--check"]).utf8))
            for file in files { #expect(digests[file.file] == file.sha256, "\(file.file)") }
        }
    }

    /// What a file of ours says of its model goes through `torch.load(weights_only=True)` and `torch.save`.
    @Test func pyTorchKeepsWhatAFileSaysOfItsModel() throws {
        try Scratch.with { folder in
            var configuration = Configuration.tiny
            configuration.classCount = 3
            configuration.maskHead?.threshold = 0.55
            let path = folder.appendingPathComponent("ours.pth").path
            try configuration.writeRandomWeights(seed: 1, categories: [1: "cell", 2: "débris"], to: path)
            let resaved = folder.appendingPathComponent("theirs.pth").path
            let printed = try Peer.run("objects.py", [path, "--resave", resaved])
            let texts = try JSONDecoder().decode([String: String].self, from: Data(printed.utf8))
            #expect(try texts == Checkpoint(contentsOfFile: path).metadata)
            let checkpoint = try Checkpoint(contentsOfFile: resaved)
            #expect(checkpoint.stateDictKey == "model")
            #expect(try Configuration.detected(in: checkpoint) == configuration)
            #expect(try Categories.names(in: checkpoint) == [1: "cell", 2: "débris"])
        }
    }
}
