import Foundation
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch

/// A checkpoint that this package wrote, in torchvision's model.
@Suite(.enabled(if: Peer.isAvailable, "\(Peer.skipReason)"), .serialized)
struct CheckpointParityTests {
    /// `load_state_dict(strict=True)` of `torch.load(weights_only=True)`, and then the same detections.
    @Test(arguments: [false, true])
    func torchvisionLoadsWhatWeWrite(asSafetensors: Bool) throws {
        let model = "maskrcnn_resnet50_fpn_v2"
        let original = try Fixtures.livelyWeights(model)
        let picture = try Fixtures.picture(width: 160, height: 120, seed: 4)
        try Scratch.with { folder in
            let written = folder.appendingPathComponent(asSafetensors ? "ours.safetensors" : "ours.pth")
            let checkpoint = try Checkpoint(contentsOfFile: original.path)
            if asSafetensors {
                try checkpoint.writeSafetensors(to: written.path)
            } else {
                try checkpoint.writeTorch(to: written.path)
            }
            func detections(_ weights: URL, _ name: String) throws -> Data {
                let output = folder.appendingPathComponent(name)
                _ = try Peer.run(
                    "reference.py", [model, weights.path, output.path, picture.path, "--min-size", "128"])
                let document = try JSONSerialization.jsonObject(with: Data(contentsOf: output))
                let images = try #require((document as? [String: Any])?["images"])
                return try JSONSerialization.data(withJSONObject: images, options: .sortedKeys)
            }
            let theirs = try detections(original, "a.json")
            #expect(theirs.count > 1000)
            #expect(try detections(written, "b.json") == theirs)
        }
    }

    /// Seeded random weights of ours are a state dictionary that torchvision takes whole.
    @Test(arguments: [
        "maskrcnn_resnet50_fpn", "maskrcnn_resnet50_fpn_v2", "fasterrcnn_resnet50_fpn", "fasterrcnn_resnet50_fpn_v2",
    ])
    func torchvisionLoadsRandomWeights(_ model: String) throws {
        try Scratch.with { folder in
            let weights = folder.appendingPathComponent("random.pth")
            var configuration = try #require(Configuration.named(model))
            // Without pretrained weights torchvision builds its v1 with live norms.
            configuration.backbone.normalization = .batchNorm(epsilon: 1e-5)
            try configuration.writeRandomWeights(seed: 3, to: weights.path)
            let report = try Peer.run("load_checkpoint.py", [weights.path, model])
            #expect(!report.isEmpty)
        }
    }
}
