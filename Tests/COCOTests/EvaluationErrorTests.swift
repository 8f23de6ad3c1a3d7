import COCO
import Geometry
import Testing

@Suite struct EvaluationErrorTests {
    private let dataset = Scene.dataset([Scene.object(1, x: 0)])

    @Test func aResultForAnUnknownImageIsNamed() {
        let results = [Scene.result(score: 1, x: 0), Scene.result(image: 9, score: 1, x: 0)]
        #expect(
            throws: COCOError.mismatch(
                subject: "results[1]", expected: "the id of an image of the data set", found: "image_id 9")
        ) { try Evaluation(groundTruth: dataset, results: results, options: Scene.boxes) }
    }

    @Test func aScoreMustBeANumber() {
        #expect(
            throws: COCOError.mismatch(subject: "results[0]", expected: "a number for a score", found: "NaN")
        ) {
            try Evaluation(groundTruth: dataset, results: [Scene.result(score: .nan, x: 0)], options: Scene.boxes)
        }
    }

    @Test func aMaskMustHaveItsImagesSize() throws {
        let mask = try RunLengthMask(emptyOfSize: ImageSize(width: 100, height: 99))
        var result = Scene.result(score: 1, x: 0)
        result.segmentation = .runLengths(mask, isCompressed: true)
        #expect(
            throws: COCOError.mismatch(
                subject: "results[0] (image 1)", expected: "a mask of its image's size, 100×100", found: "100×99")
        ) { try Evaluation(groundTruth: dataset, results: [result]) }
    }

    @Test func masksAreNeededWhereMasksAreCompared() {
        #expect(
            throws: COCOError.mismatch(
                subject: "annotations[0] (id 1, image 1)", expected: "a segmentation", found: "none")
        ) { try Evaluation(groundTruth: dataset, results: [Scene.result(score: 1, x: 0)]) }
    }

    @Test func aBoxMustBeFinite() {
        #expect(throws: COCOError.self) {
            try Evaluation(
                groundTruth: dataset, results: [Scene.result(score: 1, x: .infinity)], options: Scene.boxes)
        }
    }

    @Test(
        arguments: [
            { (options: inout EvaluationOptions) in options.iouThresholds = [] },
            { $0.iouThresholds = [0.5, 0.5] },
            { $0.iouThresholds = [0.5, .nan] },
            { $0.iouThresholds = (0..<65).map { Double($0) / 65 } },
            { $0.recallThresholds = [0.5, 0.1] },
            { $0.maxDetections = [] },
            { $0.maxDetections = [0, 5] },
            { $0.maxDetections = [5, 5] },
            { $0.areaRanges = [] },
            { $0.areaRanges = [AreaRange(name: "none", lower: 2, upper: 1)] },
            { $0.boundaryShare = 0 },
            { $0.threads = 0 },
        ] as [@Sendable (inout EvaluationOptions) -> Void])
    func senselessSettingsAreRefused(_ change: @Sendable (inout EvaluationOptions) -> Void) {
        var options = EvaluationOptions()
        change(&options)
        #expect {
            try Evaluation(groundTruth: dataset, results: [], options: options)
        } throws: { error in
            guard case .setting = error as? COCOError else { return false }
            return true
        }
    }
}
