import COCO
import Geometry
import Testing

@Suite struct EvaluationTests {
    @Test func twoOfThreeResultsAreRight() throws {
        // By score: right, wrong, right; two objects. Precision at the hits is 1 and 2/3; recall 1/2 and 1.
        // Of the 101 recalls, 0 … 0.50 (51) have precision 1, the 50 above it 2/3.
        let dataset = Scene.dataset([Scene.object(1, x: 0), Scene.object(2, x: 40)])
        let results = [
            Scene.result(score: 0.9, x: 0), Scene.result(score: 0.8, x: 70), Scene.result(score: 0.7, x: 40),
        ]
        let evaluation = try Evaluation(groundTruth: dataset, results: results, options: Scene.boxes)
        let expected = (51 + 50 * 2.0 / 3) / 101
        #expect(abs(try #require(evaluation.ap) - expected) < 1e-12)
        #expect(abs(try #require(evaluation.ap50) - expected) < 1e-12)
        let figures = Dictionary(uniqueKeysWithValues: evaluation.summary.map { ($0.name, $0.value) })
        #expect(figures["AR@1"] == 0.5)
        #expect(figures["AR@10"] == 1)
        // 10 × 10 pixels are small.
        #expect(figures["APm"] == .some(nil))
        #expect(abs(try #require(figures["APs"] ?? nil) - expected) < 1e-12)
    }

