import COCO
import Foundation
import Geometry
import TestSupport
import Testing

/// Objects matched one by one.
@Suite struct MatchingTests {
    private let size = ImageSize(width: 100, height: 10)

    private func bar(_ columns: Range<Int>, height: Int = 10) throws -> RunLengthMask {
        var builder = try RunLengthMask.Builder(size: size)
        for column in columns { try builder.append(column: column, rows: 0..<height) }
        return builder.finish()
    }

    private func scene(
        _ objects: [RunLengthMask], _ results: [(RunLengthMask, Double)], crowds: [RunLengthMask] = []
    ) -> (Dataset, [DetectionResult]) {
        let masks = objects.map { ($0, false) } + crowds.map { ($0, true) }
        let dataset = Dataset(
            images: [DatasetImage(id: 1, fileName: "a.png", size: size)],
            annotations: masks.enumerated().map { index, item in
                Annotation(
                    id: index + 1, imageID: 1, categoryID: 1, box: nil, area: Double(item.0.area),
                    segmentation: .runLengths(item.0, isCompressed: true), isCrowd: item.1)
            }, categories: [ObjectCategory(id: 1, name: "cell"), ObjectCategory(id: 2, name: "dog")])
        let found = results.map { mask, score in
            DetectionResult(
                imageID: 1, categoryID: 1, score: score, box: nil, segmentation: .runLengths(mask, isCompressed: true))
        }
        return (dataset, found)
    }

    @Test func figuresAreAsByHand() throws {
        // Overlaps of 6 / 10 and of 9 / 10, a result on nothing, and an object without one.
        let (dataset, results) = try scene(
            [bar(0..<10), bar(20..<30), bar(40..<50)], [(bar(0..<6), 0.9), (bar(20..<29), 0.8), (bar(70..<75), 0.7)])
        var options = MatchingOptions()
        options.iouThresholds = [0.5, 0.6, 0.65, 0.9, 0.95]
        let found = try MatchingEvaluation(groundTruth: dataset, results: results, options: options)
        #expect(found.total.map(\.truePositives) == [2, 2, 1, 1, 0], "a pair at the threshold counts")
        let first = found.total[0]
        #expect(first.falsePositives == 1 && first.falseNegatives == 1 && abs(first.iouSum - 1.5) < 1e-12)
        #expect(first.precision == 2.0 / 3 && first.recall == 2.0 / 3 && first.f1 == 2.0 / 3 && first.accuracy == 0.5)
        #expect(abs(first.meanMatchedIoU - 0.75) < 1e-12 && abs(first.meanTrueIoU - 0.5) < 1e-12)
        #expect(abs(first.panopticQuality - 0.5) < 1e-12)
        #expect(found.total[4].precision == 0 && found.total[4].panopticQuality == 0)
    }

    /// Two objects and two results, of which the best pair would leave one pair less.
    @Test func mostPairsComeBeforeTheBest() throws {
        // Object A is in both results by more than a half; object B in the first alone.
        let a = try bar(0..<20), b = try bar(0..<30)
        let wide = try bar(0..<22), narrow = try bar(0..<11)
        // IoU: a-wide 20/22, b-wide 22/30, a-narrow 11/20, b-narrow 11/30.
        let (dataset, results) = scene([a, b], [(wide, 0.9), (narrow, 0.8)])
        var options = MatchingOptions()
        options.iouThresholds = [0.5]
        let found = try MatchingEvaluation(groundTruth: dataset, results: results, options: options)
        #expect(found.total[0].truePositives == 2)
        #expect(abs(found.total[0].iouSum - (22.0 / 30 + 11.0 / 20)) < 1e-12)
        #expect(found.best?.score == 0.8, "the second result makes a pair more, since the first takes another object")
    }

