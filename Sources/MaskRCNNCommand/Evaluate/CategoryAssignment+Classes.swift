import COCO
import Geometry
import MaskRCNN

extension CategoryAssignment {
    /// Assigns a model's classes to the categories of a data set.
    ///
    /// - Parameter option: The option that would name the classes, for the hint.
    /// - Throws: ``CommandFailure`` where it cannot be decided which category a class is.
    init(
        of classes: [Int: String], to dataset: Dataset, weights: String, option: String
    ) throws(CommandFailure) {
        // 91 classes without names are taken for COCO's, which are names.
        let classCount = (classes.keys.max() ?? 0) + 1
        let areNamed = classCount == 91 || classes != Categories.default(classCount: classCount)
        do {
            try self.init(of: classes, areNamed: areNamed, to: dataset, name: weights)
        } catch {
            var failure = CommandFailure(reading: error)
            failure.hint =
                "\(option) names the model's classes: a text with one a line, from class 1 on. Categories that are one are best joined."
            throw failure
        }
    }

    /// A detection as a result for the data set; nil where its class is none of the categories.
    func result(_ detection: Detection, imageID: Int) -> DetectionResult? {
        ids[detection.label].map { DetectionResult(detection, imageID: imageID, categoryID: $0) }
    }
}
