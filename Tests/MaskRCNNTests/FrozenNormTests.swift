import Foundation
import MaskRCNN
import TestSupport
import Testing
import Torch

/// Silent when wrong: ε of frozen norms is 0 for the file that torchvision publishes for v1 on COCO and no other, and no
/// file says so.
@Suite struct FrozenNormTests {
    private static let published = "maskrcnn_resnet50_fpn_coco-bf2d0c1e.pth"

    /// The normalisation of a detector that loads a network of this kind from a file of this name.
    private func normalization(
        _ kind: NormalizationKind, file: String, epsilon: Double? = nil
    ) async throws -> NormalizationKind {
        try await Scratch.with { folder in
            var model = TestModel.configuration
            model.backbone.normalization = kind
            let path = folder.appendingPathComponent(file).path
            try model.writeRandomWeights(seed: 1, to: path)
            // As torchvision publishes them, files say nothing of their model.
            try Checkpoint.writeTorch(Checkpoint(contentsOfFile: path).entries, to: path)
            var options = DetectorOptions()
            options.frozenNormEpsilon = epsilon
            return try await Detector(weights: path, options: options).configuration.backbone.normalization
        }
    }

    @Test func thePublishedFileHasNone() async throws {
        #expect(
            try await normalization(.frozenBatchNorm(epsilon: 1e-5), file: Self.published)
                == .frozenBatchNorm(epsilon: 0))
    }

    @Test(arguments: [
        "model.pth", "maskrcnn_resnet50_fpn_coco-bf2d0c1f.pth", "mine_\(published)", "\(published).pth",
        "maskrcnn_resnet50_fpn_v2_coco-73cbd019.pth",
    ])
    func otherFilesHaveTheUsual(_ file: String) async throws {
        #expect(
            try await normalization(.frozenBatchNorm(epsilon: 1e-5), file: file) == .frozenBatchNorm(epsilon: 1e-5))
    }

    /// What a caller says counts, for any file.
    @Test(arguments: [published, "model.pth"])
    func theCallerDecides(_ file: String) async throws {
        #expect(
            try await normalization(.frozenBatchNorm(epsilon: 1e-5), file: file, epsilon: 1e-3)
                == .frozenBatchNorm(epsilon: 1e-3))
    }

    /// v2's norms are not frozen, and no name and no option changes them.
    @Test func normsThatLearnAreLeftAlone() async throws {
        #expect(
            try await normalization(.batchNorm(epsilon: 1e-5), file: Self.published, epsilon: 1e-3)
                == .batchNorm(epsilon: 1e-5))
    }

    /// A safetensors file says what it has, whatever it is called.
    @Test func metadataCounts() async throws {
        let kind = NormalizationKind.frozenBatchNorm(epsilon: 1e-4)
        try await Scratch.with { folder in
            var model = TestModel.configuration
            model.backbone.normalization = kind
            let path = folder.appendingPathComponent("a.safetensors").path
            try model.writeRandomWeights(seed: 1, to: path)
            let named = folder.appendingPathComponent(Self.published).path
            try FileManager.default.moveItem(atPath: path, toPath: named)
            #expect(try await Detector(weights: named).configuration.backbone.normalization == kind)
        }
    }

    /// ε reaches the network: with 3 more than the variances, which are 1, every norm halves what it gets. The stem's is
    /// the first, and layer 1's shortcut passes what it gives on.
    @Test func epsilonReachesTheNetwork() async throws {
        try await Scratch.with { folder in
            var model = TestModel.configuration
            model.backbone.normalization = .frozenBatchNorm(epsilon: 1e-5)
            let path = folder.appendingPathComponent("a.pth").path
            try model.writeRandomWeights(seed: 1, to: path)
            let image = try TestModel.picture(width: 90, height: 70)
            // The last norm of each block has the weight 0, so that layer 1 gives what the stem gives.
            try TestModel.changed(path) { name, tensor in
                try name.hasSuffix(".bn2.weight") ? Tensor.zeros(tensor.shape).stored() : tensor
            }.writeTorch(to: path)
            func stem(_ epsilon: Double) async throws -> [Float] {
                var options = DetectorOptions()
                options.model = model
                options.frozenNormEpsilon = epsilon
                let detector = try await Detector(weights: path, options: options)
                let stages = Stages()
                _ = try await detector.detections(in: [image]) { stages.keep($0, $1) }
                return stages["backbone.layer1"] ?? []
            }
            let (usual, more) = (try await stem(0), try await stem(3))
            #expect(!usual.isEmpty && usual.contains { $0 > 0.1 })
            for (usual, more) in zip(usual, more) { #expect(abs(usual - 2 * more) <= 1e-5 * (1 + usual)) }
        }
    }

    /// Training from weights with ε = 0 goes on with 1e-5, which every reader takes: each norm's weight makes up for it.
    @Test func trainingStartsFromTheSameNetwork() throws {
        try Scratch.with { folder in
            var model = TestModel.configuration
            model.backbone.normalization = .frozenBatchNorm(epsilon: 1e-5)
            let plain = folder.appendingPathComponent("a.pth").path
            try model.writeRandomWeights(seed: 1, to: plain)
            let path = folder.appendingPathComponent(Self.published).path
            // Variances about as large as ε, where it matters.
            let checkpoint = try TestModel.changed(plain) { name, tensor in
                try name.hasSuffix(".running_var")
                    ? Tensor((0..<tensor.elementCount).map { 2e-5 * Double(1 + $0) }, shape: tensor.shape).to(.float32)
                        .stored() : tensor
            }
            // As torchvision published it, the file says nothing of its model.
            try Checkpoint.writeTorch(checkpoint.entries, to: path)
            var weights = try StartingWeights(path)
            let note = try #require(try weights.fit(model))
            #expect(note.contains("ε = 0"))
            var fitted = 0
            for entry in checkpoint.entries {
                let new = try #require(weights.tensors[entry.name]).tensor().to(.float64).elements(as: Double.self)
                let old = try entry.tensor.tensor().to(.float64).elements(as: Double.self)
                let variance =
                    entry.name.hasSuffix(".weight")
                    ? weights.tensors[String(entry.name.dropLast("weight".count)) + "running_var"] : nil
                guard let variance = try variance?.tensor().to(.float64).elements(as: Double.self) else {
                    #expect(new == old, "\(entry.name)")
                    continue
                }
                fitted += 1
                for ((new, old), variance) in zip(zip(new, old), variance) {
                    let (computed, wanted) = (new / (variance + 1e-5).squareRoot(), old / variance.squareRoot())
                    #expect(abs(computed - wanted) <= 1e-6 * abs(wanted), "\(entry.name)")
                }
            }
            #expect(fitted == 20, "\(fitted) norms of a ResNet-18")
            // Weights that have this ε are left alone.
            var usual = try StartingWeights(plain)
            #expect(try usual.fit(model) == nil)
        }
    }
}