    @Test func labelImagesHaveNoOverlaps() throws {
        // The surer result has the pixels of the other, which then has a half of its object.
        let (dataset, results) = try scene([bar(0..<20), bar(20..<40)], [(bar(0..<28), 0.9), (bar(20..<40), 0.8)])
        var options = MatchingOptions()
        options.iouThresholds = [0.65]
        #expect(
            try MatchingEvaluation(groundTruth: dataset, results: results, options: options).total[0].truePositives == 2
        )
        options.comparesLabelImages = true
        let found = try MatchingEvaluation(groundTruth: dataset, results: results, options: options).total[0]
        #expect(found.truePositives == 1 && found.resultCount == 2)
        // A result that the surer one covers is not there.
        let (other, covered) = try scene([bar(0..<20)], [(bar(0..<28), 0.9), (bar(0..<20), 0.8)])
        #expect(
            try MatchingEvaluation(groundTruth: other, results: covered, options: options).total[0].resultCount == 1)
    }

    @Test func scoresCategoriesAndCrowdsCount() throws {
        let (dataset, results) = try scene(
            [bar(0..<10)], [(bar(0..<10), 0.5), (bar(20..<30), 0.49)], crowds: [bar(50..<90)])
        let found = try MatchingEvaluation(groundTruth: dataset, results: results)
        #expect(found.total[0].resultCount == 1 && found.total[0].precision == 1 && found.crowdCount == 1)
        var other = results
        other[0].categoryID = 2
        var options = MatchingOptions()
        #expect(
            try MatchingEvaluation(groundTruth: dataset, results: other, options: options).total[0].truePositives == 0)
        options.usesCategories = false
        #expect(
            try MatchingEvaluation(groundTruth: dataset, results: other, options: options).total[0].truePositives == 1)
    }

    @Test func emptyPairsAreZero() throws {
        let (dataset, _) = scene([], [])
        let found = try MatchingEvaluation(groundTruth: dataset, results: [])
        #expect(found.best == nil && found.emptyImageCount == 1 && found.meanAccuracy == 0)
        #expect(found.means.allSatisfy { $0.f1 == 0 && $0.panopticQuality == 0 })
    }

    /// The sweep gives what a new evaluation gives for each score that there is.
    @Test(arguments: 0..<20) func theBestScoreIsBestOfAll(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        func masks() throws -> [RunLengthMask] {
            try (0..<Int.random(in: 1...12, using: &generator)).map { _ in
                let start = Int.random(in: 0..<70, using: &generator)
                return try bar(start..<start + Int.random(in: 5...30, using: &generator))
            }
        }
        let objects = try masks()
        let results = try masks().map { ($0, Double(Int.random(in: 1...6, using: &generator)) / 10) }
        let (dataset, found) = scene(objects, results)
        var options = MatchingOptions()
        let best = try #require(try MatchingEvaluation(groundTruth: dataset, results: found, options: options).best)
        var accuracies: [Double: Double] = [:]
        for score in Set(results.map(\.1)) {
            options.scoreThreshold = score
            accuracies[score] = try MatchingEvaluation(groundTruth: dataset, results: found, options: options)
                .meanAccuracy
        }
        let highest = try #require(accuracies.values.max())
        #expect(
            abs(best.meanAccuracy - highest) < 1e-12 && abs(accuracies[best.score, default: 0] - highest) < 1e-12,
            "seed \(seed)")
        let sum = best.figures.reduce(0) { $0 + $1.accuracy }
        #expect(abs(sum / Double(best.figures.count) - highest) < 1e-12, "seed \(seed)")
    }

    /// Twelve random pairs of label images, at ten thresholds.
    @Test func agreesWithStardist() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/matching.json")
        let json = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: path)) as? [String: Any])
        func part(_ name: String) throws -> [UInt8] {
            Array(try JSONSerialization.data(withJSONObject: #require(json[name])))
        }
        let (dataset, results) = try Scratch.with { folder -> (Dataset, [DetectionResult]) in
            for name in ["data", "results"] { try Data(part(name)).write(to: folder.appendingPathComponent(name)) }
            return (
                try Dataset(contentsOfFile: folder.appendingPathComponent("data").path),
                try [DetectionResult](contentsOfFile: folder.appendingPathComponent("results").path)
            )
        }
        var options = MatchingOptions()
        options.iouThresholds = try #require(json["thresholds"] as? [Double])
        let found = try MatchingEvaluation(groundTruth: dataset, results: results, options: options)
        let pooled = try #require(json["pooled"] as? [[String: Double]])
        let means = try #require(json["means"] as? [[String: Double]])
        #expect(pooled.count == 10 && means.count == 10 && found.images.count == 12)
        for (row, peer) in zip(found.total, pooled) {
            let values = [
                "tp": Double(row.truePositives), "fp": Double(row.falsePositives), "fn": Double(row.falseNegatives),
                "precision": row.precision, "recall": row.recall, "f1": row.f1, "accuracy": row.accuracy,
                "mean_matched_score": row.meanMatchedIoU, "mean_true_score": row.meanTrueIoU,
                "panoptic_quality": row.panopticQuality,
            ]
            // The peer has single precision.
            for (name, value) in values {
                #expect(abs(value - (peer[name] ?? -1)) < 1e-6, "\(name) at \(row.iouThreshold)")
            }
        }
        for (row, peer) in zip(found.means, means) {
            let values = [
                "precision": row.precision, "recall": row.recall, "f1": row.f1, "accuracy": row.accuracy,
                "mean_matched_score": row.meanMatchedIoU, "mean_true_score": row.meanTrueIoU,
                "panoptic_quality": row.panopticQuality,
            ]
            for (name, value) in values {
                #expect(abs(value - (peer[name] ?? -1)) < 1e-6, "\(name) at \(row.iouThreshold)")
            }
        }
    }
}
