import COCO
import Datasets
import Foundation
import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing

/// A model that this package trained, in torchvision: it loads whole, and finds as much.
@Suite(
    .enabled(if: Peer.isAvailable, "\(Peer.skipReason)"),
    .enabled(if: BuiltInWeights.nuclei.path != nil, "the model nuclei is not beside the tests"), .serialized)
struct TrainedModelParityTests {
    /// `load_state_dict(strict=True)`, then pycocotools' figures of what torchvision finds, beside ours of what we find.
    @Test func theBuiltInModelHasTheSameAPThere() async throws {
        let weights = URL(fileURLWithPath: try #require(BuiltInWeights.nuclei.path))
        let cache = Peer.packageRoot.appendingPathComponent(".build/parity-cache/drawn-cells")
        var drawn = SyntheticDataset(imageCount: 3)
        drawn.seed = 5
        drawn.minimumSize = ImageSize(width: 128, height: 128)
        drawn.maximumSize = ImageSize(width: 200, height: 160)
        drawn.validationImageCount = 0
        try? FileManager.default.removeItem(at: cache)
        _ = try drawn.write(to: cache.path, format: .coco)
        let instances = cache.appendingPathComponent("train.json")
        let images = cache.appendingPathComponent("images")

        let file = try Peer.file(from: "trained.py", name: "figures.json", inputs: [weights, instances]) { output in
            [weights.path, instances.path, images.path, output]
        }
        let theirs = try JSONDecoder().decode([String: Double].self, from: Data(contentsOf: file))

        let dataset = try Dataset(contentsOfFile: instances.path)
        var options = DetectorOptions()
        options.maximumDetections = 500
        let detector = try await Detector(weights: weights.path, options: options)
        var results: [DetectionResult] = []
        for record in dataset.images {
            let path = images.appendingPathComponent(try #require(record.fileName)).path
            let image = try Image(contentsOfFile: path)
            for detection in try await detector.detections(in: image) {
                results.append(
                    DetectionResult(
                        imageID: record.id, categoryID: dataset.categories[0].id, score: Double(detection.score),
                        box: AnnotationBox(detection.box),
                        segmentation: .runLengths(detection.mask, isCompressed: true)))
            }
        }
        #expect(abs(Double(results.count) - theirs["detections", default: 0]) <= 2, "\(results.count), \(theirs)")
        for kind in [IoUType.bbox, .segm] {
            var options = EvaluationOptions()
            options.iouType = kind
            options.maxDetections = [1, 10, 500]
            let evaluation = try Evaluation(groundTruth: dataset, results: results, options: options)
            for name in ["AP", "AP50", "AP75"] {
                let ours = try #require(evaluation.summary.first { $0.name == name }?.value)
                let their = try #require(theirs["\(kind.rawValue)/\(name)"])
                #expect(abs(ours - their) <= 0.002, "\(kind.rawValue) \(name): \(ours), \(their)")
            }
            let ap = try #require(theirs["\(kind.rawValue)/AP"])
            #expect(ap > 0.1, "figures of nothing found say nothing")
        }
    }
}
