import Foundation
import Geometry
import MaskRCNN
import TestSupport
import Testing
import Torch

/// One box, and one mask, for all classes together.
@Suite struct ClassAgnosticTests {
    private var agnostic: Configuration {
        var configuration = TestModel.configuration
        configuration.boxHead.isClassAgnostic = true
        configuration.maskHead?.isClassAgnostic = true
        return configuration
    }

    @Test func predictorsAreSmaller() throws {
        let shapes = Dictionary(uniqueKeysWithValues: try agnostic.manifest().map { ($0.name, $0.shape) })
        #expect(shapes["roi_heads.box_predictor.bbox_pred.weight"] == [4, 256])
        #expect(shapes["roi_heads.mask_predictor.mask_fcn_logits.weight"] == [1, 64, 1, 1])
        #expect(shapes["roi_heads.box_predictor.cls_score.weight"] == [4, 256])
        let fewer = TestModel.configuration.parameterCount - agnostic.parameterCount
        #expect(fewer == 12 * 257 + 3 * 65)
        #expect(fewer == (try TestModel.configuration.parameterCountByManifest() - agnostic.parameterCountByManifest()))
    }

    /// A network whose classes all have the same box and mask finds what the network with one for all finds.
    @Test func oneForAllIsTheSameAsTheSameForEach() async throws {
        let image = try TestModel.picture(width: 140, height: 96)
        try await Scratch.with { folder in
            let path = folder.appendingPathComponent("agnostic.safetensors").path
            try agnostic.writeRandomWeights(seed: 4, to: path)
            let single = try TestModel.changed(path) { name, tensor in
                try TestModel.gains[name].map { gain in try tensor.tensor() * gain }?.stored()
                    ?? tensor
            }
            try single.writeSafetensors(to: path)
            let repeated = folder.appendingPathComponent("repeated.pth").path
            let entries = try single.entries.map { entry in
                guard
                    entry.name.contains("bbox_pred") && entry.name.contains("box_predictor")
                        || entry.name.contains("mask_fcn_logits")
                else { return entry }
                let tensor = try entry.tensor.tensor()
                return Checkpoint.Entry(
                    name: entry.name,
                    tensor: try Tensor.concatenated([tensor, tensor, tensor, tensor], along: 0).stored())
            }
            try Checkpoint.writeTorch(entries, to: repeated)
            for engine in [DetectorOptions.Engine.winograd4, .libTorch] {
                var options = DetectorOptions()
                options.engine = engine
                let one = try await Detector(weights: path, options: options)
                options.model = TestModel.configuration
                let each = try await Detector(weights: repeated, options: options)
                let (ours, theirs) = (
                    try await one.detections(in: image), try await each.detections(in: image)
                )
                #expect(one.configuration.boxHead.isClassAgnostic && !ours.isEmpty)
                #expect(ours.map(\.label) == theirs.map(\.label) && ours.count == theirs.count)
                for (a, b) in zip(ours, theirs) {
                    #expect(abs(a.score - b.score) < 1e-5 && abs(a.box.x1 - b.box.x1) < 1e-2)
                    #expect(abs((a.area ?? 0) - (b.area ?? 0)) <= 4)
                }
            }
        }
    }

    /// A file without metadata shows it in its shapes.
    @Test func shapesTellIt() throws {
        try Scratch.with { folder in
            let path = folder.appendingPathComponent("shapes.pth").path
            var network = Configuration.maskRCNNResNet50FPN
            network.boxHead.isClassAgnostic = true
            network.maskHead?.isClassAgnostic = true
            network.boxHead.convolutionCount = 2
            network.boxHead.convolutionChannels = 64
            try writeShapes(network.manifest(), to: path)
            let found = try #require(try Configuration.detected(in: Checkpoint(contentsOfFile: path)))
            #expect(found.boxHead == network.boxHead && found.maskHead == network.maskHead && found.classCount == 91)
        }
    }

    @Test func itLearns() throws {
        let batch = try TrainingBatch(objects: [3])
        let model = try TrainingBatch.model(agnostic)
        let losses = try batch.losses(model)
        try losses.total().backward()
        for parameter in model.parameters where parameter.name.contains("predictor") {
            let gradient = try #require(try parameter.tensor.gradient(), "\(parameter.name)")
            #expect(try gradient.elements(as: Float.self).contains { $0 != 0 }, "\(parameter.name)")
        }
        // Rows of all classes together are not taken over class by class.
        #expect(try agnostic.manifest().count == TestModel.configuration.manifest().count)
    }
}

extension Configuration {
    /// The parameters counted one by one, without statistics of norms.
    fileprivate func parameterCountByManifest() throws -> Int {
        try manifest().filter { !$0.name.contains("running_") && !$0.name.hasSuffix("num_batches_tracked") }
            .reduce(0) { $0 + $1.shape.reduce(1, *) }
    }
}
