import COCO
import Geometry

/// Whether results are of a data set's images at all: what a file of numbers cannot say by itself.
struct ResultAgreement {
    let dataset: Dataset
    let inputs: EvaluationInputs
    let options: EvaluationOptions

    /// What a reader should know where results and data set can be compared, and seem not to belong together.
    func notes(_ results: [DetectionResult], _ evaluation: Evaluation) -> [String] {
        // Without objects nothing can be told.
        guard evaluation.ap != nil else { return [] }
        var notes: [String] = []
        if let better = betterReading(results) {
            notes.append(text(better))
        } else if evaluation.matchedResultCount == 0, evaluation.unknownCategoryResultCount < results.count {
            let kind = options.usesCategories ? " of its category" : ""
            let count = Quantity.count(results.count, "result")
            let iou = Quantity.decimal(options.iouThresholds.first ?? 0, places: 2)
            notes.append("of \(count), none is on an object\(kind) (IoU \(iou)): are they of these images?")
        }
        let outside = outsideCount(results)
        if outside > results.count / 10 {
            notes.append(
                "\(Quantity.grouped(outside)) of \(Quantity.count(results.count, "box", "boxes")) \(outside == 1 ? "ends" : "end") "
                    + "outside the image: were they found in pictures of another size?")
        }
        let withObjects = Set(dataset.annotations.filter { !$0.isCrowd }.map(\.imageID))
        let without = withObjects.subtracting(results.map(\.imageID)).count
        if without > withObjects.count / 2 {
            notes.append(
                "\(Quantity.grouped(without)) of \(Quantity.count(withObjects.count, "image")) with objects have no result"
            )
        }
        return notes
    }

    /// What may be behind a failure to compare: nil where nothing is known.
    func hint(for error: COCOError, _ results: [DetectionResult]) -> String? {
        guard case .mismatch = error else { return nil }
        var parts: [String] = []
        let known = Set(dataset.images.map(\.id))
        let found = Set(results.map(\.imageID))
        let unknown = found.subtracting(known).count
        if unknown > 0 {
            let share = unknown == found.count ? "None" : Quantity.grouped(found.count - unknown)
            parts.append(
                "\(share) of the results' \(Quantity.count(found.count, "image id")) (\(ids(found))) "
                    + "\(found.count - unknown < 2 ? "is" : "are") the data set's (\(ids(known))).")
        } else if let sizes = sizeHint(results) {
            parts.append(sizes)
        }
        if parts.isEmpty { return nil }
        if let better = betterReading(results) { parts.append(text(better, isHint: true)) }
        return parts.joined(separator: " ")
    }

    private func betterReading(_ results: [DetectionResult]) -> BetterReading? {
        BetterReading.find(groundTruth: dataset, results: results, options: options, fileNames: fileNames)
    }

    /// The pictures of `--images` as `predict` takes them.
    private var fileNames: [String] {
        guard let folder = inputs.images else { return [] }
        let isDeep = dataset.images.contains { $0.fileName?.contains("/") == true }
        let parent = folder.hasSuffix("/") ? folder : folder + "/"
        return InputSet([folder], recursive: isDeep).items.map { String($0.path.dropFirst(parent.count)) }
    }

    /// How many results have a box that ends more than a pixel outside its image.
    private func outsideCount(_ results: [DetectionResult]) -> Int {
        let sizes = Dictionary(dataset.images.map { ($0.id, $0.size) }) { _, last in last }
        return results.count { result in
            guard let box = result.box, let size = sizes[result.imageID] ?? nil else { return false }
            return box.x < -1 || box.y < -1 || box.x + box.width > Double(size.width) + 1
                || box.y + box.height > Double(size.height) + 1
        }
    }

    /// How many masks are of another size than their image, and whether their sides are only swapped.
    private func sizeHint(_ results: [DetectionResult]) -> String? {
        let sizes = Dictionary(dataset.images.map { ($0.id, $0.size) }) { _, last in last }
        var (masks, others, swapped) = (0, 0, 0)
        for result in results {
            guard case .runLengths(let mask, _) = result.segmentation, let size = sizes[result.imageID] ?? nil else {
                continue
            }
            masks += 1
            guard mask.size != size else { continue }
            others += 1
            if mask.size == ImageSize(width: size.height, height: size.width) { swapped += 1 }
        }
        guard others > 0 else { return nil }
        let count = "\(Quantity.grouped(others)) of the results' \(Quantity.count(masks, "mask"))"
        return swapped == others
            ? "In \(count), width and height are swapped: COCO's size is [height, width]."
            : "\(count) \(others == 1 ? "is" : "are") not of the image's size."
    }

    private func text(_ better: BetterReading, isHint: Bool = false) -> String {
        let figure = "AP\(Int((better.iouThreshold * 100).rounded()))"
        let found =
            "\(figure) is \(Quantity.decimal(better.ap, places: 3))"
            + (better.givenAP.map { " instead of \(Quantity.decimal($0, places: 3))" } ?? "")
        let subject = isHint ? "The results" : "the results"
        let text: String
        switch better.reading {
        case .categoriesByID, .categoriesInFile:
            text = "\(subject) seem to have other category ids than the data set: as \(places(better.reading)) \(found)"
        case .anyCategory:
            text = "\(subject) seem to have other category ids than the data set: whatever the category \(found)"
        default:
            text =
                "\(subject) seem to number the images and not to name their ids: as \(places(better.reading)) \(found) "
                + "(predict --image-ids \(inputs.groundTruth) writes the data set's)"
        }
        return isHint ? text + "." : text
    }

    private func places(_ reading: ResultReading) -> String {
        switch reading {
        case .imagesByName(let first): "places in the order of the pictures' names, from \(first),"
        case .imagesInFile(let first): "places in the order of \(inputs.groundTruth), from \(first),"
        case .imagesByID(let first): "places in the order of ids, from \(first),"
        case .imagesByFolder(let first): "places among the pictures of \(inputs.images ?? "the folder"), from \(first),"
        case .imagesByNumberInName: "the numbers in the pictures' names"
        case .categoriesByID(let first): "places in the order of ids, from \(first),"
        case .categoriesInFile(let first): "places in the order of \(inputs.groundTruth), from \(first),"
        case .anyCategory: ""
        }
    }
}
