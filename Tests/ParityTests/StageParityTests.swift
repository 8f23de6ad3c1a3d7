import Foundation
import Geometry
import Imaging
import MaskRCNN
import Synchronization
import TestSupport
import Testing
import Torch

/// Every stage of the network beside torchvision's, in float64, where nothing but the order of additions differs.
@Suite(.enabled(if: Peer.isAvailable, "\(Peer.skipReason)"), .serialized)
struct StageParityTests {
    struct Case: CustomTestStringConvertible {
        let model: Configuration
        let minimumSide: Int
        let sizes: [(width: Int, height: Int)]
        /// Heads that take long have few detections.
        var maximumDetections = 100

        var testDescription: String { "\(model.name) at \(minimumSide), \(sizes.count) pictures" }
    }

    /// Networks that torchvision has the parts of; `Tools/parity/detector.py` puts them together.
    private static func other(_ name: String, _ change: (inout Configuration) -> Void) -> Configuration {
        var configuration = Configuration.maskRCNNResNet50FPN
        configuration.name = name
        configuration.backbone.normalization = .batchNorm(epsilon: 1e-5)
        if name.hasPrefix("fasterrcnn") { configuration.maskHead = nil }
        change(&configuration)
        return configuration
    }

    private static let others = [
        other("fasterrcnn_resnet18_c4") {
            $0.backbone.resNet?.depth = 18
            $0.backbone.resNet?.stageCount = 3
            $0.pyramid = nil
            $0.proposals.anchorSizes = [[32, 64, 128]]
        },
        other("fasterrcnn_resnext50_32x4d_fpn") {
            $0.backbone.resNet?.groups = 32
            $0.backbone.resNet?.groupWidth = 4
        },
        other("maskrcnn_wide_resnet50_2_fpn") { $0.backbone.resNet?.groupWidth = 128 },
        other("maskrcnn_resnet18_group_norm_fpn") {
            let norm = NormalizationKind.groupNorm(groups: 16, epsilon: 1e-5)
            $0.backbone.resNet?.depth = 18
            $0.backbone.normalization = norm
            $0.pyramid?.normalization = norm
            $0.boxHead.convolutionCount = 2
            $0.boxHead.convolutionChannels = 128
            $0.boxHead.normalization = norm
            $0.boxHead.linearCount = 1
            $0.boxHead.features = 512
            $0.maskHead?.channels = [64, 32]
            $0.maskHead?.normalization = norm
            $0.maskHead?.predictorChannels = 48
        },
    ].map { Case(model: $0, minimumSide: 160, sizes: [(250, 190), (131, 170)]) }

    static let cases =
        others + [
            Case(model: .maskRCNNResNet50FPN, minimumSide: 192, sizes: [(320, 240), (201, 330)]),
            Case(model: .maskRCNNResNet50FPN, minimumSide: 161, sizes: [(97, 131)]),
            Case(model: .maskRCNNResNet50FPNv2, minimumSide: 192, sizes: [(320, 240), (201, 330)]),
            Case(model: .maskRCNNResNet50FPNv2, minimumSide: 193, sizes: [(500, 97)]),
            Case(model: .fasterRCNNResNet50FPN, minimumSide: 192, sizes: [(320, 240), (201, 330)]),
            Case(model: .fasterRCNNResNet50FPNv2, minimumSide: 193, sizes: [(500, 97)]),
            Case(model: .fasterRCNNMobileNetV3LargeFPN, minimumSide: 192, sizes: [(320, 240), (201, 330)]),
            Case(model: .fasterRCNNMobileNetV3Large320FPN, minimumSide: 320, sizes: [(500, 297)]),
            Case(
                model: .keypointRCNNResNet50FPN, minimumSide: 160, sizes: [(320, 240), (131, 170)], maximumDetections: 6
            ),
        ]

    /// The stages in the order in which a difference in one spreads to the next.
    static let stages = [
        "transform.images", "backbone.layer1", "backbone.layer2", "backbone.layer3", "backbone.layer4", "fpn.0",
        "fpn.1", "fpn.2", "fpn.3", "fpn.4", "rpn.logits.0", "rpn.logits.1", "rpn.logits.2", "rpn.logits.3",
        "rpn.logits.4", "rpn.deltas.0", "rpn.deltas.1", "rpn.deltas.2", "rpn.deltas.3", "rpn.deltas.4",
        "proposals.0", "proposals.1", "box.features", "box.class_logits", "box.deltas", "mask.features",
        "mask.probabilities", "keypoints.features", "keypoints.maps",
    ]

