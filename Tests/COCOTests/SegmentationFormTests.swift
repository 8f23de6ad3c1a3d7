import COCO
import Testing

/// What is no outline, in a data set and in results.
struct SegmentationFormTests {
    private let square: Segmentation = .polygons([[1, 1, 4, 1, 4, 4, 1, 4]])

    private func truth(_ segmentation: Segmentation, isCrowd: Bool = false) -> Dataset {
        var dataset = categorized([(1, "cell")], annotations: [1: 1])
        dataset.annotations[0].segmentation = segmentation
        dataset.annotations[0].isCrowd = isCrowd
        return dataset
    }

    private func result(_ segmentation: Segmentation) -> DetectionResult {
        DetectionResult(
            imageID: 1, categoryID: 1, score: 0.9, box: AnnotationBox(x: 1, y: 1, width: 3, height: 3),
            segmentation: segmentation)
    }

    @Test(
        arguments: [
            ([[]], "a list of no points"), ([[], []], "a list of no points"),
            (
                [[1, 1], [4, 1], [4, 4], [1, 4]],
                "4 single points; an outline is one list of all its coordinates, [[x, y, x, y, x, y, …]]"
            ),
            ([[1, 1, 4, 4]], "4 numbers, which are no outline; a box belongs in bbox"),
            ([[1, 1]], "a polygon of 2 numbers; three points, the fewest, have 6"),
            ([[1, 1, 2, 2], [3, 3, 4, 4]], "2 polygons of fewer than three points"),
        ] as [([[Double]], String)])
    func whatIsNoOutlineIsRefusedByID(rings: [[Double]], content: String) throws {
        let dataset = truth(.polygons(rings))
        let error = #expect(throws: COCOError.self) {
            try Evaluation(groundTruth: dataset, results: [result(square)])
        }
        #expect(
            error?.description
                == "annotations[0] (id 1, image 1): expected polygons of three points or more, found \(content)")
        #expect(throws: COCOError.self) {
            try Evaluation(groundTruth: truth(square), results: [result(.polygons(rings))])
        }
        // Boxes are compared without it.
        var options = EvaluationOptions()
        options.iouType = .bbox
        let boxes = try Evaluation(groundTruth: dataset, results: [result(square)], options: options)
        #expect((boxes.ap ?? 0) > 0.999)
    }

    @Test func anOutlineBesideWhatIsNoneIsEnough() throws {
        let dataset = truth(.polygons([[1, 1, 4, 1, 4, 4, 1, 4], [2, 2]]))
        #expect((try Evaluation(groundTruth: dataset, results: [result(square)]).ap ?? 0) > 0.999)
    }

    @Test func emptyObjectsAreNamedAndCrowdsAloneTold() {
        #expect(truth(square).notesOnWhatIsMarked.isEmpty && !truth(square).marksCrowdsAlone)
        #expect(truth(square, isCrowd: true).marksCrowdsAlone)
        let outside = truth(.polygons([[11, 1, 14, 1, 14, 4]]))
        #expect(
            outside.notesOnWhatIsMarked == [
                "annotation 1 marks no pixel of the image, so that no result's mask can find it"
            ])
    }
}
