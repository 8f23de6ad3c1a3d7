import COCO
import Foundation
import TestSupport
import Testing

/// Every number of an evaluation is pycocotools': precision, recall, scores and figures.
@Suite(.enabled(if: Peer.isAvailable, "\(Peer.skipReason)"))
struct EvaluationParityTests {
    /// 200 small data sets, each for boxes and for masks: crowds, empty images, equal scores, more than 100 results for an
    /// image and category, areas on the borders of the ranges, results with boxes, masks or both, and other settings.
    @Test func randomDataSetsGiveThePeersNumbers() throws {
        try expectEqual("random", count: 400)
    }

    /// 200 more, each for boxes and for masks: mostly crowds, categories of crowds alone, scores of few values or one, objects
    /// and results twice, a crowd and an object of the same pixels, objects, crowds and results without pixels.
    @Test func difficultDataSetsGiveThePeersNumbers() throws {
        try expectEqual("difficult", count: 400)
    }

    /// 200 data sets of both kinds, whose results nearly have the boundaries of objects and of crowds, beside
    /// faster-coco-eval.
    @Test func boundariesGiveThePeersNumbers() throws {
        let precisions = try expectEqual("boundary", count: 200)
        // Many are right at some thresholds and wrong at others, or the test shows nothing.
        #expect(precisions.count { $0 > 0.1 && $0 < 0.9 } > 100)
    }

    /// 200 data sets with keypoints, of two thirds COCO's 17 and of the others 1 to 270 with sigmas of their own: crowds, objects
    /// without a labelled keypoint or with another `num_keypoints`, more results than 20, equal scores, results on objects to
    /// the last bit and in doubled boxes, areas on the borders of the ranges, and results with boxes or masks as well.
    @Test func keypointsGiveThePeersNumbers() throws {
        let precisions = try expectEqual("keypoints", count: 200)
        #expect(precisions.count { $0 > 0.1 && $0 < 0.9 } > 100)
    }

    /// Compares data sets of the script's mode; the AP of each.
    @discardableResult
    private func expectEqual(_ mode: String, count: Int) throws -> [Double] {
        let file = try Peer.file(from: "cocoeval.py", name: "cocoeval-\(mode).json") { [mode, $0, "0", "200"] }
        let cases = try JSONDecoder().decode([PeerEvaluation].self, from: Data(contentsOf: file))
        let arrays = try PeerArrays(beside: file)
        #expect(cases.count == count)
        return try cases.compactMap { item in
            let dataset = try Dataset(json: Array(try #require(item.dataset).utf8))
            let results = try [DetectionResult](json: Array(try #require(item.results).utf8))
            let evaluation = try Evaluation(
                groundTruth: dataset, results: results, options: item.evaluationOptions)
            item.expectEqual(evaluation, arrays: arrays)
            return evaluation.ap
        }
    }

    /// 120 federated data sets, each for boxes and for masks, some with more results than an image may have; half of them with
    /// ties, doubles and objects without pixels.
    @Test func randomFederatedDataSetsGiveTheNumbersOfLVIS() throws {
        let file = try Peer.file(from: "lviseval.py", name: "lviseval.json") { [$0, "0", "120"] }
        let cases = try JSONDecoder().decode([PeerEvaluation].self, from: Data(contentsOf: file))
        let arrays = try PeerArrays(beside: file)
        #expect(cases.count == 240)
        for item in cases {
            let dataset = try Dataset(json: Array(try #require(item.dataset).utf8))
            let results = try [DetectionResult](json: Array(try #require(item.results).utf8))
            var options = item.evaluationOptions
            options.rules = .lvis
            let evaluation = try Evaluation(groundTruth: dataset, results: results, options: options)
            item.expectEqual(evaluation, arrays: arrays)
            #expect(evaluation.summary.map(\.name) == item.names, "\(item.name)")
        }
    }
}

/// As `EvaluationParityTests`, on real annotations.
@Suite(
    .enabled(if: Peer.isAvailable, "\(Peer.skipReason)"),
    .enabled(if: testData != nil, "MASKRCNN_TEST_DATA is not set"))
struct RealEvaluationParityTests {
    /// The COCO authors' own example: results as boxes, as masks, and masks compared by their boxes.
    @Test func theFakeResultsOfCOCOGiveThePeersNumbers() throws {
        let folder = try #require(testData).appendingPathComponent("cocoeval")
        let truth = folder.appendingPathComponent("instances_val2014_100.json")
        let boxes = folder.appendingPathComponent("instances_val2014_fakebbox100_results.json")
        let masks = folder.appendingPathComponent("instances_val2014_fakesegm100_results.json")
        let runs = [(boxes, "bbox"), (masks, "segm"), (masks, "bbox")]
        let file = try Peer.file(from: "cocoeval.py", name: "fake.json", inputs: [truth, boxes, masks]) { path in
            ["files", path] + runs.flatMap { [truth.path, $0.0.path, $0.1] }
        }
        let cases = try JSONDecoder().decode([PeerEvaluation].self, from: Data(contentsOf: file))
        let arrays = try PeerArrays(beside: file)
        #expect(cases.count == runs.count)
        let dataset = try Dataset(contentsOfFile: truth.path)
        for (item, run) in zip(cases, runs) {
            let results = try [DetectionResult](contentsOfFile: run.0.path)
            let evaluation = try Evaluation(
                groundTruth: dataset, results: results, options: item.evaluationOptions)
            item.expectEqual(evaluation, arrays: arrays)
        }
    }

    /// Photographs with polygons and crowds, and nuclei with hundreds of small masks an image; the results are their
    /// annotations, moved, scaled, taken for another category, doubled and dropped.
    @Test func perturbedAnnotationsGiveThePeersNumbers() throws {
        let folder = try #require(testData)
        let truths = ["photos/instances.json", "nuclei/val.json"].map { folder.appendingPathComponent($0) }
        let file = try Peer.file(from: "cocoeval.py", name: "perturbed.json", inputs: truths) { path in
            ["perturbed", path, "1"] + truths.map(\.path)
        }
        let cases = try JSONDecoder().decode([PeerEvaluation].self, from: Data(contentsOf: file))
        let arrays = try PeerArrays(beside: file)
        #expect(cases.count == 4)
        for (index, truth) in truths.enumerated() {
            let dataset = try Dataset(contentsOfFile: truth.path)
            let results = try [DetectionResult](json: Array(try #require(cases[2 * index].results).utf8))
            for item in cases[2 * index..<2 * index + 2] {
                let evaluation = try Evaluation(
                    groundTruth: dataset, results: results, options: item.evaluationOptions)
                item.expectEqual(evaluation, arrays: arrays)
            }
        }
    }
}