    @Test(arguments: cases)
    func everyStageIsTorchvisions(_ test: Case) async throws {
        let classes = test.model.classCount
        let weights = try Fixtures.livelyWeights(test.model.name, classes: classes)
        let files = try test.sizes.enumerated().map { index, size in
            try Fixtures.picture(width: size.width, height: size.height, seed: index)
        }
        let theirs = try Tensors(
            Peer.file(from: "stages.py", name: "stages.safetensors", inputs: [weights] + files) { output in
                [test.model.name, weights.path, output] + files.map(\.path)
                    + ["--dtype", "float64", "--min-size", "\(test.minimumSide)", "--classes", "\(classes)"]
                    + ["--max-detections", "\(test.maximumDetections)"]
            })

        var options = DetectorOptions()
        options.dtype = .float64
        var model = test.model
        model.transform.minimumSide = test.minimumSide
        model.transform.maximumSide = 1333
        options.model = model
        options.maximumDetections = test.maximumDetections
        let detector = try await Detector(weights: weights.path, options: options)
        let images = try files.map { try Image(contentsOfFile: $0.path) }
        let recorder = Recorder()
        let found = try await detector.detections(in: images) { recorder.record($0, $1) }

        for stage in Self.stages {
            // A single map is the only one that torchvision's backbone gives.
            if test.model.pyramid == nil, stage.hasPrefix("backbone."), stage != "backbone.layer3" { continue }
            guard let ours = recorder.tensor(stage) else {
                #expect(!theirs.contains(stage), "torchvision has \(stage), we do not")
                continue
            }
            let expected =
                switch stage {
                case "fpn.4": try theirs["fpn.pool"]
                case "fpn.2" where test.model.backbone.mobileNetV3 != nil: try theirs["fpn.pool"]
                case "backbone.layer3" where test.model.pyramid == nil: try theirs["backbone.layer1"]
                case "mask.probabilities": try theirs["mask.logits"].sigmoid()
                default: try theirs[stage]
                }
            try expectClose(ours, expected, relative: 1e-9, stage)
        }
        for (index, detections) in found.enumerated() {
            let boxes = try theirs["detections.\(index).boxes"].elements(as: Float.self)
            #expect(detections.map(\.label) == (try theirs.integers("detections.\(index).labels")))
            #expect(detections.map(\.score) == (try theirs["detections.\(index).scores"].elements(as: Float.self)))
            #expect(detections.flatMap { [$0.box.x1, $0.box.y1, $0.box.x2, $0.box.y2] } == boxes)
            if test.model.hasKeypoints {
                let keypoints = try theirs["keypoints.\(index)"].elements(as: Float.self)
                let ours = detections.flatMap { $0.keypoints ?? [] }.flatMap { [$0.x, $0.y, $0.score] }
                #expect(!ours.isEmpty && ours.count == keypoints.count)
                // The network is of float64, and its keypoints are of float32, there as here.
                for (a, b) in zip(ours, keypoints) { #expect(abs(a - b) <= 1e-5 * max(1, abs(b))) }
            }
            let area = images[index].size.area
            guard test.model.hasMasks else {
                #expect(!theirs.contains("masks.\(index)") && detections.allSatisfy { $0.mask == nil })
                continue
            }
            let masks = try theirs["masks.\(index)"].elements(as: UInt8.self)
            for (number, detection) in detections.enumerated() {
                let expected = masks[number * area..<(number + 1) * area]
                #expect(detection.bitmap()?.elementsEqual(expected) == true, "mask \(number) of picture \(index)")
            }
        }
    }
}

/// Keeps copies of what a detector's stages give.
final class Recorder: Sendable {
    private struct Stage: @unchecked Sendable {
        let tensor: Tensor
    }

    private let stages = Mutex<[String: Stage]>([:])

    func record(_ name: String, _ tensor: Tensor) {
        // What is in a stage's memory may be changed by the next one.
        guard let copy = try? tensor + 0 else { return }
        let stage = Stage(tensor: copy)
        stages.withLock { $0[name] = stage }
    }

    func tensor(_ name: String) -> Tensor? {
        stages.withLock { $0[name] }?.tensor
    }
}

/// Files that several tests use, made once.
enum Fixtures {
    /// Random weights that give scores and masks of all kinds.
    static func livelyWeights(_ model: String, legacy: Bool = false, classes: Int = 91) throws -> URL {
        try Peer.file(from: "lively.py", name: "\(model).pth") {
            [model, $0] + (legacy ? ["--legacy"] : []) + (classes == 91 ? [] : ["--classes", "\(classes)"])
        }
    }

    static func picture(width: Int, height: Int, seed: Int) throws -> URL {
        try Peer.file(from: "picture.py", name: "picture.png") { [$0, "\(width)", "\(height)", "--seed", "\(seed)"] }
    }
}
