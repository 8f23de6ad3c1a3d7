import COCO
import Datasets
import Foundation
import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing

/// A model that this package trained, in torchvision: it loads whole, and finds the same.
@Suite(
    .enabled(if: Peer.isAvailable, "\(Peer.skipReason)"),
    .enabled(if: BuiltInWeights.nuclei.path != nil, "the model nuclei is not beside the tests"), .serialized)
struct TrainedModelParityTests {
    /// `load_state_dict(strict=True)`; then what torchvision finds in float64 beside what we find in float32, and pycocotools'
    /// figures of the one beside ours of the other.
    @Test func theBuiltInModelFindsTheSameThere() async throws {
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
            [weights.path, instances.path, images.path, output, "--dtype", "float64"]
        }
        let document = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
        let theirs = try #require(document?["figures"] as? [String: Double])

        let dataset = try Dataset(contentsOfFile: instances.path)
        var options = DetectorOptions()
        options.maximumDetections = 500
        let detector = try await Detector(weights: weights.path, options: options)
        var results: [DetectionResult] = []
        var found: [[String: Any]] = []
        for record in dataset.images {
            let path = images.appendingPathComponent(try #require(record.fileName)).path
            let image = try Image(contentsOfFile: path)
            let detections = try await detector.detections(in: image)
            found.append(Peer.record(file: record.fileName ?? "", image, detections))
            for detection in detections {
                results.append(
                    DetectionResult(
                        imageID: record.id, categoryID: dataset.categories[0].id, score: Double(detection.score),
                        box: AnnotationBox(detection.box),
                        segmentation: detection.mask.map { .runLengths($0, isCompressed: true) }))
            }
        }
        print("nuclei, float32, beside torchvision's float64:\n\(try Peer.compare(file, with: found))")
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
