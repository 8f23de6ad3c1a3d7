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
                    return min(
                        NaiveBoundary.iou(found[index], marked[place], isCrowd: isCrowd),
                        NaiveBoundary.iou(foundEdges[index], markedEdges[place], isCrowd: isCrowd))
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
}
