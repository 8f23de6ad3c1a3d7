import COCO
import Foundation
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch

/// Models that find keypoints: what they write, how they are evaluated, and what they refuse.
@Suite(.serialized) struct KeypointModelTests {
    private let folder: TemporaryFolder
    private let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        var tool = Tool(folder: folder)
        tool.environment["OMP_WAIT_POLICY"] = "passive"
        self.tool = tool
        var network = Configuration.small
        network.name = "small-keypoints"
        network.classCount = 2
        network.transform.minimumSide = 96
        network.transform.maximumSide = 160
        network.maskHead = nil
        network.keypointHead = Configuration.KeypointHead()
        network.keypointHead?.channels = [16, 16]
        network.keypointHead?.names = ["tip", "middle", "foot"]
        network.keypointHead?.skeleton = [[1, 2], [2, 3]]
        try network.writeRandomWeights(seed: 1, categories: [1: "cat"], to: folder.path("points.safetensors"))
        try Samples.writePicture("a.png", in: folder)
    }

    @Test func resultsHaveKeypoints() async throws {
        let outcome = try await tool(
            "predict", "a.png", "--weights", "points.safetensors", "--score", "0", "--max-detections", "5", "--format",
            "overlay,json,jsonl", "--output", "out")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let results = try [DetectionResult](contentsOfFile: folder.path("out/results.json"))
        #expect(results.count == 5)
        for result in results {
            let keypoints = try #require(result.keypoints)
            #expect(keypoints.count == 3 && keypoints.allSatisfy { $0.score == 1 } && result.segmentation == nil)
        }
        let line = try #require(
            try JSONSerialization.jsonObject(with: folder.read("out/results.jsonl")) as? [String: Any])
        let instances = try #require(line["instances"] as? [[String: Any]])
        for (instance, result) in zip(instances, results) {
            #expect(
                Set(instance.keys)
                    == ["category_id", "category", "score", "bbox", "keypoints", "keypoint_scores"])
            let numbers = try #require(instance["keypoints"] as? [Double])
            // Lines have no more digits than 32 bits hold.
            #expect(numbers.map(Float.init) == result.keypoints?.flatMap { [Float($0.x), Float($0.y), 1] })
            #expect((instance["keypoint_scores"] as? [Double])?.count == 3)
        }
        #expect(try Image(contentsOfFile: folder.path("out/a.overlay.png")).size == Samples.picture().size)
    }

    @Test func evalComparesKeypoints() async throws {
        try FileManager.default.createDirectory(atPath: folder.path("images"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: folder.path("a.png"), toPath: folder.path("images/a.png"))
        var dataset = Dataset()
        let edges = [SkeletonEdge(start: 1, end: 2)]
        dataset.categories = [
            ObjectCategory(id: 1, name: "cat", keypoints: ["tip", "middle", "foot"], skeleton: edges)
        ]
        dataset.images = [DatasetImage(id: 1, fileName: "a.png", size: try Samples.picture().size)]
        dataset.annotations = [
            Annotation(
                id: 1, imageID: 1, categoryID: 1, box: AnnotationBox(x: 5, y: 5, width: 40, height: 40), area: 1600,
                segmentation: nil,
                keypoints: [9.0, 20, 40].map { Keypoint(x: $0, y: $0, visibility: .visible) },
                labelledKeypointCount: 3)
        ]
        try dataset.write(toFile: folder.path("truth.json"))
        let arguments = [
            "eval", "--ground-truth", "truth.json", "--images", "images", "--weights", "points.safetensors",
            "--no-report",
        ]
        let outcome = try await tool.run(arguments + ["--sigmas", "0.1,0.1,0.1", "--json"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("\"keypoints\"") && outcome.output.contains("\"sigmas\""))
        // Of three keypoints nobody knows how far they may be off.
        let without = try await tool.run(arguments)
        #expect(without.status == 65 && without.errors.contains("sigmas must be given"), "\(without.errors)")
        let boxes = try await tool.run(arguments + ["--iou-type", "bbox"])
        #expect(boxes.status == 0, "\(boxes.errors)")
        let masks = try await tool.run(arguments + ["--iou-type", "segm"])
        #expect(masks.status == 64)
        #expect(masks.errors.contains("wants masks, and small-keypoints finds boxes, keypoints"), "\(masks.errors)")
        let nuclei = try await tool(
            "eval", "--ground-truth", "truth.json", "--images", "images", "--weights", "nuclei", "--iou-type",
            "keypoints")
        #expect(nuclei.status == 64)
        #expect(nuclei.errors.contains("wants keypoints"), "\(nuclei.errors)")
        #expect(nuclei.errors.contains("Models with keypoints: keypointrcnn_resnet50_fpn."), "\(nuclei.errors)")
    }
}
