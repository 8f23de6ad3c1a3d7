import COCO

/// All that matching objects one by one found, ready to be printed or written as JSON.
struct MatchingFindings {
    let inputs: EvaluationInputs
    let gathered: EvaluatedResults
    let evaluation: MatchingEvaluation
    /// What a reader must know before believing the figures.
    let notes: [String]

    init(inputs: EvaluationInputs, gathered: EvaluatedResults, evaluation: MatchingEvaluation) {
        self.inputs = inputs
        self.gathered = gathered
        self.evaluation = evaluation
        var notes = gathered.notes
        if evaluation.crowdCount > 0 {
            notes.append(
                "\(Quantity.count(evaluation.crowdCount, "crowd")) left out: this protocol has none, and a result on one finds nothing"
            )
        }
        if evaluation.emptyImageCount > 0 {
            notes.append(
                "\(Quantity.count(evaluation.emptyImageCount, "image")) without objects and without results from the score on: 0 in "
                    + "the means of images, as in stardist")
        }
        let count = evaluation.total.first.map { ($0.objectCount, $0.resultCount) } ?? (0, 0)
        if count.0 == 0 { notes.append("there is no object to find") }
        if count.1 == 0 {
            notes.append("no result has a score of \(evaluation.options.scoreThreshold) or more: --score takes others")
        }
        self.notes = notes
    }

    /// What is printed: the figures of all images together, their means, and the best score.
    func text(perImage: Bool) -> TerminalText {
        let options = evaluation.options
        var parts: [TerminalText] = [
            "Results from a score of \(options.scoreThreshold) on, all images together",
            Self.table(evaluation.total),
            "mean accuracy \(Self.fixed(evaluation.meanAccuracy))",
            "Means of \(Quantity.count(evaluation.images.count, "image"))",
            means,
        ]
        if perImage { parts += ["Images at IoU \(options.iouThresholds.first ?? 0)", images] }
        if let best = evaluation.best {
            parts.append("Best score: \(best.score), with a mean accuracy of \(Self.fixed(best.meanAccuracy))")
            parts.append(Self.table(best.figures))
        }
        return parts.joined(separator: "\n\n")
    }

    private static let titles: [(String, Table.Alignment)] = [
        ("IoU", .right), ("precision", .right), ("recall", .right), ("F1", .right), ("accuracy", .right),
        ("mean matched IoU", .right), ("mean true IoU", .right), ("PQ", .right),
    ]

    private static func table(_ figures: [MatchingFigures]) -> TerminalText {
        var table = Table(titles + [("TP", .right), ("FP", .right), ("FN", .right)])
        for row in figures {
            table.add(
                [threshold(row.iouThreshold)]
                    + [
                        row.precision, row.recall, row.f1, row.accuracy, row.meanMatchedIoU, row.meanTrueIoU,
                        row.panopticQuality,
                    ].map(fixed)
                    + [row.truePositives, row.falsePositives, row.falseNegatives].map(Quantity.grouped))
        }
        return table.text
    }

    private var means: TerminalText {
        var table = Table(Self.titles)
        for row in evaluation.means {
            table.add(
                [Self.threshold(row.iouThreshold)]
                    + [
                        row.precision, row.recall, row.f1, row.accuracy, row.meanMatchedIoU, row.meanTrueIoU,
                        row.panopticQuality,
                    ].map(Self.fixed))
        }
        return table.text
    }

    private var images: TerminalText {
        let names = self.names
        var table = Table([("image", .left)] + Self.titles.dropFirst() + [("objects", .right), ("results", .right)])
        for image in evaluation.images {
            guard let figures = image.figures.first else { continue }
            table.add(
                [names[image.imageID] ?? "image \(image.imageID)"]
                    + [
                        figures.precision, figures.recall, figures.f1, figures.accuracy, figures.meanMatchedIoU,
                        figures.meanTrueIoU, figures.panopticQuality,
                    ].map(Self.fixed) + [figures.objectCount, figures.resultCount].map(Quantity.grouped))
        }
        return table.text
    }

    private var names: [Int: String] {
        Dictionary(gathered.dataset.images.compactMap { image in image.fileName.map { (image.id, $0) } }) { $1 }
    }

    /// Everything in full precision.
    var json: JSON {
        let names = self.names
        let options = evaluation.options
        let images = evaluation.images.map { image in
            JSON.object([
                ("image_id", .integer(image.imageID)), ("file", .optional(names[image.imageID])),
                ("figures", .array(image.figures.map(Self.json))),
            ])
        }
        return .object([
            ("protocol", .string(EvaluationProtocol.matching.rawValue)), ("ground_truth", .string(inputs.groundTruth)),
            ("results", .optional(inputs.results)), ("weights", .optional(inputs.weights)),
            ("model", .optional(gathered.model?.summary)), ("score", .number(options.scoreThreshold)),
            ("label_images", .boolean(options.comparesLabelImages)),
            ("uses_categories", .boolean(options.usesCategories)),
            ("figures", .array(evaluation.total.map(Self.json))), ("mean_accuracy", .number(evaluation.meanAccuracy)),
            ("means_of_images", .array(evaluation.means.map(Self.json))),
            (
                "best",
                evaluation.best.map { best in
                    .object([
                        ("score", .number(best.score)), ("mean_accuracy", .number(best.meanAccuracy)),
                        ("figures", .array(best.figures.map(Self.json))),
                    ])
                } ?? .null
            ),
            ("images", .array(images)), ("notes", .array(notes.map(JSON.string))),
        ])
    }

    private static func json(_ figures: MatchingFigures) -> JSON {
        .object([
            ("iou", .number(figures.iouThreshold)), ("true_positives", .integer(figures.truePositives)),
            ("false_positives", .integer(figures.falsePositives)),
            ("false_negatives", .integer(figures.falseNegatives)), ("precision", .number(figures.precision)),
            ("recall", .number(figures.recall)), ("f1", .number(figures.f1)), ("accuracy", .number(figures.accuracy)),
            ("mean_matched_iou", .number(figures.meanMatchedIoU)), ("mean_true_iou", .number(figures.meanTrueIoU)),
            ("panoptic_quality", .number(figures.panopticQuality)),
        ])
    }

    private static func json(_ means: MatchingMeans) -> JSON {
        .object([
            ("iou", .number(means.iouThreshold)), ("precision", .number(means.precision)),
            ("recall", .number(means.recall)), ("f1", .number(means.f1)), ("accuracy", .number(means.accuracy)),
            ("mean_matched_iou", .number(means.meanMatchedIoU)), ("mean_true_iou", .number(means.meanTrueIoU)),
            ("panoptic_quality", .number(means.panopticQuality)),
        ])
    }

    private static func fixed(_ value: Double) -> String { Quantity.decimal(value, places: 3) }

    private static func threshold(_ value: Double) -> String { Quantity.decimal(value, places: 2) }
}
