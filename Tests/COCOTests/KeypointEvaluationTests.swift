import COCO
import Foundation
import Geometry
import Testing

/// Evaluation of keypoints, with numbers worked by hand.
@Suite struct KeypointEvaluationTests {
    /// With this sigma (2σ)² is 1.
    private static let sigma = 0.5

    private static func options(_ count: Int = 1) -> EvaluationOptions {
        var options = EvaluationOptions.keypoints
        options.keypointSigmas = Array(repeating: sigma, count: count)
        return options
    }

    private func isNear(_ figure: Double?, _ expected: Double) -> Bool {
        figure.map { abs($0 - expected) < 1e-12 } ?? false
    }

    private static func object(
        _ id: Int, _ keypoints: [Keypoint]?, count: Int? = nil, area: Double = 2000, isCrowd: Bool = false
    ) -> Annotation {
        Annotation(
            id: id, imageID: 1, categoryID: 1, box: AnnotationBox(x: 10, y: 10, width: 20, height: 10), area: area,
            segmentation: nil, isCrowd: isCrowd, keypoints: keypoints, labelledKeypointCount: count)
    }

    private static func dataset(_ annotations: [Annotation]) -> Dataset {
        Dataset(
            images: [DatasetImage(id: 1, fileName: "1.png", size: ImageSize(width: 100, height: 100))],
            annotations: annotations, categories: [ObjectCategory(id: 1, name: "person")])
    }

    private static func result(_ points: [(Double, Double)], score: Double = 1) -> DetectionResult {
        DetectionResult(
            imageID: 1, categoryID: 1, score: score, box: nil, segmentation: nil,
            keypoints: points.map { DetectedKeypoint(x: $0.0, y: $0.1, score: 0) })
    }

    private static func point(_ x: Double, _ y: Double, _ visibility: Keypoint.Visibility = .visible) -> Keypoint {
        Keypoint(x: x, y: y, visibility: visibility)
    }

    @Test func similarityFallsWithTheSquareOfTheDistance() throws {
        // 40² + 20² = 2000, over an area of 2000 and 2: exp(−0.5) = 0.607, enough for 0.50, 0.55 and 0.60: 3 of 10.
        let dataset = Self.dataset([Self.object(1, [Self.point(10, 10)])])
        let evaluation = try Evaluation(
            groundTruth: dataset, results: [Self.result([(50, 30)])], options: Self.options())
        #expect(isNear(evaluation.ap, 0.3))
        #expect(isNear(evaluation.ap50, 1))
        #expect(evaluation.ap75 == 0)
    }

    @Test func onlyLabelledKeypointsAreCompared() throws {
        // Of three, one is exact, one is hidden and too far by far, one is not labelled: (1 + 0) / 2 = 0.5.
        let object = Self.object(1, [Self.point(10, 10), Self.point(20, 20, .hidden), .unlabelled])
        let results = [Self.result([(10, 10), (9000, 9000), (70, 3)])]
        let evaluation = try Evaluation(
            groundTruth: Self.dataset([object]), results: results, options: Self.options(3))
        #expect(isNear(evaluation.ap, 0.1))
    }

