import ClassMaps

/// All that an evaluation of class maps found, ready to be printed or written as JSON.
struct SemanticFindings {
    let inputs: EvaluationInputs
    let palette: ClassPalette
    let evaluation: SemanticEvaluation
    let pairing: ClassMapPairing
    let failures: [SemanticEvaluation.Failure]
    /// What a reader must know before believing the figures.
    let notes: [String]

    init(
        inputs: EvaluationInputs, palette: ClassPalette, evaluation: SemanticEvaluation, pairing: ClassMapPairing,
        failures: [SemanticEvaluation.Failure], notes: [String]
    ) {
        self.inputs = inputs
        self.palette = palette
        self.evaluation = evaluation
        self.pairing = pairing
        self.failures = failures
        var all = notes
        if !pairing.missing.isEmpty {
            let count = Quantity.count(pairing.missing.count, "picture")
            all.append("left out: \(count) of the ground truth without a class map: \(Self.list(pairing.missing))")
        }
        if !pairing.extra.isEmpty {
            let count = Quantity.count(pairing.extra.count, "class map")
            all.append("left out: \(count) without ground truth: \(Self.list(pairing.extra))")
        }
        self.notes = all + evaluation.notes(palette: palette)
    }

    /// What is missing from a whole evaluation; nil where nothing is.
    var incomplete: String? {
        var parts: [String] = []
        if !pairing.missing.isEmpty {
            parts.append("\(Quantity.count(pairing.missing.count, "picture")) had no class map")
        }
        if !failures.isEmpty { parts.append("\(Quantity.count(failures.count, "class map")) could not be compared") }
        return parts.isEmpty ? nil : parts.joined(separator: ", and ")
    }

    /// What is printed: the figures, and those of each class.
    var text: TerminalText {
        var figures = Table([("", .left), ("", .right)])
        for (name, value) in Self.titles(evaluation) { figures.add([name, Self.fixed(value)]) }
        var classes = Table([
            ("class", .left), ("pixels", .right), ("predicted", .right), ("accuracy", .right), ("IoU", .right),
        ])
        let (truth, predicted) = (evaluation.groundTruthCounts, evaluation.predictedCounts)
        let (accuracies, overlaps) = (evaluation.classAccuracies, evaluation.intersectionsOverUnion)
        for (index, name) in palette.names.enumerated() {
            classes.add([
                name, Quantity.grouped(Int(truth[index])), Quantity.grouped(Int(predicted[index])),
                Self.fixed(accuracies[index]), Self.fixed(overlaps[index]),
            ])
        }
        return [figures.text, classes.text].joined(separator: "\n\n")
    }

    /// Everything in full precision; null where a figure is 0 / 0.
    var json: JSON {
        let (truth, predicted) = (evaluation.groundTruthCounts, evaluation.predictedCounts)
        let (accuracies, overlaps) = (evaluation.classAccuracies, evaluation.intersectionsOverUnion)
        let classes = palette.names.enumerated().map { index, name -> JSON in
            .object([
                ("index", .integer(index)), ("name", .string(name)), ("pixels", .integer(Int(truth[index]))),
                ("predicted", .integer(Int(predicted[index]))), ("accuracy", .number(accuracies[index])),
                ("iou", .number(overlaps[index])),
            ])
        }
        let rows = (0..<palette.count).map { row -> JSON in
            .array((0..<palette.count).map { .integer(Int(evaluation.counts[row * palette.count + $0])) })
        }
        return .object([
            ("task", .string(EvaluatedTask.semantic.rawValue)), ("ground_truth", .string(inputs.groundTruth)),
            ("results", .optional(inputs.results)), ("images", .integer(evaluation.imageCount)),
            (
                "figures",
                .object([
                    ("pixel_accuracy", .number(evaluation.pixelAccuracy)),
                    ("mean_class_accuracy", .number(evaluation.meanClassAccuracy)),
                    ("mean_iou", .number(evaluation.meanIoU)),
                    ("mean_iou_of_occurring_classes", .number(evaluation.meanIoUOfOccurringClasses)),
                ])
            ),
            ("classes", .array(classes)), ("confusion", .array(rows)),
            ("unanswered", .array(evaluation.unansweredCounts.map { .integer(Int($0)) })),
            ("ignored_pixels", .integer(Int(evaluation.ignoredCount))),
            ("missing", .array(pairing.missing.map(JSON.string))), ("extra", .array(pairing.extra.map(JSON.string))),
            ("failures", .array(failures.map { .string($0.error.description) })),
            ("notes", .array(notes.map(JSON.string))),
        ])
    }

    private static func titles(_ evaluation: SemanticEvaluation) -> [(String, Double)] {
        [
            ("pixel accuracy", evaluation.pixelAccuracy), ("mean class accuracy", evaluation.meanClassAccuracy),
            ("mean IoU", evaluation.meanIoU),
            ("mean IoU of classes that occur", evaluation.meanIoUOfOccurringClasses),
        ]
    }

    private static func fixed(_ value: Double) -> String {
        value.isNaN ? "nan" : Quantity.decimal(value, places: 3)
    }

    /// The first of some names.
    private static func list(_ names: [String]) -> String {
        names.prefix(10).joined(separator: ", ") + (names.count > 10 ? " …" : "")
    }
}
