import Foundation
import Geometry
import MaskRCNN
import TestSupport
import Testing
import Torch

/// What a real framework says of pictures, of weights that torchvision's script draws under the framework's names.
struct FrameworkReference: CustomTestStringConvertible, Sendable {
    /// Of its files.
    let name: String
    /// torchvision's name of the network.
    let network: String
    let configuration: Configuration
    /// Our names of the stages, and theirs.
    let stages: [(String, String)]

    var testDescription: String { name }

    /// The folder that `Tools/frameworks` fills.
    static let folder = ProcessInfo.processInfo.environment["MASKRCNN_FRAMEWORK_STAGES"]
        .map { URL(fileURLWithPath: $0) }

    static let all = ["mask", "keypoint"].flatMap { kind in
        [
            FrameworkReference(detectron2: kind), FrameworkReference(maskrcnnBenchmark: kind),
        ]
    }

    private static let common =
        [("transform.images", "transform.images"), ("proposals.0", "proposals.0")]
        + (0..<5).flatMap { [("rpn.logits.\($0)", "rpn.logits.\($0)"), ("rpn.deltas.\($0)", "rpn.deltas.\($0)")] }

    private static func network(_ kind: String, _ conventions: Configuration.Conventions) -> Configuration {
        var configuration: Configuration =
            kind == "mask" ? .maskRCNNResNet50FPN : .keypointRCNNResNet50FPN
        configuration.classCount = kind == "mask" ? 81 : 2
        configuration.conventions = conventions
        configuration.backbone.resNet?.stridePlace = .oneByOne
        configuration.transform.minimumSide = 192
        configuration.transform.maximumSide = 300
        configuration.transform.standardDeviation = [1, 1, 1]
        configuration.proposals.minimumSide = 0
        return configuration
    }

    init(detectron2 kind: String) {
        name = "detectron2-\(kind)"
        network = kind == "mask" ? "maskrcnn_resnet50_fpn" : "keypointrcnn_resnet50_fpn"
        var configuration = Self.network(kind, .detectron2)
        configuration.transform.mean = [103.53, 116.28, 123.675]
        configuration.backbone.normalization = .frozenBatchNorm(epsilon: 1e-5)
        configuration.boxHead.samplingRatio = 0
        configuration.maskHead?.samplingRatio = 0
        configuration.keypointHead?.samplingRatio = 0
        self.configuration = configuration
        stages =
            Self.common + (0..<5).map { ("fpn.\($0)", "features.p\($0 + 2)") } + [("box.features", "box.features")]
    }

    init(maskrcnnBenchmark kind: String) {
        name = "maskrcnn_benchmark-\(kind)"
        network = kind == "mask" ? "maskrcnn_resnet50_fpn" : "keypointrcnn_resnet50_fpn"
        var configuration = Self.network(kind, .maskrcnnBenchmark)
        configuration.transform.mean = [102.9801, 115.9465, 122.7717]
        configuration.backbone.normalization = .frozenBatchNorm(epsilon: 0)
        self.configuration = configuration
        stages =
            Self.common + (0..<5).map { ("fpn.\($0)", "fpn.\($0)") }
            + [
                ("box.class_logits", "box.class_logits"), ("box.deltas", "box.deltas"),
            ]
    }

    /// torchvision's weights as the framework sees colours: the first convolution is turned round, and divided as in
    /// `Tools/frameworks/weights.py`.
    func weights(from file: URL) throws -> URL {
        let checkpoint = try Checkpoint(contentsOfFile: file.path)
        let entries = try checkpoint.entries.map { entry in
            guard entry.name == "backbone.body.conv1.weight" else { return entry }
            let turned =
                try entry.tensor.tensor()
                .gathered(1, at: Tensor([2, 1, 0] as [Int64], shape: [3])) / 58
            return Checkpoint.Entry(name: entry.name, tensor: try turned.stored())
        }
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("maskrcnn-test-\(UUID().uuidString).safetensors")
        try Checkpoint.writeSafetensors(entries, metadata: [:], to: path.path)
        return path
    }

    /// One picture's detections as the framework's script wrote them.
    private struct Found: Decodable {
        let boxes: [[Double]]
        let scores: [Double]
        let labels: [Int]
        let masks: [Mask]?
        let keypoints: [[[Double]]]?

        struct Mask: Decodable {
            let size: [Int]
            let counts: String
        }
    }

    /// Expects the framework's detections, each paired with ours of the same rank among equal labels.
    func expectSame(_ ours: [Detection], in folder: URL, image: Int) throws {
        let data = try Data(contentsOf: folder.appendingPathComponent("\(name).json"))
        let theirs = try #require(try JSONDecoder().decode([Found].self, from: data).dropFirst(image).first)
        try #require(theirs.scores.count == ours.count && ours.count > 50, "\(name), picture \(image)")
        // maskrcnn-benchmark sorts by class.
        let order = theirs.scores.indices.sorted {
            (-theirs.scores[$0], theirs.labels[$0]) < (-theirs.scores[$1], theirs.labels[$1])
        }
        var paired = 0
        for (rank, index) in order.enumerated() {
            let own = ours[rank]
            let box = theirs.boxes[index]
            let distance =
                zip([own.box.x1, own.box.y1, own.box.x2, own.box.y2], box)
                .map { abs(Double($0) - $1) }.max() ?? .infinity
            let isSame =
                own.label == theirs.labels[index] && distance < 1e-3
                && abs(Double(own.score) - theirs.scores[index]) < 1e-5
            if !isSame { continue }
            paired += 1
            if let masks = theirs.masks {
                let expected = try RunLengthMask(
                    cocoString: masks[index].counts,
                    size: ImageSize(width: masks[index].size[1], height: masks[index].size[0]))
                #expect(own.mask == expected, "\(name), picture \(image): mask \(rank)")
            }
        }
        #expect(paired == ours.count, "\(name), picture \(image): \(paired) of \(ours.count) are the same")
    }
}
