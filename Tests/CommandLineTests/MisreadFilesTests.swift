import COCO
import Foundation
import TestSupport
import Testing

/// What the commands say of files whose boxes mean something else than COCO's format says.
struct MisreadFilesTests {
    let folder: TemporaryFolder
    let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        try SmallDataset.write(in: folder)
    }

    /// The squares where corners, read as sides, fit none of them.
    private var dataset: Dataset {
        var dataset = SmallDataset.dataset
        dataset.annotations = [
            SmallDataset.annotation(1, image: 1, category: 1, x: 64),
            SmallDataset.annotation(2, image: 1, category: 1, x: 40),
            SmallDataset.annotation(3, image: 2, category: 2, x: 64),
            SmallDataset.annotation(4, image: 2, category: 1, x: 40),
        ]
        return dataset
    }

    private func corners(_ box: AnnotationBox) -> AnnotationBox {
        AnnotationBox(x: box.x, y: box.y, width: box.x + box.width, height: box.y + box.height)
    }

    @Test func evalNamesResultsOfCorners() async throws {
        try dataset.write(toFile: folder.path("squares.json"))
        let results = dataset.annotations.map { annotation in
            DetectionResult(
                imageID: annotation.imageID, categoryID: annotation.categoryID, score: 0.9,
                box: annotation.box.map(corners), segmentation: nil)
        }
        try results.write(toFile: folder.path("corners.json"))
        let outcome = try await tool(
            "eval", "--ground-truth", "squares.json", "--results", "corners.json", "--iou-type", "bbox", "--no-report")
        #expect(outcome.status == 0)
        #expect(
            outcome.errors.contains("note: the boxes of the results do not look like left, top, width, height"),
            "\(outcome.errors)")
    }

    @Test func trainAndEvalNameADataSetOfCorners() async throws {
        var dataset = dataset
        for index in dataset.annotations.indices {
            dataset.annotations[index].box = dataset.annotations[index].box.map(corners)
        }
        try dataset.write(toFile: folder.path("corners.json"))
        let note = "the boxes look like left, top, right, bottom, not left, top, width, height"
        try folder.write(TrainTests.tiny, to: "tiny.yaml")
        let training = try await tool(
            "train", "--train", "corners.json", "--images", "images", "--config", "tiny.yaml", "--dry-run")
        #expect(training.errors.contains(note), "\(training.errors)")
        let evaluation = try await tool(
            "eval", "--ground-truth", "corners.json", "--results", "results.json", "--no-report")
        #expect(evaluation.errors.contains(note), "\(evaluation.errors)")
    }
}
