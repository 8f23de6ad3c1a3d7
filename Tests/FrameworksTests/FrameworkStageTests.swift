import Foundation
import Frameworks
import Geometry
import Imaging
import MaskRCNN
import Synchronization
import TestSupport
import Testing
import Torch

/// Every stage beside the real detectron2's, maskrcnn-benchmark's and mmdetection's, in float64, with each framework's own configuration
/// and names of weights. What they said is kept in fixtures, which `Tools/frameworks/fixtures.py` makes.
@Suite(.serialized)
struct FrameworkStageTests {
    struct Case: CustomTestStringConvertible, Sendable {
        /// Of the fixture.
        let name: String
        /// Whose configuration it has; mmdetection's is Python, and the network is told from the tensors.
        var framework: FrameworkConfiguration.Framework? = nil
        var testDescription: String { name }
    }

    static let cases =
        ["mask", "keypoint", "c4", "dc5", "gn"].map { Case(name: "detectron2-" + $0, framework: .detectron2) }
        + ["mask", "keypoint", "c4", "gn"].map {
            Case(name: "maskrcnn-benchmark-" + $0, framework: .maskrcnnBenchmark)
        } + ["mask", "faster", "caffe"].map { Case(name: "mmdetection-" + $0) }

    /// Our names of stages, and those of each framework that has another.
    private static let stages =
        ["transform.images", "proposals.0", "box.features", "box.class_logits", "box.deltas"].map { ($0, [$0]) }
        + (0..<5).flatMap { level in
            [
                ("fpn.\(level)", ["fpn.\(level)", "features.p\(level + 2)"]),
                ("rpn.logits.\(level)", ["rpn.logits.\(level)"]), ("rpn.deltas.\(level)", ["rpn.deltas.\(level)"]),
            ]
        }

    @Test(arguments: cases)
    func everyStageIsTheFrameworks(_ test: Case) async throws {
        let fixture = try StageFixture(test.name)
        let folder = try TemporaryFolder()
        let weights = folder("weights.safetensors")
        try fixture.writeWeights(to: weights)
        let detector = try await Detector(weights: weights, options: Self.options(test, fixture, weights, folder))
        let image = try Image(contentsOfFile: StageFixture.folder.appendingPathComponent("picture.png").path)
        let seen = Mutex<[String: StageFixture.Stage]>([:])
        let found = try await detector.detections(in: [image]) { name, tensor in
            let summary = try? StageFixture.Stage(tensor)
            seen.withLock { $0[name] = summary }
        }

        let ours = seen.withLock { $0 }
        var compared = 0
        for (own, names) in Self.stages {
            guard let theirs = names.lazy.compactMap({ fixture.stages[$0] }).first else { continue }
            let stage = try #require(ours[own], "\(own) is missing")
            try expectSame(stage, theirs, own)
            compared += 1
        }
        #expect(compared >= 4)
        try expectSame(found[0], fixture.detections, test.name)
    }

    /// The framework's own configuration, or what is told from the weights and given by options.
    private static func options(
        _ test: Case, _ fixture: StageFixture, _ weights: String, _ folder: TemporaryFolder
    ) throws -> DetectorOptions {
        var options = DetectorOptions()
        options.dtype = .float64
        guard let framework = test.framework else {
            var network = try #require(try RecognizedNetwork(Checkpoint(contentsOfFile: weights)))
            if test.name == "mmdetection-caffe" { try network.takeCaffeStyle(file: weights) }
            var configuration = network.configuration
            configuration.transform.minimumSide = 128
            configuration.transform.maximumSide = 300
            configuration.proposals.countBeforeNMS = 200
            configuration.proposals.countAfterNMS = 100
            configuration.boxHead.maximumDetections = 20
            options.model = configuration
            return options
        }
        let file = folder("configuration.yaml")
        try Data(try #require(fixture.configuration).utf8).write(to: URL(fileURLWithPath: file))
        options.model = try FrameworkConfiguration(contentsOfFile: file, framework: framework).configuration
        return options
    }

    private func expectSame(_ ours: StageFixture.Stage, _ theirs: StageFixture.Stage, _ name: String) throws {
        try #require(ours.shape == theirs.shape, "\(name): the shapes differ")
        let largest = theirs.samples.map(abs).max() ?? 0
        let mean = theirs.absolute / Double(max(theirs.shape.reduce(1, *), 1))
        for (a, b) in zip(ours.samples, theirs.samples) {
            #expect(abs(a - b) <= 1e-9 * max(largest, mean), "\(name): \(a), not \(b)")
        }
        #expect(abs(ours.sum - theirs.sum) <= 1e-9 * theirs.absolute, "\(name): sums \(ours.sum), \(theirs.sum)")
        #expect(
            abs(ours.absolute - theirs.absolute) <= 1e-9 * theirs.absolute,
            "\(name): sums of sizes \(ours.absolute), \(theirs.absolute)")
    }

    private func expectSame(_ ours: [Detection], _ theirs: StageFixture.Found, _ name: String) throws {
        try #require(theirs.scores.count == ours.count && ours.count >= 8, "\(name): \(ours.count) detections")
        // maskrcnn-benchmark sorts by class.
        let order = theirs.scores.indices.sorted {
            (-theirs.scores[$0], theirs.labels[$0]) < (-theirs.scores[$1], theirs.labels[$1])
        }
        for (own, index) in zip(ours, order) {
            #expect(own.label == theirs.labels[index])
            #expect(abs(Double(own.score) - theirs.scores[index]) < 1e-6)
            for (a, b) in zip([own.box.x1, own.box.y1, own.box.x2, own.box.y2], theirs.boxes[index]) {
                #expect(abs(Double(a) - b) < 1e-3, "\(name): a corner at \(a), not \(b)")
            }
            if let masks = theirs.masks {
                let size = ImageSize(width: masks[index].size[1], height: masks[index].size[0])
                let expected = try RunLengthMask(cocoString: masks[index].counts, size: size)
                let mask = try #require(own.mask)
                // The frameworks paste in float32: a pixel may lie on the other side of ½.
                let differing = try mask.area + expected.area - 2 * mask.intersectionArea(with: expected)
                #expect(differing <= 1, "\(name): a mask of \(own.box) differs in \(differing) pixels")
            }
            if let keypoints = theirs.keypoints {
                let own = try #require(own.keypoints)
                try #require(own.count == keypoints[index].count)
                for (point, expected) in zip(own, keypoints[index]) {
                    #expect(abs(Double(point.x) - expected[0]) < 1e-3 && abs(Double(point.y) - expected[1]) < 1e-3)
                }
            }
        }
    }
}

extension StageFixture.Stage {
    /// As `fixtures.py` sums up a tensor.
    init(_ tensor: Tensor) throws {
        let elements = try tensor.elements(as: Double.self)
        shape = tensor.shape
        sum = elements.reduce(0, +)
        absolute = elements.reduce(0) { $0 + abs($1) }
        samples = (0..<min(24, elements.count)).map { elements[($0 * 2_654_435_761) % elements.count] }
    }
}
