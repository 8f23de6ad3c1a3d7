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
        let file = try Peer.file(from: "cocoeval.py", name: "cocoeval.json") { ["random", $0, "0", "200"] }
        let cases = try JSONDecoder().decode([PeerEvaluation].self, from: Data(contentsOf: file))
        let arrays = try PeerArrays(beside: file)
        #expect(cases.count == 400)
        for item in cases {
            let dataset = try Dataset(json: Array(try #require(item.dataset).utf8))
            let results = try [DetectionResult](json: Array(try #require(item.results).utf8))
            let evaluation = try Evaluation(
                groundTruth: dataset, results: results, options: item.evaluationOptions)
            item.expectEqual(evaluation, arrays: arrays)
        }
    }
}
