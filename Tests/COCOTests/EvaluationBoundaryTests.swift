import COCO
import Geometry
import Testing

@Suite struct EvaluationBoundaryTests {
    private func bitmap(_ segmentation: Segmentation?) -> [UInt8] {
        guard case .runLengths(let mask, _) = segmentation else { return [] }
        return mask.bitmap()
    }

    @Test(arguments: 0..<3 as Range<UInt64>)
    func boundaryPrecisionIsThatOfTheDefinition(seed: UInt64) throws {
        let (dataset, results) = RandomScene.make(seed: seed, images: 3, withMasks: true)
        var options = EvaluationOptions()
        options.iouType = .boundary
        // The diagonal of 100 × 100 pixels is 141.4, and 0.02 of it rounds to 3.
        let width = 3
        let found = results.map { bitmap($0.segmentation) }
        let marked = dataset.annotations.map { bitmap($0.segmentation) }
        let foundEdges = found.map { NaiveBoundary.boundary(of: $0, size: Scene.size, width: width) }
        let markedEdges = marked.map { NaiveBoundary.boundary(of: $0, size: Scene.size, width: width) }
        var pairs: [[Double]] = []
        for (index, result) in results.enumerated() {
            pairs.append(
                dataset.annotations.enumerated().map { place, annotation in
                    guard annotation.imageID == result.imageID else { return 0 }
                    let isCrowd = annotation.isCrowd
                    let overlap = NaiveBoundary.iou(found[index], marked[place], isCrowd: isCrowd)
                    // A crowd has no boundary that a result in it could have.
                    if isCrowd { return overlap }
                    return min(overlap, NaiveBoundary.iou(foundEdges[index], markedEdges[place], isCrowd: false))
                })
        }
        let naive = NaiveEvaluation(dataset: dataset, results: results) { pairs[$0][$1] }
        let evaluation = try Evaluation(groundTruth: dataset, results: results, options: options)
        let precisions = evaluation.averagePrecisions(weights: dataset.images.map { _ in 1 })
        for (index, threshold) in options.iouThresholds.enumerated() {
            let expected = naive.averagePrecision(at: threshold)
            #expect((expected == nil) == (precisions == nil), "seed \(seed)")
            guard let expected, let precisions else { continue }
            #expect(abs(precisions[index] - expected) < 1e-9, "seed \(seed), IoU \(threshold)")
        }
        // The boundary is harder to hit than the mask, or the test shows nothing.
        options.iouType = .segm
        let masks = try Evaluation(groundTruth: dataset, results: results, options: options)
        #expect(try #require(evaluation.ap) < #require(masks.ap), "seed \(seed)")
    }

    /// Two objects found as they are, and before them a result inside a crowd, whose outline is far from the crowd's: it does
    /// not count, so AP is 1. It would be 2/3 if it had to meet the crowd's outline.
    @Test func aResultInsideACrowdIsExcusedWhateverItsBoundary() throws {
        var scene = AnalysisScene(size: ImageSize(width: 100, height: 100))
        try scene.mark(0..<10, 0..<10)
        try scene.mark(20..<30, 0..<10)
        try scene.mark(0..<100, 40..<100, isCrowd: true)
        try scene.find(40..<52, 60..<72, score: 0.9)
        try scene.find(0..<10, 0..<10, score: 0.8)
        try scene.find(20..<30, 0..<10, score: 0.7)
        var options = EvaluationOptions()
        options.iouType = .boundary
        #expect(try Evaluation(groundTruth: scene.groundTruth, results: scene.results, options: options).ap == 1)
        // Analyses see the same crowd.
        let errors = try ErrorBreakdown(groundTruth: scene.groundTruth, results: scene.results, iouType: .boundary)
        #expect(errors.ap == 1)
        let confusion = try ConfusionMatrix(groundTruth: scene.groundTruth, results: scene.results, iouType: .boundary)
        #expect(confusion.counts == [[2, 0, 0], [0, 0, 0], [0, 0, 0]])
        let outcomes = try ImageOutcome.worstFirst(
            groundTruth: scene.groundTruth, results: scene.results, iouType: .boundary)
        #expect(outcomes[0].falsePositives.isEmpty && outcomes[0].truePositives.count == 2)
        // As an object it is not found, and the result is wrong.
        scene.groundTruth.annotations[2].isCrowd = false
        let ap = try #require(
            try Evaluation(groundTruth: scene.groundTruth, results: scene.results, options: options).ap)
        #expect(ap < 0.5)
    }
}
