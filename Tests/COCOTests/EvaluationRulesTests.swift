import COCO
import Geometry
import TestSupport
import Testing

@Suite struct EvaluationRulesTests {
    /// One object in the first image; the second image has a better result of the category and no object.
    private func federated(negative: [Int], notExhaustive: [Int]) throws -> Evaluation {
        var dataset = Scene.dataset(images: 2, [Scene.object(1, image: 1, x: 0)])
        dataset.categories[0].frequency = .rare
        dataset.images[1].negativeCategoryIDs = negative
        dataset.images[1].notExhaustiveCategoryIDs = notExhaustive
        let results = [Scene.result(image: 2, score: 0.9, x: 0), Scene.result(image: 1, score: 0.8, x: 0)]
        var options = EvaluationOptions.lvis
        options.iouType = .bbox
        return try Evaluation(groundTruth: dataset, results: results, options: options)
    }

    @Test(arguments: [
        // Nothing is said of the category in the second image, so its result is no mistake.
        ([], [], 1.0),
        // The category is not there: the first of two results is wrong, and precision 1/2 at every recall.
        ([1], [], 0.5),
        // Nobody looked for every object of the category.
        ([1], [1], 1.0),
    ])
    func onlyKnownCategoriesCountWithLVISsRules(negative: [Int], notExhaustive: [Int], ap: Double) throws {
        let evaluation = try federated(negative: negative, notExhaustive: notExhaustive)
        #expect(abs(try #require(evaluation.ap) - ap) < 1e-12)
        let figures = Dictionary(uniqueKeysWithValues: evaluation.summary.map { ($0.name, $0.value) })
        #expect(figures["APr"] == evaluation.ap)
        #expect(figures["APf"] == .some(nil))
    }

    @Test func summaryHasTheThirteenFiguresOfLVIS() throws {
        let summary = try federated(negative: [], notExhaustive: []).summary
        #expect(
            summary.map(\.name) == [
                "AP", "AP50", "AP75", "APs", "APm", "APl", "APr", "APc", "APf", "AR@300", "ARs@300", "ARm@300",
                "ARl@300",
            ])
        #expect(
            summary[6].title == "Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=300 catIds=  r]")
        #expect(
            summary[10].title == "Average Recall     (AR) @[ IoU=0.50:0.95 | area=     s | maxDets=300 catIds=all]")
    }

    @Test func anImageHasSoManyResultsOfAllCategoriesTogether() throws {
        // The better result, of another category, is the image's only one.
        let dataset = Scene.dataset(
            categories: 2, [Scene.object(1, category: 1, x: 0), Scene.object(2, category: 2, x: 40)])
        let results = [
            Scene.result(category: 1, score: 0.5, x: 0), Scene.result(category: 2, score: 0.6, x: 40),
        ]
        var options = EvaluationOptions.lvis
        options.iouType = .bbox
        options.maxDetections = [1]
        let figures = try Evaluation(groundTruth: dataset, results: results, options: options).categoryFigures
        #expect(figures[0].ap == 0)
        #expect(abs(try #require(figures[1].ap) - 1) < 1e-12)
    }

    @Test func areasComeFromTheFileOrFromWhatIsCompared() throws {
        // A box of 40 × 40 pixels around a mask of 10 × 10, on no object: among the small it counts as wrong by the mask's
        // area, and by the box's it is left out.
        var bitmap = [UInt8](repeating: 0, count: 10_000)
        for row in 60..<70 { for column in 60..<70 { bitmap[row * 100 + column] = 1 } }
        var result = Scene.result(score: 0.9, x: 60, y: 60, side: 40)
        result.segmentation = .runLengths(try RunLengthMask(bitmap: bitmap, size: Scene.size), isCompressed: true)
        var object = Scene.object(1, x: 0)
        object.segmentation = .polygons([[0, 0, 10, 0, 10, 10, 0, 10]])
        let results = [result, Scene.result(score: 0.5, x: 0)]
        var options = EvaluationOptions()
        for (areas, expected) in [(ResultAreas.asInFile, 1), (.compared, 0.5)] {
            options.resultAreas = areas
            let evaluation = try Evaluation(groundTruth: Scene.dataset([object]), results: results, options: options)
            let small = evaluation.summary.first { $0.name == "APs" }
            #expect(abs(try #require(small?.value) - expected) < 1e-12, "\(areas)")
        }
    }

    @Test func anAnnotationWithoutAnAreaHasThatOfItsPixels() throws {
        // A triangle, half of 40 × 40 pixels, is small (at most 1024); its box of 1600 would be medium.
        var object = Scene.object(1, x: 0, side: 40)
        object.area = nil
        object.segmentation = .polygons([[0, 0, 40, 0, 0, 40]])
        var result = Scene.result(score: 1, x: 0, side: 40)
        result.segmentation = object.segmentation
        func figures(_ object: Annotation) throws -> [String: Double?] {
            let evaluation = try Evaluation(groundTruth: Scene.dataset([object]), results: [result])
            return Dictionary(uniqueKeysWithValues: evaluation.summary.map { ($0.name, $0.value) })
        }
        #expect(try figures(object)["ARs"] == 1)
        #expect(try figures(object)["ARm"] == .some(nil))
        object.segmentation = nil
        var options = Scene.boxes
        options.areaRanges = AreaRange.coco
        let boxes = try Evaluation(groundTruth: Scene.dataset([object]), results: [result], options: options)
        #expect(boxes.summary.first { $0.name == "ARm" }?.value == 1)
    }

    @Test func overlapsAreThoseOfEachPair() throws {
        let (dataset, results) = RandomScene.make(seed: 8, images: 1, categories: 6, withMasks: true)
        let crowds = dataset.annotations.count { $0.isCrowd }
        try #require(crowds > 0)
        let objects = try ComparedObjects(groundTruth: dataset, results: results, options: EvaluationOptions())
        var overlaps = ObjectOverlaps(objects)
        let annotations = Array(dataset.annotations.indices.reversed())
        let rows = results.indices.map { Int32($0) }
        let columns = annotations.map { Int32($0) }
        var values = [Double](repeating: 0, count: rows.count * columns.count)
        for pair in try overlaps.pairs(image: 0, results: rows, annotations: columns) {
            values[pair.result * columns.count + pair.annotation] = pair.overlap
        }
        var index = 0
        for result in results {
            for place in annotations {
                let annotation = dataset.annotations[place]
                guard case .runLengths(let first, _) = result.segmentation,
                    case .runLengths(let second, _) = annotation.segmentation
                else {
                    Issue.record("masks are run lengths")
                    return
                }
                #expect(try values[index] == first.iou(with: second, crowd: annotation.isCrowd))
                index += 1
            }
        }
        #expect(values.contains { $0 > 0 && $0 < 1 })
    }
}
