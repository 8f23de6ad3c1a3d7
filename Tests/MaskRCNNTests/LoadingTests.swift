import Foundation
import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch

/// A checkpoint that does not fit is refused, with everything that is wrong in one error.
@Suite struct LoadingTests {
    private func mismatch(
        _ path: String, _ options: DetectorOptions = DetectorOptions(),
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> (model: String, ParameterStore.Mismatch) {
        let error = await #expect(throws: MaskRCNNError.self, sourceLocation: sourceLocation) {
            _ = try await Detector(weights: path, options: options)
        }
        guard case .weights(path, let model, let mismatch) = error else {
            throw try #require(error, sourceLocation: sourceLocation)
        }
        return (model, mismatch)
    }

    @Test func everyDifferenceIsListed() async throws {
        try await Scratch.with { folder in
            let path = folder.appendingPathComponent("bad.safetensors").path
            let absent = ["backbone.body.conv1.weight", "rpn.head.bbox_pred.bias"]
            let wild = ["backbone.body.bn1.running_mean": Double.nan, "rpn.head.cls_logits.bias": .infinity]
            var entries = try TestModel.changed(TestModel.path()) { name, tensor in
                if absent.contains(name) { return nil }
                if let value = wild[name] { return try Tensor.full(tensor.shape, value).stored() }
                if name == "roi_heads.box_head.fc7.bias" { return try Tensor.zeros([255]).stored() }
                return tensor
            }.entries
            for name in ["surplus.weight", "backbone.body.layer1.0.conv3.bias"] {
                entries.append(Checkpoint.Entry(name: name, tensor: try Tensor.zeros([1]).stored()))
            }
            let metadata = try Checkpoint(contentsOfFile: TestModel.path()).metadata
            try Checkpoint.writeSafetensors(entries, metadata: metadata, to: path)

            let (model, mismatch) = try await mismatch(path)
            #expect(model == "small")
            #expect(mismatch.missing == absent)
            #expect(mismatch.unexpected == ["backbone.body.layer1.0.conv3.bias", "surplus.weight"])
            #expect(mismatch.shapes == ["roi_heads.box_head.fc7.bias (model [256], file [255])"])
            #expect(mismatch.notFinite == wild.keys.sorted())
            let text = MaskRCNNError.weights(file: path, model: model, mismatch).description
            #expect(
                text == """
                    \(path): the checkpoint does not fit small:
                      2 missing: \(absent.joined(separator: ", "))
                      2 unexpected: backbone.body.layer1.0.conv3.bias, surplus.weight
                      1 of another shape: roi_heads.box_head.fc7.bias (model [256], file [255])
                      2 with NaN or infinite values: \(wild.keys.sorted().joined(separator: ", "))
                    """)
        }
    }

    /// Asked for a Mask R-CNN, a Faster R-CNN's file lacks the masks.
    @Test func aFasterRCNNIsNoMaskRCNN() async throws {
        try await Scratch.with { folder in
            let path = folder.appendingPathComponent("faster.pth").path
            let manifest = try Manifest.entries("maskrcnn_resnet50_fpn").filter { !$0.name.contains(".mask_") }
            try writeShapes(manifest, to: path)
            var options = DetectorOptions()
            options.model = .maskRCNNResNet50FPN
            let (model, mismatch) = try await mismatch(path, options)
            #expect(model == "maskrcnn_resnet50_fpn")
            let masks = try Manifest.entries("maskrcnn_resnet50_fpn").map(\.name).filter { $0.contains(".mask_") }
            #expect(masks.count == 12)
            #expect(mismatch.missing == masks)
            #expect(mismatch.unexpected.isEmpty && mismatch.shapes.isEmpty)
        }
    }

    @Test(.enabled(if: testData != nil, "MASKRCNN_TEST_DATA is not set"))
    func aClassifierIsRefused() async throws {
        let path = try #require(testData).appendingPathComponent("checkpoints/resnet20-12fca82f.th").path
        let (_, mismatch) = try await mismatch(path)
        let checkpoint = try Checkpoint(contentsOfFile: path)
        let theirs = checkpoint.entries.map(\.name).filter { !$0.hasSuffix("num_batches_tracked") }
        #expect(mismatch.missing == (try Manifest.entries("maskrcnn_resnet50_fpn")).map(\.name))
        #expect(mismatch.unexpected == theirs.sorted())
    }

    @Test func filesThatAreNoneAreRefused() async throws {
        await #expect(throws: MaskRCNNError.weightsNotFound(.unknown("/none.pth"))) {
            _ = try await Detector(weights: "/none.pth")
        }
        try await Scratch.with { folder in
            let path = folder.appendingPathComponent("text.pth").path
            try Data("no checkpoint".utf8).write(to: URL(fileURLWithPath: path))
            let error = await #expect(throws: MaskRCNNError.self) { _ = try await Detector(weights: path) }
            guard case .checkpoint(.file(path, _, _)) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    /// Options that make no sense are named, and so are those in a file's metadata.
    @Test func optionsAndMetadataAreChecked() async throws {
        await #expect(throws: MaskRCNNError.configuration(key: "boxHead.scoreThreshold", expected: "from 0 to 1")) {
            _ = try await TestModel.detector { $0.scoreThreshold = 1.5 }
        }
        let bounds = MaskRCNNError.configuration(key: "boxHead.maximumDetections", expected: "from 0 to 100000")
        await #expect(throws: bounds) {
            _ = try await TestModel.detector { $0.maximumDetections = -1 }
        }
        try await Scratch.with { folder in
            let path = folder.appendingPathComponent("hostile.safetensors").path
            var checkpoint = try Checkpoint(contentsOfFile: TestModel.path())
            let metadata = checkpoint.metadata.mapValues {
                $0.replacing("\"maximumSide\":192", with: "\"maximumSide\":9e18")
            }
            #expect(metadata != checkpoint.metadata)
            try Checkpoint.writeSafetensors(checkpoint.entries, metadata: metadata, to: path)
            checkpoint = try Checkpoint(contentsOfFile: path)
            await #expect(
                throws: MaskRCNNError.configuration(
                    key: "transform.maximumSide", expected: "at least the minimum side")
            ) { _ = try await Detector(weights: path) }
        }
    }

    /// Weights that are finite can make infinite activations and NaN scores: nothing is found, nothing breaks.
    @Test func overflowIsNoCrash() async throws {
        try await Scratch.with { folder in
            let path = folder.appendingPathComponent("large.safetensors").path
            let names = ["backbone.body.layer2.0.conv1.weight", "backbone.fpn.inner_blocks.3.0.weight"]
            try TestModel.changed(TestModel.path()) { name, tensor in
                try names.contains(name) ? (tensor.tensor() * 1e36).stored() : tensor
            }.writeSafetensors(to: path)
            let image = try TestModel.picture(width: 90, height: 70)
            for detection in try await Detector(weights: path).detections(in: image) {
                #expect(detection.score.isFinite && detection.mask?.size == image.size)
            }
        }
    }
}
