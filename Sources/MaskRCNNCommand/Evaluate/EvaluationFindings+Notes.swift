import COCO
import Files

extension EvaluationFindings {
    /// Adds what the figures do not say of themselves.
    mutating func addNotes(compared: [DetectionResult]?, _ agreement: ResultAgreement) {
        notes += truthNotes
        notes += resultNotes(results, evaluation, agreement, limit: model?.maximumDetections)
        if let compared, let otherEvaluation, let path = inputs.compare {
            let others = resultNotes(compared, otherEvaluation, agreement, limit: nil)
            notes += others.filter { !notes.contains($0) }.map { "\(Path.name(of: path)): \($0)" }
        }
        if !results.isEmpty, results.allSatisfy({ $0.score < scoreThreshold }), !outcomes.isEmpty {
            notes.append("no result scores \(scoreThreshold) or more, so that none counts in analyses from a score on")
        }
    }

    /// What the data set makes of the figures, whatever the results.
    private var truthNotes: [String] {
        var notes: [String] = []
        let annotations = dataset.annotations
        let (images, categories) = (Set(dataset.images.map(\.id)), Set(dataset.categories.map(\.id)))
        let counted = annotations.filter { images.contains($0.imageID) && categories.contains($0.categoryID) }
        if annotations.isEmpty {
            notes.append("the data set marks no objects, so there is nothing to find")
        } else if counted.isEmpty {
            notes.append(
                "no annotation is of an image and a category that the data set lists, so there is nothing to find")
        } else if counted.count < annotations.count {
            let count = Quantity.count(annotations.count - counted.count, "annotation")
            notes.append("left out: \(count) of images or categories that the data set does not list")
        }
        if options.iouType == .keypoints { notes += keypointNotes(counted) }
        if !counted.isEmpty, options.rules == .coco, counted.allSatisfy(\.isCrowd) {
            let all =
                counted.count == 1 ? "the one annotation is a crowd" : "all \(counted.count) annotations are crowds"
            notes.append("\(all) (iscrowd 1), so there is nothing to find")
        } else if !counted.isEmpty, evaluation.ap == nil, !notes.contains(where: { $0.contains("nothing to find") }),
            let range = options.areaRanges.first
        {
            notes.append("no object has an area of \(range.name), so there is nothing to find")
        }
        if let misreading = DatasetMisreading(of: dataset) { notes.append("in the data set \(misreading)") }
        if annotations.contains(where: { $0.id == 0 }) {
            notes.append(
                "an annotation has id 0: pycocotools counts its match as a false positive, this program does not")
        }
        if dataset.images.contains(where: { $0.notExhaustiveCategoryIDs != nil }), options.rules == .coco {
            notes.append("the data set has LVIS's fields, and COCO's rules were applied: --rules lvis applies LVIS's")
        }
        return notes
    }

    /// What keypoints leave out of the figures, and of the report.
    private func keypointNotes(_ counted: [Annotation]) -> [String] {
        var notes: [String] = []
        let objects = counted.filter { !$0.isCrowd }
        let without = objects.count { $0.keypoints == nil }
        let unlabelled = objects.count {
            $0.keypoints != nil && !$0.hasLabelledKeypoint
        }
        if without + unlabelled == objects.count, !objects.isEmpty {
            notes.append("no object has a labelled keypoint, so there is nothing to find")
        } else if without > 0 {
            notes.append(
                "\(Quantity.count(without, "object")) without keypoints \(without == 1 ? "counts" : "count") as if none were labelled: "
                    + "neither to be found nor to be missed")
        }
        let miscounted = objects.count { annotation in
            guard let keypoints = annotation.keypoints, let count = annotation.labelledKeypointCount else {
                return false
            }
            return (count == 0) != (keypoints.labelledCount == 0)
        }
        if miscounted > 0 {
            notes.append(
                "\(Quantity.count(miscounted, "object")) \(miscounted == 1 ? "has" : "have") a num_keypoints of 0 with labelled "
                    + "keypoints, or another without: it decides, as in pycocotools, who is to be found")
        }
        if !outcomes.isEmpty {
            notes.append(
                "the breakdown of errors and the confusion matrix are left out: keypoints of different classes do not compare"
            )
        }
        return notes
    }

