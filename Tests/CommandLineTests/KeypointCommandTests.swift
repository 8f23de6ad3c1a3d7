import COCO
import Foundation
import Geometry
import TestSupport
import Testing

/// Keypoints in `maskrcnn eval` and `maskrcnn dataset`.
struct KeypointCommandTests {
    let folder: TemporaryFolder
    let tool: Tool

    /// The small data set's squares with their corners as keypoints: three found exactly, and one that is not there.
    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        try SmallDataset.write(in: folder)
        var dataset = SmallDataset.dataset
        for index in dataset.categories.indices {
            dataset.categories[index].keypoints = ["a", "b", "c"]
            dataset.categories[index].skeleton = [SkeletonEdge(start: 1, end: 2), SkeletonEdge(start: 2, end: 3)]
        }
        for index in dataset.annotations.indices {
            let x = dataset.annotations[index].box?.x ?? 0
            dataset.annotations[index].area = 2000
            dataset.annotations[index].keypoints = corners(x).map { Keypoint(x: $0.0, y: $0.1, visibility: .visible) }
            dataset.annotations[index].labelledKeypointCount = 3
        }
        try dataset.write(toFile: folder.path("poses.json"))
        let results = try SmallDataset.results().map { result in
            var result = result
            guard case .runLengths(let mask, _)? = result.segmentation else { return result }
            let x = Double(mask.boundingBox?.x1 ?? 0)
            result.segmentation = nil
            result.keypoints = corners(x).map { DetectedKeypoint(x: $0.0, y: $0.1, score: 1) }
            return result
        }
        try results.write(toFile: folder.path("found.json"))
    }

    private func corners(_ x: Double) -> [(Double, Double)] { [(x, 10), (x + 20, 10), (x + 20, 30)] }

    private func evaluate(_ more: String...) async throws -> Tool.Outcome {
        try await tool.run(["eval", "--ground-truth", "poses.json", "--results", "found.json"] + more)
    }

    // As in `EvaluateTests`: cats are 67/101 and dogs 1.
    private let ap = (67.0 / 101 + 1) / 2

    @Test func printsPycocotoolsTenLines() async throws {
        // Results with keypoints alone are compared by them, named or not.
        for type in [[], ["--iou-type", "keypoints"]] {
            let outcome = try await tool.run(
                [
                    "eval", "--ground-truth", "poses.json", "--results", "found.json", "--no-report", "--sigmas",
                    "0.1,0.1 0.1",
                ]
                    + type)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let lines = outcome.output.split(separator: "\n")
            #expect(lines.count == 10)
            #expect(lines.first == " Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets= 20 ] = 0.832")
            #expect(lines[4] == " Average Precision  (AP) @[ IoU=0.50:0.95 | area= large | maxDets= 20 ] = -1.000")
            #expect(lines[6] == " Average Recall     (AR) @[ IoU=0.50      | area=   all | maxDets= 20 ] = 0.833")
        }
    }

    @Test(arguments: ["0.1\n0.1\n0.1\n", "[0.1, 0.1, 0.1]", "0.1 0.1,0.1"])
    func sigmasComeFromAFile(text: String) async throws {
        try folder.write(text, to: "sigmas.txt")
        let json = try await evaluate("--sigmas", "sigmas.txt", "--json", "--no-report").json
        #expect(json["iou_type"] as? String == "keypoints")
        #expect(json["sigmas"] as? [Double] == [0.1, 0.1, 0.1])
        let stats = try #require(json["stats"] as? [Double])
        #expect(stats.count == 10)
        #expect(abs(stats[0] - ap) < 1e-12)
    }

    @Test func theReportLeavesOutWhatHasNoMeaning() async throws {
        let outcome = try await evaluate(
            "--sigmas", "0.1,0.1,0.1", "--images", "images", "--json", "--per-class", "--compare", "found.json",
            "--bootstrap", "20")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let json = try outcome.json
        #expect(json["confusion"] == nil)
        #expect(json["errors"] == nil)
        #expect(json["pixels"] == nil)
        #expect(json["intervals"] != nil)
        #expect((json["notes"] as? [String])?.contains { $0.hasPrefix("the breakdown of errors") } == true)
        let report = String(decoding: try folder.read("evaluation.html"), as: UTF8.self)
        #expect(report.contains("keypoints, IoU being their similarity (OKS), with COCO"))
        #expect(report.contains("3: 0.1, 0.1, 0.1"))
        #expect(report.contains("data:image/jpeg;base64,"))
    }

    @Test(arguments: [
        (["--errors"], "--errors"), (["--regions"], "--regions"), (["--class-agnostic"], "--class-agnostic"),
        (["--rules", "lvis"], "--rules lvis"), (["--sigmas", "0.1,-1"], "above 0"),
        (["--sigmas", "none.txt"], "no list of numbers"),
        (["--iou-type", "bbox", "--sigmas", "0.1"], "--sigmas is for"),
    ])
    func whatCannotWorkWithKeypointsIsRefused(options: [String], reason: String) async throws {
        for type in [[], ["--iou-type", "keypoints"]] where !(options.contains("bbox") && !type.isEmpty) {
            let outcome = try await tool.run(
                ["eval", "--ground-truth", "poses.json", "--results", "found.json", "--no-report"] + options + type)
            #expect(outcome.status == 64, "\(outcome.errors)")
            #expect(outcome.errors.contains(reason), "\(outcome.errors)")
        }
    }

    @Test func filesThatDoNotFitAreExplained() async throws {
        let usual = try await evaluate("--no-report")
        #expect(usual.status == 65)
        #expect(
            usual.errors.contains(
                "poses.json: annotations[0] (id 1, image 1): expected 17 keypoints (for another number of keypoints than COCO's 17, "
                    + "sigmas must be given), found 3"), "\(usual.errors)")
        let none = try await tool(
            "eval", "--ground-truth", "poses.json", "--results", "results.json", "--iou-type", "keypoints", "--sigmas",
            "1,1,1", "--no-report")
        #expect(none.status == 65)
        #expect(none.errors.contains("results.json: results[0] (image 1): expected keypoints, found none"))
        let unmarked = try await tool(
            "eval", "--ground-truth", "truth.json", "--results", "found.json", "--sigmas", "1,1,1", "--no-report")
        #expect(unmarked.status == 0, "\(unmarked.errors)")
        #expect(unmarked.errors.contains("no object has a labelled keypoint, so there is nothing to find"))
    }

    @Test func exchangedCoordinatesAreNoted() async throws {
        let results = try [DetectionResult](contentsOfFile: folder.path("found.json")).map { result in
            var result = result
            result.keypoints = result.keypoints?.map { DetectedKeypoint(x: $0.y, y: $0.x, score: 1) }
            return result
        }
        try results.write(toFile: folder.path("turned.json"))
        // Triangles of three keypoints say too little of a place for a doubt, but nothing breaks.
        let outcome = try await tool(
            "eval", "--ground-truth", "poses.json", "--results", "turned.json", "--sigmas", "0.01,0.01,0.01",
            "--no-report")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("none is on an object"), "\(outcome.errors)")
    }

    @Test func dataSetsWithKeypointsAreCountedCheckedAndConverted() async throws {
        let info = try await tool("dataset", "info", "poses.json")
        #expect(
            info.output.contains("of 4 objects, 4 with labelled ones: 12 visible, 0 hidden, 0 not labelled"),
            "\(info.output)")
        let json = try await tool("dataset", "info", "poses.json", "--json").json
        #expect((json["keypoints"] as? [String: Int])?["visible"] == 12)

        var dataset = try Dataset(contentsOfFile: folder.path("poses.json"))
        dataset.annotations[0].labelledKeypointCount = 0
        dataset.annotations[1].keypoints?.removeLast()
        try dataset.write(toFile: folder.path("broken.json"))
        let check = try await tool("dataset", "check", "broken.json")
        #expect(check.status == 65)
        for text in ["labelled-keypoints-miscounted (2)", "keypoint-count-differs (1)", "annotations[1].keypoints"] {
            #expect(check.output.contains(text), "\(check.output)")
        }
        let drawn = try await tool("dataset", "show", "poses.json", "--images", "images", "--output", "drawn.png")
        #expect(drawn.status == 0, "\(drawn.errors)")

        let split = try await tool("dataset", "split", "poses.json", "--into", "train=2,val=1", "--output", "parts")
        #expect(split.status == 0, "\(split.errors)")
        let train = try Dataset(contentsOfFile: folder.path("parts/train.json"))
        #expect(train.categories[0].skeleton.count == 2)
        #expect(!train.annotations.isEmpty)
        #expect(train.annotations.allSatisfy { $0.keypoints?.count == 3 })

        let lost = try await tool(
            "dataset", "convert", "poses.json", "--images", "images", "--to", "yolo", "--output", "yolo")
        #expect(lost.status == 1)
        #expect(
            lost.errors.contains("keypoints of 4 objects, which are not written in this format (keypoints skipped)"),
            "\(lost.errors)")
    }
}
