import COCO
import Geometry
import MaskRCNN

/// Which category of a data set each class of a model is.
///
/// Classes and categories of one name belong together. Where no name fits, a class's number is the category's id.
struct CategoryMapping {
    private let ids: [Int: Int]
    /// What the reader of the figures should know.
    let notes: [String]

    /// - Throws: ``CommandFailure`` where no class is any of the categories.
    init(
        from classes: [Int: String], to categories: [ObjectCategory], weights: String
    ) throws(CommandFailure) {
        let byName = Dictionary(categories.map { ($0.name.lowercased(), $0.id) }) { first, _ in first }
        var ids = classes.compactMapValues { byName[$0.lowercased()] }
        var notes: [String] = []
        if ids.isEmpty {
            let known = Set(categories.map(\.id))
            ids = Dictionary(uniqueKeysWithValues: classes.keys.filter(known.contains).map { ($0, $0) })
            guard !ids.isEmpty else {
                let some = classes.sorted { $0.key < $1.key }.prefix(5).map(\.value).joined(separator: ", ")
                let wanted = categories.prefix(5).map(\.name).joined(separator: ", ")
                throw CommandFailure(
                    .badData, "\(weights): its classes (\(some) …) are not the data set's categories (\(wanted) …)")
            }
            notes.append("no class of the model has a category's name: numbers were taken for ids")
        }
        let covered = Set(ids.values)
        let missing = categories.filter { !covered.contains($0.id) }.map(\.name)
        if !missing.isEmpty {
            let names = missing.prefix(5).joined(separator: ", ") + (missing.count > 5 ? " …" : "")
            notes.append(
                "the model has no class for \(Quantity.count(missing.count, "category", "categories")): \(names)")
        }
        self.ids = ids
        self.notes = notes
    }

    /// A detection as a result for the data set; nil where its class is none of the categories.
    func result(_ detection: Detection, imageID: Int) -> DetectionResult? {
        ids[detection.label].map { id in
            DetectionResult(
                imageID: imageID, categoryID: id, score: Double(detection.score), box: AnnotationBox(detection.box),
                segmentation: .runLengths(detection.mask, isCompressed: true))
        }
    }
}
