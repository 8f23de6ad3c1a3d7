import Foundation
import MaskRCNN
import TestSupport
import Testing
import Torch

/// Checkpoints with other frameworks' names: what they hold here, and what is said of them.
@Suite struct FrameworkCheckpointTests {
    private static let written: [WeightsFramework] = [.detectron2, .maskrcnnBenchmark, .mmdetection]

    /// Writes the test model under a framework's names.
    private func write(
        _ framework: WeightsFramework, to path: String, changed: (inout [Checkpoint.Entry]) throws -> Void = { _ in }
    ) throws {
        let original = try Checkpoint(contentsOfFile: TestModel.path())
        var (entries, withoutPlace) = try framework.entries(of: original.entries)
        #expect(withoutPlace.isEmpty && entries.count == original.entries.count)
        try changed(&entries)
        try Checkpoint.writeTorch(entries, to: path)
    }

    /// The same network finds the same, whoever wrote it down.
    @Test(arguments: written) func whatIsFoundIsTheSame(_ framework: WeightsFramework) async throws {
        let image = try TestModel.picture(width: 90, height: 70)
        let expected = try await TestModel.detector().detections(in: image)
        try await Scratch.with { folder in
            let path = folder.appendingPathComponent("a.pth").path
            try write(framework, to: path)
            var options = DetectorOptions()
            options.model = TestModel.configuration
            options.categories = try await TestModel.detector().categories
            let detector = try await Detector(weights: path, options: options)
            #expect(detector.configuration.classCount == 4)
            #expect(try await detector.detections(in: image) == expected && !expected.isEmpty)
            #expect(detector.notes.first == "the names are those of \(framework.title)")
        }
    }

    /// Ours → theirs → ours: all tensors are equal, but for rows of the background where they have none.
    @Test(arguments: written) func roundTrip(_ framework: WeightsFramework) throws {
        try Scratch.with { folder in
            let path = folder.appendingPathComponent("a.pth").path
            try write(framework, to: path)
            let original = try Checkpoint(contentsOfFile: TestModel.path())
            let network = try NetworkTensors(Checkpoint(contentsOfFile: path))
            let counters = original.entries.filter { $0.name.hasSuffix("num_batches_tracked") }.count
            #expect(network.tensors.count == original.entries.count - counters)
            for entry in original.entries where !entry.name.hasSuffix("num_batches_tracked") {
                let other = try #require(network.tensors[entry.name], "\(entry.name)")
                #expect(other.shape == entry.tensor.shape, "\(entry.name)")
                let rows = [".bbox_pred.": 4, ".mask_fcn_logits.": 1].first {
                    entry.name.contains($0.key) && entry.name.hasPrefix("roi_heads") && framework != .maskrcnnBenchmark
                }
                let skipped = (rows?.value ?? 0) * entry.tensor.byteCount / entry.tensor.shape[0]
                let bytes = other.contiguousBytes()
                #expect(bytes.dropFirst(skipped) == entry.tensor.contiguousBytes().dropFirst(skipped), "\(entry.name)")
                #expect(bytes.prefix(skipped).allSatisfy { $0 == 0 })
            }
        }
    }

    /// Without a configuration the network is told from the tensors, with the framework's usual values.
    @Test func usualValuesAreSaid() throws {
        try Scratch.with { folder in
            let path = folder.appendingPathComponent("a.pth").path
            try write(.detectron2, to: path)
            let checkpoint = try Checkpoint(contentsOfFile: path)
            let recognized = try #require(try RecognizedNetwork(checkpoint))
            #expect(recognized.evidence == .framework(.detectron2))
            let network = recognized.configuration
            #expect(network.conventions == .detectron2 && network.transform.mean == [103.53, 116.28, 123.675])
            #expect(network.backbone.resNet?.depth == 18 && network.backbone.resNet?.stridePlace == .oneByOne)
            #expect(network.boxHead.samplingRatio == 0 && network.classCount == 4)
            let note = try #require(recognized.note)
            #expect(note.contains("stride in the first 1×1 convolution") && note.contains("--config"))
        }
    }

    /// Numbers of data sets without gaps have the names of their classes.
    @Test(arguments: [(80, "person", "toothbrush"), (20, "aeroplane", "tvmonitor")])
    func classesAreNamed(_ count: Int, _ first: String, _ last: String) throws {
        let names = try #require(Categories.contiguous(classCount: count + 1))
        #expect(names.count == count && names[1] == first && names[count] == last)
        #expect(Categories.contiguous(classCount: 92) == nil)
    }