    /// What results leave out, and whether they are of these images at all.
    private func resultNotes(
        _ results: [DetectionResult], _ evaluation: Evaluation, _ agreement: ResultAgreement, limit: Int?
    ) -> [String] {
        guard !results.isEmpty else { return ["there are no results"] }
        var notes: [String] = []
        let unknown = evaluation.unknownCategoryResultCount
        if unknown > 0 {
            let (found, listed) = (ids(results.map(\.categoryID)), ids(dataset.categories.map(\.id)))
            notes.append(
                unknown == results.count
                    ? "no result is of a category that the data set has: theirs are \(found), the data set's \(listed)"
                    : "\(Quantity.count(unknown, "result")) of categories that the data set does not have were left out"
            )
        }
        // A model predicts for the images that it is given: what has no limit comes from a file.
        if limit == nil {
            let agreed = agreement.notes(results, evaluation)
            notes += agreed + doubts(results, besides: agreed)
        }
        return notes + limitNotes(evaluation, modelLimit: limit)
    }

    /// What numbers of the results seem to mean, where that is not what COCO's format says, and no other note says it.
    private func doubts(_ results: [DetectionResult], besides notes: [String]) -> [String] {
        ResultDoubt.all(groundTruth: dataset, results: results, iouType: options.iouType).filter { doubt in
            switch doubt {
            case .categories: options.usesCategories && !notes.contains { $0.contains("category ids") }
            case .withoutResults: !notes.contains { $0.contains("have no result") }
            case .boxes, .segmentations, .scaled, .keypoints, .scaledKeypoints: true
            }
        }.map(\.description)
    }

    /// Objects and results that are too many for the limit of detections.
    private func limitNotes(_ evaluation: Evaluation, modelLimit: Int?) -> [String] {
        let (objects, results) = (evaluation.objectsBeyondLimit, evaluation.resultsBeyondLimit)
        guard let limit = (objects ?? results)?.limit else { return [] }
        let isPerClass = options.rules == .coco && options.usesCategories && dataset.categories.count > 1
        let kind = isPerClass ? " of a class" : ""
        let names = Dictionary(dataset.images.map { ($0.id, $0.fileName ?? "image \($0.id)") }) { first, _ in first }
        var parts: [String] = []
        if let objects {
            let images = Quantity.count(objects.imageCount, "image has", "images have")
            let most = "\(Quantity.grouped(objects.most)) in \(names[objects.imageID] ?? "image \(objects.imageID)")"
            parts.append(
                "\(images) more objects\(kind) than the "
                    + "\(Quantity.count(limit, "result that counts", "results that count")) (\(objects.imageCount == 1 ? "" : "at most ")\(most)), so that not all can be found"
            )
        }
        if let results {
            let left = "\(Quantity.count(results.excess, "result")) of \(Quantity.count(results.imageCount, "image"))"
            let finds = modelLimit.map { " (the model finds up to \(Quantity.grouped($0)) in an image)" } ?? ""
            parts.append(
                "\(left) beyond the best \(Quantity.grouped(limit))\(kind) \(results.excess == 1 ? "does" : "do") not count"
                    + finds)
        }
        var most = max(objects?.most ?? 0, results?.most ?? 0)
        if results != nil, let modelLimit { most = max(most, modelLimit) }
        let limits = (options.maxDetections.dropLast() + [most]).map(String.init).joined(separator: ",")
        return [parts.joined(separator: "; ") + ": --max-dets \(limits) counts all"]
    }
}

/// The first few of some ids: `1, 2, 3 …`.
func ids(_ ids: some Sequence<Int>) -> String {
    let distinct = Set(ids).sorted()
    return distinct.prefix(4).map(String.init).joined(separator: ", ") + (distinct.count > 4 ? " …" : "")
}
