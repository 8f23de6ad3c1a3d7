import Foundation
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch

/// A network that stands in a checkpoint as a part of something larger.
@Suite struct NetworkTensorsTests {
    /// Writes the test model with every name changed to those given, and other tensors beside.
    private func write(_ names: [(String) -> String], others: [String] = [], to path: String) throws {
        let original = try Checkpoint(contentsOfFile: TestModel.path())
        var entries = names.flatMap { rename in
            original.entries.map { Checkpoint.Entry(name: rename($0.name), tensor: $0.tensor) }
        }
        for name in others { entries.append(Checkpoint.Entry(name: name, tensor: try Tensor.zeros([2]).stored())) }
        try Checkpoint.writeTorch(entries, metadata: original.metadata, to: path)
    }

    @Test(arguments: ["model.", "net.", "module.model.", "_orig_mod.", "detector.mask_rcnn.", "model._orig_mod."])
    func prefixesAreTakenOff(_ prefix: String) async throws {
        let image = try TestModel.picture(width: 90, height: 70)
        let expected = try await TestModel.detector().detections(in: image)
        try await Scratch.with { folder in
            let path = folder.appendingPathComponent("a.pth").path
            try write([{ prefix + $0 }], to: path)
            let detector = try await Detector(weights: path)
            #expect(try await detector.detections(in: image) == expected && !expected.isEmpty)
        }
    }

    /// As Lightning saves a module with a loss and an average of its own.
    @Test func whatStandsBesideItIsLeftOutAndSaid() async throws {
        try await Scratch.with { folder in
            let path = folder.appendingPathComponent("a.pth").path
            try write(
                [{ "model." + $0 }, { "average.module." + $0 }], others: ["loss.weight", "map.seen"], to: path)
            let detector = try await Detector(weights: path)
            let count = try Checkpoint(contentsOfFile: TestModel.path()).entries.count
            #expect(
                detector.notes == [
                    "the network stands under \"model.\" in the checkpoint; \(count + 2) tensors outside it are left out",
                    "others stand under \"average.module.\", and are not used: predict, eval and weights convert choose by --weights-key",
                ])
        }
    }

    /// At the top nothing is left out: a tensor that the network has not is a difference.
    @Test func namesAtTheTopAreAll() async throws {
        try await Scratch.with { folder in
            let path = folder.appendingPathComponent("a.pth").path
            try write([{ $0 }], others: ["loss.weight"], to: path)
            let error = await #expect(throws: MaskRCNNError.self) { _ = try await Detector(weights: path) }
            guard case .weights(_, _, let mismatch) = error else { throw try #require(error) }
            #expect(mismatch.unexpected == ["loss.weight"])
        }
    }

    /// Training starts from a backbone under whatever name, as in a segmentation network's file.
    @Test(arguments: ["", "backbone.", "encoder.net."])
    func aBackboneIsFound(_ prefix: String) throws {
        try Scratch.with { folder in
            let path = folder.appendingPathComponent("a.pth").path
            let body = "backbone.body."
            var entries = try Checkpoint(contentsOfFile: TestModel.path()).entries.filter { $0.name.hasPrefix(body) }
                .map { Checkpoint.Entry(name: prefix + $0.name.dropFirst(body.count), tensor: $0.tensor) }
            let count = entries.count
            for name in [prefix + "fc.weight"] + (prefix.isEmpty ? [] : ["classifier.4.weight"]) {
                entries.append(Checkpoint.Entry(name: name, tensor: try Tensor.zeros([2]).stored()))
            }
            try Checkpoint.writeTorch(entries, to: path)
            let weights = try StartingWeights(path)
            #expect(weights.tensors.count == count && weights.tensors[body + "conv1.weight"] != nil)
            #expect(weights.categories.isEmpty)
        }
    }

    /// torchvision's MobileNetV3 for ImageNet.
    @Test(arguments: ["", "net."])
    func aMobileNetIsFound(_ prefix: String) throws {
        try Scratch.with { folder in
            let path = folder.appendingPathComponent("a.pth").path
            let body = "backbone.body."
            let names = try Configuration.fasterRCNNMobileNetV3LargeFPN.manifest().map(\.name)
                .filter { $0.hasPrefix(body) }
            let others = ["classifier.0.weight", "classifier.3.bias"]
            let entries = try (names.map { "features." + $0.dropFirst(body.count) } + others).map {
                Checkpoint.Entry(name: prefix + $0, tensor: try Tensor.zeros([2]).stored())
            }
            try Checkpoint.writeTorch(entries, to: path)
            let weights = try StartingWeights(path)
            #expect(Set(weights.tensors.keys) == Set(names) && names.count > 200)
            #expect(weights.categories.isEmpty)
        }
    }

    /// Ten lines for a checkpoint of three hundred tensors, with what their names have in common.
    @Test func aMismatchIsShort() async throws {
        try await Scratch.with { folder in
            let path = folder.appendingPathComponent("a.pth").path
            let names = ["backbone.bottom_up.res2.0.conv1.weight", "proposal_generator.rpn_head.conv.weight"]
            let entries = try (names + (0..<200).map { "backbone.bottom_up.res3.\($0).conv1.weight" }).map {
                Checkpoint.Entry(name: $0, tensor: try Tensor.zeros([2]).stored())
            }
            try Checkpoint.writeTorch(entries, to: path)
            let error = await #expect(throws: MaskRCNNError.self) { _ = try await Detector(weights: path) }
            let lines = try #require(error).description.split(separator: "\n")
            #expect(lines.count <= 10 && lines.allSatisfy { $0.count < 400 })
            #expect(lines.contains { $0.contains("202 unexpected") && $0.contains("and 199 more") })
            #expect(lines.last?.contains("detectron2") == true)
            try Checkpoint.writeTorch(Array(entries.dropFirst(2)), to: path)
            let other = await #expect(throws: MaskRCNNError.self) { _ = try await Detector(weights: path) }
            #expect(try #require(other).description.contains("all under \"backbone.bottom_up.res3.\""))
        }
    }

    /// Weights of whole numbers would be computed with as they are, and mean something else.
    @Test func tensorsOfWholeNumbersAreRefused() async throws {
        try await Scratch.with { folder in
            let path = folder.appendingPathComponent("a.pth").path
            let name = "backbone.body.layer1.0.conv1.weight"
            try TestModel.changed(TestModel.path()) { other, tensor in
                other == name ? try Tensor.zeros(tensor.shape, dtype: .int64).stored() : tensor
            }.writeTorch(to: path)
            let error = await #expect(throws: MaskRCNNError.self) { _ = try await Detector(weights: path) }
            guard case .weights(_, _, let mismatch) = error else { throw try #require(error) }
            #expect(mismatch.types == ["\(name) (int64)"])
        }
    }
}