    @Test func theTenFiguresAreNamedAsInPycocotools() throws {
        let evaluation = try Evaluation(
            groundTruth: Self.dataset([Self.object(1, [Self.point(10, 10)])]), results: [Self.result([(10, 10)])],
            options: Self.options())
        let summary = evaluation.summary
        #expect(
            summary.map(\.name) == ["AP", "AP50", "AP75", "APm", "APl", "AR@20", "AR50", "AR75", "ARm", "ARl"])
        #expect(
            summary.map(\.title) == [
                "Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets= 20 ]",
                "Average Precision  (AP) @[ IoU=0.50      | area=   all | maxDets= 20 ]",
                "Average Precision  (AP) @[ IoU=0.75      | area=   all | maxDets= 20 ]",
                "Average Precision  (AP) @[ IoU=0.50:0.95 | area=medium | maxDets= 20 ]",
                "Average Precision  (AP) @[ IoU=0.50:0.95 | area= large | maxDets= 20 ]",
                "Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets= 20 ]",
                "Average Recall     (AR) @[ IoU=0.50      | area=   all | maxDets= 20 ]",
                "Average Recall     (AR) @[ IoU=0.75      | area=   all | maxDets= 20 ]",
                "Average Recall     (AR) @[ IoU=0.50:0.95 | area=medium | maxDets= 20 ]",
                "Average Recall     (AR) @[ IoU=0.50:0.95 | area= large | maxDets= 20 ]",
            ])
        for (figure, value) in zip(summary, [1, 1, 1, 1, nil, 1, 1, 1, 1, nil] as [Double?]) {
            #expect(value.map { isNear(figure.value, $0) } ?? (figure.value == nil), "\(figure.name)")
        }
    }

    /// The box from (10, 10) to (30, 20), doubled to each side, reaches from (−10, 0) to (50, 30).
    @Test(arguments: [(true, (-10.0, 30.0)), (true, (50, 0)), (false, (400, 15)), (false, (15, -400))])
    func resultsInTheDoubledBoxOfAnUnlabelledObjectAreNoMistakes(isExcused: Bool, place: (Double, Double)) throws {
        let dataset = Self.dataset([Self.object(1, [Self.point(60, 60)]), Self.object(2, [.unlabelled], area: 500)])
        let results = [Self.result([place], score: 1), Self.result([(60, 60)], score: 0.5)]
        let evaluation = try Evaluation(groundTruth: dataset, results: results, options: Self.options())
        // A mistake before the only right one halves all precisions.
        #expect(isNear(evaluation.ap, isExcused ? 1 : 0.5))
        #expect(evaluation.categoryFigures[0].groundTruthCount == 1)
    }

    @Test func numKeypointsOfZeroLeavesAnObjectOut() throws {
        // It says 0 although one is labelled, says nothing, or there are no keypoints: the first and the last are left out.
        let objects = [
            Self.object(1, [Self.point(10, 10)], count: 0), Self.object(2, [Self.point(60, 60)]), Self.object(3, nil),
            Self.object(4, [Self.point(90, 90)], count: 1, isCrowd: true),
        ]
        let evaluation = try Evaluation(
            groundTruth: Self.dataset(objects), results: [Self.result([(60, 60)])], options: Self.options())
        #expect(isNear(evaluation.ap, 1))
        #expect(evaluation.categoryFigures[0].groundTruthCount == 1)
    }

    @Test func areasOfResultsAreThoseOfTheKeypointsExtent() throws {
        // 40 × 50 = 2000 pixels are medium, and 100 × 100 large; the far one is no mistake among the medium.
        let dataset = Self.dataset([Self.object(1, [Self.point(10, 10), Self.point(50, 60)])])
        let results = [
            Self.result([(900, 900), (1000, 1000)], score: 1), Self.result([(10, 10), (50, 60)], score: 0.5),
        ]
        let evaluation = try Evaluation(groundTruth: dataset, results: results, options: Self.options(2))
        let figures = Dictionary(uniqueKeysWithValues: evaluation.summary.map { ($0.name, $0.value) })
        #expect(isNear(figures["AP"] ?? nil, 0.5))
        #expect(isNear(figures["APm"] ?? nil, 1))
        var boxed = results
        boxed[0].box = AnnotationBox(x: 900, y: 900, width: 50, height: 40)
        boxed[1].box = AnnotationBox(x: 10, y: 10, width: 40, height: 50)
        let compared = try Evaluation(groundTruth: dataset, results: boxed, options: Self.options(2))
        #expect(isNear(compared.summary[3].value, 0.5))
        var options = Self.options(2)
        options.resultAreas = .compared
        let extents = try Evaluation(groundTruth: dataset, results: boxed, options: options)
        #expect(isNear(extents.summary[3].value, 1))
    }

    @Test func boxesOfResultsWithKeypointsAloneAreTheirExtents() throws {
        var options = EvaluationOptions()
        options.iouType = .bbox
        let dataset = Self.dataset([Self.object(1, nil)])
        let evaluation = try Evaluation(
            groundTruth: dataset, results: [Self.result([(10, 20), (30, 10)])], options: options)
        #expect(isNear(evaluation.ap, 1))
    }

    @Test func whatCannotBeComparedIsExplained() {
        func error(_ annotation: Annotation, _ result: DetectionResult, _ options: EvaluationOptions) -> String {
            do {
                _ = try Evaluation(groundTruth: Self.dataset([annotation]), results: [result], options: options)
                return "none"
            } catch {
                return "\(error)"
            }
        }
        let (object, found) = (Self.object(1, [Self.point(1, 1)]), Self.result([(1, 1)]))
        #expect(
            error(object, found, .keypoints)
                == "annotations[0] (id 1, image 1): expected 17 keypoints (for another number of keypoints than COCO's 17, sigmas "
                + "must be given), found 1")
        #expect(
            error(object, Self.result([(1, 1), (2, 2)]), Self.options())
                == "results[0] (image 1): expected 1 keypoints (as many as sigmas were given), found 2")
        #expect(
            error(object, Self.result([]), Self.options()) == "results[0] (image 1): expected keypoints, found none")
        #expect(
            error(object, Self.result([(.nan, 1)]), Self.options())
                == "results[0] (image 1): expected keypoints of finite numbers, found nan, 1.0")
        #expect(error(Self.object(1, [Self.point(1, .infinity)]), found, Self.options()).contains("finite numbers"))
        var bare = object
        bare.box = nil
        #expect(error(bare, found, Self.options()) == "none")
        bare.keypoints = [.unlabelled]
        #expect(
            error(bare, found, Self.options()).hasSuffix(
                "expected a box or a segmentation, since no keypoint is labelled, found neither"))
        bare.area = nil
        #expect(error(bare, found, Self.options()).hasSuffix("expected an area, a box or a segmentation, found none"))
    }

    @Test(
        arguments: [
            { (options: inout EvaluationOptions) in options.keypointSigmas = [] }, { $0.keypointSigmas = [0] },
            { $0.keypointSigmas = [.nan] }, { $0.keypointSigmas = [.infinity] }, { $0.usesCategories = false },
            { $0.rules = .lvis },
        ] as [@Sendable (inout EvaluationOptions) -> Void])
    func settingsThatMakeNoSenseAreRefused(change: @Sendable (inout EvaluationOptions) -> Void) {
        var options = Self.options()
        change(&options)
        #expect {
            try Evaluation(groundTruth: Dataset(), results: [], options: options)
        } throws: { error in
            if case .setting = error as? COCOError { true } else { false }
        }
    }

    @Test func analysesOfRegionsRefuseKeypoints() {
        let dataset = Self.dataset([Self.object(1, [Self.point(1, 1)])])
        #expect(throws: COCOError.self) {
            try ErrorBreakdown(groundTruth: dataset, results: [], iouType: .keypoints)
        }
        #expect(throws: COCOError.self) {
            try ConfusionMatrix(groundTruth: dataset, results: [], iouType: .keypoints)
        }
    }

    @Test func worstImagesAreFoundByKeypoints() throws {
        let objects = [
            Self.object(1, [Self.point(10, 10)]), Self.object(2, [Self.point(80, 80)]),
            Self.object(3, [.unlabelled], area: 500),
        ]
        let results = [Self.result([(12, 10)]), Self.result([(30, 20)], score: 0.9), Self.result([(300, 300)])]
        let outcomes = try ImageOutcome.worstFirst(
            groundTruth: Self.dataset(objects), results: results, iouType: .keypoints, keypointSigmas: [Self.sigma])
        // The first is right; the second lies in the doubled box of the third object; the last is nowhere.
        #expect(outcomes == [ImageOutcome(imageID: 1, truePositives: [0], falsePositives: [2], missed: [1])])
    }

    @Test func numbersAtTheEndsOfDoublesDoNotTrap() throws {
        let object = Self.object(1, [Self.point(-1e308, 1e308)], area: 1e-320)
        for place in [(1e308, -1e308), (-1e308, 1e308), (0, 0)] {
            let evaluation = try Evaluation(
                groundTruth: Self.dataset([object]), results: [Self.result([place])], options: Self.options())
            #expect(isNear(evaluation.ap, place.0 == -1e308 ? 1 : 0))
        }
    }
}