    /// What has no place is named: anchors are left out, and anything else does not fit.
    @Test func whatHasNoPlaceIsNamed() async throws {
        try await Scratch.with { folder in
            let path = folder.appendingPathComponent("a.pth").path
            let anchors = "proposal_generator.anchor_generator.cell_anchors.0"
            try write(.detectron2, to: path) { entries in
                entries.append(Checkpoint.Entry(name: anchors, tensor: try Tensor.zeros([3, 4]).stored()))
            }
            var options = DetectorOptions()
            options.model = TestModel.configuration
            let notes = try await Detector(weights: path, options: options).notes
            #expect(notes.contains("1 tensor has no place in the network, and is left out: \(anchors)"))
            try write(.detectron2, to: path) { entries in
                entries.append(
                    Checkpoint.Entry(name: "sem_seg_head.predictor.weight", tensor: try Tensor.zeros([3]).stored()))
            }
            let error = await #expect(throws: MaskRCNNError.self) {
                _ = try await Detector(weights: path, options: options)
            }
            guard case .weights(_, _, let mismatch) = error else { throw try #require(error) }
            #expect(mismatch.unexpected == ["sem_seg_head.predictor.weight"])
        }
    }

    /// One class alone has a box and a mask of its own, unless the network says that they are for all classes.
    @Test func oneClassHasItsOwnBox() throws {
        let names = [
            "proposal_generator.rpn_head.objectness_logits.weight": [3, 8, 1, 1],
            "roi_heads.box_predictor.cls_score.weight": [2, 8], "roi_heads.box_predictor.bbox_pred.weight": [4, 8],
            "roi_heads.mask_head.predictor.weight": [1, 8, 1, 1],
        ]
        try Scratch.with { folder in
            let path = folder.appendingPathComponent("a.pth").path
            try Checkpoint.writeTorch(
                names.map { Checkpoint.Entry(name: $0.key, tensor: try Tensor.zeros($0.value).stored()) }, to: path)
            let checkpoint = try Checkpoint(contentsOfFile: path)
            let boxes = "roi_heads.box_predictor.bbox_pred.weight"
            let masks = "roi_heads.mask_predictor.mask_fcn_logits.weight"
            let own = try NetworkTensors(checkpoint)
            #expect(own.tensors[boxes]?.shape == [8, 8] && own.tensors[masks]?.shape == [2, 8, 1, 1])
            var model = Configuration()
            model.boxHead.isClassAgnostic = true
            model.maskHead?.isClassAgnostic = true
            let shared = try NetworkTensors(checkpoint, model: model)
            #expect(shared.tensors[boxes]?.shape == [4, 8] && shared.tensors[masks]?.shape == [1, 8, 1, 1])
        }
    }

    /// Norms of Caffe2's have no statistics, and the first class is the background already.
    @Test func caffe2sNormsHaveMeanZeroAndVarianceOne() throws {
        let weight = try StoredTensor(
            dtype: .float32, shape: [2], bytes: [Float(3), 4].flatMap { withUnsafeBytes(of: $0) { Array($0) } })
        let scores = try StoredTensor(
            dtype: .float32, shape: [3], bytes: [Float(1), 2, 3].flatMap { withUnsafeBytes(of: $0) { Array($0) } })
        let entries = [
            ("rpn_cls_logits_fpn2_w", weight), ("res_conv1_bn_s", weight), ("res_conv1_bn_b", weight),
            ("res2_0_branch2a_gn_s", weight), ("cls_score_b", scores), ("cls_score_b_momentum", scores), ("lr", weight),
        ].map { Checkpoint.Entry(name: $0.0, tensor: $0.1) }
        try Scratch.with { folder in
            let path = folder.appendingPathComponent("a.pth").path
            try Checkpoint.writeTorch(entries, to: path)
            let network = try NetworkTensors(Checkpoint(contentsOfFile: path))
            #expect(network.framework == .caffe2)
            func numbers(_ name: String) -> [Float]? {
                network.tensors[name]?.contiguousBytes().withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
            }
            #expect(numbers("backbone.body.bn1.running_mean") == [0, 0])
            #expect(numbers("backbone.body.bn1.running_var") == [1, 1])
            #expect(network.tensors["backbone.body.layer1.0.bn1.running_mean"] == nil)
            #expect(numbers("roi_heads.box_predictor.cls_score.bias") == [1, 2, 3])
            #expect(
                network.notes == [
                    "the names are those of Detectron (Caffe2)",
                    "1 frozen norm comes without statistics: mean 0 and variance 1 were taken",
                    "2 tensors have no place in the network, and are left out: cls_score_b_momentum, lr",
                ])
        }
    }
}
