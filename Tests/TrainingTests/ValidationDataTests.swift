import COCO
import Foundation
import Geometry
import TestSupport
import Testing
import Training
import TrainingData

/// What a run is evaluated on.
struct ValidationDataTests {
    private let folder: TemporaryFolder
    private let square = Segmentation.polygons([[1, 1, 4, 1, 4, 4, 1, 4]])

    init() throws {
        folder = try TemporaryFolder()
        _ = try folder.add("a.png", [1])
    }

    private func validation(
        _ segmentations: [Segmentation?], crowds: Set<Int> = [], names: [String] = ["cell"], file: String = "a.png",
        classes: [Int: String] = [1: "cell"]
    ) throws -> ValidationData {
        let dataset = Dataset(
            images: [DatasetImage(id: 1, fileName: file, size: ImageSize(width: 9, height: 9))],
            annotations: segmentations.enumerated().map { index, segmentation in
                Annotation(
                    id: index + 1, imageID: 1, categoryID: names.count - 1,
                    box: AnnotationBox(x: 1, y: 1, width: 3, height: 3), area: 9, segmentation: segmentation,
                    isCrowd: crowds.contains(index))
            }, categories: names.enumerated().map { ObjectCategory(id: $0.offset, name: $0.element) })
        return try ValidationData(
            TrainingSet.Source(dataset, imageFolder: folder.path, name: "val.json"), categories: classes)
    }

    @Test func objectsWithoutPixelsAreCrowdsAndSaidOnce() throws {
        let data = try validation([square, nil, .polygons([[]]), .polygons([[1, 1], [4, 1], [4, 4]])])
        #expect(data.objectCount == 1)
        #expect(data.source.dataset.annotations.map(\.isCrowd) == [false, true, true, true])
        #expect(
            data.warnings == [
                "val.json: annotation 2 and 2 others have no segmentation that can be compared: like crowds, they are "
                    + "neither to be found nor missed"
            ])
        // Both kinds of figures can be computed, though nothing is found.
        for kind in [IoUType.bbox, .segm] {
            var options = EvaluationOptions()
            options.iouType = kind
            #expect(try Evaluation(groundTruth: data.source.dataset, results: [], options: options).ap == 0)
        }
    }

    @Test func namesAreFoundAsByEval() throws {
        #expect(
            try validation([square], names: ["dog", "Cell "]).warnings
                == ["val.json: the class \"cell\" was taken for the category \"Cell \""])
        #expect(throws: TrainingError.self) {
            try validation([square], names: ["ox", "asp"], classes: [1: "cell", 2: "dog"])
        }
    }

    @Test func whatGivesNoFigureIsRefusedAtOnce() throws {
        for (segmentations, crowds) in [([], []), ([square, square], [0, 1]), ([nil], [])]
            as [([Segmentation?], Set<Int>)]
        {
            #expect(throws: TrainingError.self) { try validation(segmentations, crowds: crowds) }
        }
        let error = #expect(throws: TrainingError.self) { try validation([square], file: "gone.png") }
        #expect(error?.description.contains("gone.png") == true)
    }
}