    @Test func summaryHasTheWordsOfThePeer() throws {
        let dataset = Scene.dataset([Scene.object(1, x: 0)])
        let summary = try Evaluation(
            groundTruth: dataset, results: [Scene.result(score: 1, x: 0)], options: Scene.boxes
        ).summary
        #expect(
            summary.map(\.name) == [
                "AP", "AP50", "AP75", "APs", "APm", "APl", "AR@1", "AR@10", "AR@100", "ARs", "ARm", "ARl",
            ])
        #expect(summary[0].title == "Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ]")
        #expect(summary[2].title == "Average Precision  (AP) @[ IoU=0.75      | area=   all | maxDets=100 ]")
        #expect(summary[7].title == "Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets= 10 ]")
        #expect(summary[10].title == "Average Recall     (AR) @[ IoU=0.50:0.95 | area=medium | maxDets=100 ]")
    }

    @Test func figuresNotAskedForAreLeftOut() throws {
        var options = Scene.boxes
        options.iouThresholds = [0.3, 0.75]
        options.maxDetections = [2, 7]
        options.areaRanges = [
            AreaRange(name: "all", lower: 0, upper: 1e10), AreaRange(name: "tiny", lower: 0, upper: 99),
        ]
        let evaluation = try Evaluation(
            groundTruth: Scene.dataset([Scene.object(1, x: 0)]), results: [Scene.result(score: 1, x: 0)],
            options: options)
        #expect(evaluation.summary.map(\.name) == ["AP", "AP75", "AP-tiny", "AR@2", "AR@7", "AR-tiny"])
        #expect(evaluation.ap50 == nil)
        #expect(evaluation.categoryFigures[0].ap50 == nil)
        #expect(evaluation.curves(iouThreshold: 0.5).isEmpty)
    }

    @Test func anObjectWithTheIDZeroCanBeFound() throws {
        let dataset = Scene.dataset([Scene.object(0, x: 0)])
        let evaluation = try Evaluation(
            groundTruth: dataset, results: [Scene.result(score: 1, x: 0)], options: Scene.boxes)
        #expect(abs(try #require(evaluation.ap) - 1) < 1e-12)
    }

    @Test func objectsOfOneIDAreObjectsOfTheirOwn() throws {
        let dataset = Scene.dataset([Scene.object(1, x: 0), Scene.object(1, x: 40)])
        let results = [Scene.result(score: 0.9, x: 0), Scene.result(score: 0.8, x: 40)]
        let evaluation = try Evaluation(groundTruth: dataset, results: results, options: Scene.boxes)
        #expect(abs(try #require(evaluation.ap) - 1) < 1e-12)
        #expect(evaluation.categoryFigures[0].groundTruthCount == 2)
    }

    @Test func nothingFoundIsZeroAndNothingToFindIsNil() throws {
        let none = try Evaluation(
            groundTruth: Scene.dataset([Scene.object(1, x: 0)]), results: [], options: Scene.boxes)
        #expect(none.ap == 0)
        #expect(none.categoryFigures[0].best == nil)
        let empty = try Evaluation(
            groundTruth: Scene.dataset([]), results: [Scene.result(score: 1, x: 0)], options: Scene.boxes)
        #expect(empty.ap == nil)
        #expect(empty.summary.allSatisfy { $0.value == nil })
        let nothing = try Evaluation(groundTruth: Dataset(), results: [])
        #expect(nothing.ap == nil)
        #expect(try nothing.bootstrap(samples: 3, seed: 1).isEmpty)
    }

    @Test func resultsOfUnknownCategoriesAreCounted() throws {
        let results = [Scene.result(score: 1, x: 0), Scene.result(category: 5, score: 1, x: 0)]
        let evaluation = try Evaluation(
            groundTruth: Scene.dataset([Scene.object(1, x: 0)]), results: results, options: Scene.boxes)
        #expect(evaluation.unknownCategoryResultCount == 1)
        #expect(abs(try #require(evaluation.ap) - 1) < 1e-12)
    }

    @Test func bestScoreIsTheOneWithTheGreatestF1() throws {
        // Cuts after 0.9: P 1, R 1/2, F1 2/3; after the two of 0.7: P 2/3, R 1, F1 4/5; after 0.1: P 1/2, F1 2/3.
        let dataset = Scene.dataset([Scene.object(1, x: 0), Scene.object(2, x: 40)])
        let results = [
            Scene.result(score: 0.9, x: 0), Scene.result(score: 0.7, x: 70), Scene.result(score: 0.7, x: 40),
            Scene.result(score: 0.1, x: 85),
        ]
        let figures = try Evaluation(groundTruth: dataset, results: results, options: Scene.boxes).categoryFigures[0]
        #expect(figures.best == OperatingPoint(score: 0.7, precision: 2.0 / 3, recall: 1))
        #expect(figures.resultCount == 4)
        #expect(figures.ar == 1)
    }

    @Test func curvesHoldPrecisionAndScoreAtRecall() throws {
        let dataset = Scene.dataset(categories: 2, [Scene.object(1, x: 0), Scene.object(2, x: 40)])
        let results = [Scene.result(score: 0.9, x: 0), Scene.result(score: 0.7, x: 70)]
        let curves = try Evaluation(groundTruth: dataset, results: results, options: Scene.boxes)
            .curves(iouThreshold: 0.5)
        // The second category has nothing to find.
        #expect(curves.map(\.category) == [nil, "c1"])
        #expect(curves[0].precision == curves[1].precision)
        #expect(abs(curves[1].precision[50] - 1) < 1e-12)
        #expect(curves[1].precision[51] == 0)
        #expect(curves[1].scores[50] == 0.9)
        #expect(curves[1].scores[51] == 0)
    }

    @Test func categoriesCanBeLeftOutOfAccount() throws {
        let dataset = Scene.dataset(categories: 2, [Scene.object(1, category: 2, x: 0)])
        let results = [Scene.result(category: 1, score: 0.9, x: 0)]
        var options = Scene.boxes
        #expect(try Evaluation(groundTruth: dataset, results: results, options: options).ap == 0)
        options.usesCategories = false
        let evaluation = try Evaluation(groundTruth: dataset, results: results, options: options)
        #expect(abs(try #require(evaluation.ap) - 1) < 1e-12)
        #expect(evaluation.categories.map(\.id) == [-1])
    }

    @Test func threadsMakeNoDifference() throws {
        let (dataset, results) = RandomScene.make(seed: 5, images: 12)
        var options = Scene.boxes
        options.threads = 1
        let one = try Evaluation(groundTruth: dataset, results: results, options: options)
        options.threads = 7
        let many = try Evaluation(groundTruth: dataset, results: results, options: options)
        #expect(one.precision == many.precision)
        #expect(one.recall == many.recall)
        #expect(one.scores == many.scores)
    }
}
