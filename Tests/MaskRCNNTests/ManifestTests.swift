import Foundation
import MaskRCNN
import Testing
import Torch

/// The names and shapes of what a network consists of are those of torchvision's state dictionaries, which
/// `Tools/parity/manifest.py` wrote into the fixtures.
@Suite struct ManifestTests {
    @Test(arguments: [
        "maskrcnn_resnet50_fpn", "maskrcnn_resnet50_fpn_v2", "fasterrcnn_resnet50_fpn", "fasterrcnn_resnet50_fpn_v2",
        "fasterrcnn_mobilenet_v3_large_fpn", "keypointrcnn_resnet50_fpn",
    ])
    func namesShapesAndOrderAreTorchvisions(_ name: String) throws {
        let configuration = try #require(Configuration.named(name))
        let ours = try configuration.manifest().map(Self.line)
        try expectSame(ours, Manifest.lines(configuration.name))
    }

    /// Built without pretrained weights, torchvision's v1 has norms that learn, each with a counter.
    @Test func normsThatLearnHaveCounters() throws {
        var configuration = Configuration.maskRCNNResNet50FPN
        configuration.backbone.normalization = .batchNorm(epsilon: 1e-5)
        let expected = try Manifest.lines(configuration.name).flatMap { line in
            let name = line.prefix { $0 != " " }
            return name.hasSuffix(".running_var")
                ? [line, name.replacing(".running_var", with: ".num_batches_tracked") + " scalar"] : [line]
        }
        #expect(expected.count == 307 + 53)
        try expectSame(configuration.manifest().map(Self.line), expected)
    }

    /// torchvision's documentation: 44,401,393 and 46,359,409, of Faster R-CNN 41,755,286, 43,712,278 and, on
    /// MobileNetV3, 19,386,354, of Keypoint R-CNN 59,137,258. Running statistics are no parameters, nor is anything of
    /// a frozen norm.
    @Test func parametersAreAsManyAsTorchvisions() throws {
        func count(_ configuration: Configuration, _ isParameter: (String) -> Bool) throws -> Int {
            try configuration.manifest().filter { isParameter($0.name) && !$0.name.hasSuffix(".num_batches_tracked") }
                .reduce(0) { $0 + $1.shape.reduce(1, *) }
        }
        let isNorm = { (name: String) in name.contains(".bn") || name.contains(".downsample.1.") }
        #expect(try count(.maskRCNNResNet50FPN) { !isNorm($0) } == 44_401_393)
        #expect(try count(.fasterRCNNResNet50FPN) { !isNorm($0) } == 41_755_286)
        #expect(try count(.fasterRCNNResNet50FPNv2) { !$0.contains(".running_") } == 43_712_278)
        #expect(Configuration.maskRCNNResNet50FPN.parameterCount == 44_401_393)
        #expect(Configuration.maskRCNNResNet50FPNv2.parameterCount == 46_359_409)
        #expect(Configuration.fasterRCNNResNet50FPN.parameterCount == 41_755_286)
        #expect(Configuration.fasterRCNNResNet50FPNv2.parameterCount == 43_712_278)
        #expect(Configuration.fasterRCNNMobileNetV3LargeFPN.parameterCount == 19_386_354)
        #expect(Configuration.keypointRCNNResNet50FPN.parameterCount == 59_137_258)
        #expect(try count(.maskRCNNResNet50FPNv2) { !$0.contains(".running_") } == 46_359_409)
    }

    /// Only what is predicted for each class depends on how many there are.
    @Test func theNumberOfClassesChangesThePredictorsAlone() throws {
        var configuration = Configuration.maskRCNNResNet50FPN
        configuration.classCount = 3
        let ours = try configuration.manifest().map(Self.line)
        let changed = zip(ours, try Manifest.lines(configuration.name)).filter { $0 != $1 }.map(\.0)
        #expect(
            changed == [
                "roi_heads.box_predictor.cls_score.weight 3x1024", "roi_heads.box_predictor.cls_score.bias 3",
                "roi_heads.box_predictor.bbox_pred.weight 12x1024", "roi_heads.box_predictor.bbox_pred.bias 12",
                "roi_heads.mask_predictor.mask_fcn_logits.weight 3x256x1x1",
                "roi_heads.mask_predictor.mask_fcn_logits.bias 3",
            ])
    }

    static func line(_ entry: (name: String, shape: [Int])) -> String {
        "\(entry.name) " + (entry.shape.isEmpty ? "scalar" : entry.shape.map(String.init).joined(separator: "x"))
    }

    private func expectSame(_ ours: [String], _ theirs: [String]) {
        #expect(ours.count == theirs.count)
        for (ours, theirs) in zip(ours, theirs) where ours != theirs {
            Issue.record("the first difference is \(ours) where torchvision has \(theirs)")
            return
        }
    }
}

/// torchvision's names and shapes.
enum Manifest {
    static func lines(_ model: String) throws -> [String] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/\(model).txt")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
    }
}
