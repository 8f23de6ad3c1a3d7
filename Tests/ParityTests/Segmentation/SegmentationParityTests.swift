import Foundation
import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch

/// Networks for segmentation beside torchvision's: every stage in float64, class maps in float32, and files both ways.
@Suite(.enabled(if: Peer.isAvailable, "\(Peer.skipReason)"), .serialized)
struct SegmentationParityTests {
    struct Case: CustomTestStringConvertible {
        /// As `Tools/parity/segmenter.py` calls it: with `-` at its end there is no auxiliary head.
        let name: String
        let shortSide: Int
        let size: (width: Int, height: Int)

        var testDescription: String { "\(name) at \(shortSide)" }

        var configuration: SegmentationConfiguration {
            get throws {
                let preset = name.hasSuffix("-") ? String(name.dropLast()) : name
                var configuration = try #require(SegmentationConfiguration.named(preset))
                if name.hasSuffix("-") { configuration.auxiliaryHead = nil }
                configuration.transform.shortSide = shortSide
                return configuration
            }
        }

        var weights: URL { get throws { try Fixtures.livelyWeights(name, classes: 21) } }
        var picture: URL { get throws { try Fixtures.picture(width: size.width, height: size.height, seed: 1) } }

        func stages(dtype: String) throws -> Tensors {
            let (weights, picture) = (try weights, try picture)
            return try Tensors(
                Peer.file(from: "segmentation_stages.py", name: "stages.safetensors", inputs: [weights, picture]) {
                    [name, weights.path, $0, picture.path, "--dtype", dtype, "--short-side", "\(shortSide)"]
                })
        }
    }

    /// Pictures that stay, grow and shrink; sides that the strides do not divide.
    static let cases = [
        Case(name: "fcn_resnet50", shortSide: 96, size: (128, 96)),
        Case(name: "fcn_resnet101-", shortSide: 70, size: (97, 63)),
        Case(name: "deeplabv3_resnet50", shortSide: 100, size: (120, 173)),
        Case(name: "deeplabv3_resnet50-", shortSide: 64, size: (64, 64)),
    ]

    static let stages = [
        "transform.images", "backbone.layer1", "backbone.layer2", "backbone.layer3", "backbone.layer4", "head.pyramid",
        "out.logits", "out", "aux.logits", "aux",
    ]

    @Test(arguments: cases)
    func everyStageIsTorchvisions(_ test: Case) async throws {
        let theirs = try test.stages(dtype: "float64")
        var options = SegmenterOptions()
        options.dtype = .float64
        options.model = try test.configuration
        options.computesAuxiliaryHead = true
        let segmenter = try await Segmenter(weights: test.weights.path, options: options)
        let image = try Image(contentsOfFile: test.picture.path)
        let recorder = Recorder()
        let map = try await segmenter.segmentation(of: image) { recorder.record($0, $1) }
        for stage in Self.stages {
            guard let ours = recorder.tensor(stage) else {
                #expect(!theirs.contains(stage), "torchvision has \(stage), we do not")
                continue
            }
            try expectClose(ours, theirs[stage], relative: 1e-9, stage)
        }
        #expect(recorder.tensor("aux") != nil || test.name.hasSuffix("-"))
        #expect(map.labels == (try theirs["labels"].elements(as: UInt8.self)))
        #expect(Set(map.labels).count > 2, "the picture has several classes")
    }

    /// In float32 logits differ by rounding, and classes where two of them are as near.
    @Test(arguments: cases, [DetectorOptions.Engine.winograd4, .libTorch])
    func classMapsAreTorchvisions(_ test: Case, engine: DetectorOptions.Engine) async throws {
        let theirs = try test.stages(dtype: "float64")
        var options = SegmenterOptions()
        options.engine = engine
        options.model = try test.configuration
        let segmenter = try await Segmenter(weights: test.weights.path, options: options)
        let image = try Image(contentsOfFile: test.picture.path)
        let recorder = Recorder()
        let map = try await segmenter.segmentation(of: image) { recorder.record($0, $1) }
        let out = try #require(recorder.tensor("out"))
        try expectClose(out.to(.float64), theirs["out"], relative: 1e-4, "out")
        let logits = try theirs["image.logits"].elements(as: Double.self)
        let labels = try theirs["labels"].elements(as: UInt8.self)
        let largest = logits.lazy.map(abs).max() ?? 0
        let area = image.size.area
        var different = 0
        for pixel in 0..<area where map.labels[pixel] != labels[pixel] {
            different += 1
            let gap = logits[Int(labels[pixel]) * area + pixel] - logits[Int(map.labels[pixel]) * area + pixel]
            #expect(gap <= 2e-4 * largest, "pixel \(pixel): the logits are \(gap) apart")
        }
        print("\(test), \(engine): \(different) of \(area) pixels have another class")
    }

    /// torchvision's file becomes one of ours, which says what it is, and that one of PyTorch's that loads there strictly.
    @Test func filesGoBothWays() throws {
        let test = Self.cases[0]
        let original = try test.weights
        try Scratch.with { folder in
            let ours = folder.appendingPathComponent("ours.safetensors").path
            let checkpoint = try Checkpoint(contentsOfFile: original.path)
            let found = try #require(try RecognizedSegmentation(checkpoint))
            #expect(found.configuration == .fcnResNet50 && found.evidence == .presets(["fcn_resnet50"]))
            let model = try TrainableSegmenter(
                .fcnResNet50,
                .checkpoint(
                    Dictionary(uniqueKeysWithValues: checkpoint.entries.map { ($0.name, $0.tensor) })),
                statistics: .stored)
            try model.checkSource()
            try SegmentationConfiguration.fcnResNet50.writeWeights(model.state, to: ours)
            let back = folder.appendingPathComponent("back.pth")
            let second = try Checkpoint(contentsOfFile: ours)
            #expect(try SegmentationConfiguration.detected(in: second) == .fcnResNet50)
            try second.writeTorch(to: back.path)
            func digest(_ path: String) throws -> String? {
                let text = try Peer.run("load_checkpoint.py", [path, test.name, "--classes", "21"])
                let report = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
                return report?["sha256"] as? String
            }
            let expected = try #require(try digest(original.path))
            #expect(try digest(back.path) == expected)
        }
    }
}
