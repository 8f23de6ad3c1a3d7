import ClassMaps

/// All that an evaluation of class maps found, ready to be printed or written as JSON.
struct SemanticFindings {
    /// Where predictions come from.
    enum Source {
        case files
        /// A model, in one line, that looked at images.
        case model(String)

        /// What a picture has, or lacks, of predictions.
        fileprivate var noun: String { if case .files = self { "class map" } else { "image" } }
        fileprivate var article: String { if case .files = self { "a" } else { "an" } }
        fileprivate var model: String? { if case .model(let summary) = self { summary } else { nil } }
    }

    /// A picture that could not be compared.
    struct Failure: Error {
        let text: String
        /// Whether a file of it could not even be read.
        let isUnreadable: Bool

        init(_ error: ClassMapError) {
            text = error.description
            isUnreadable = CommandFailure(error).status == .noInput
        }

        init(_ failure: InputFailure) {
            text = failure.description
            isUnreadable = failure.isUnreadable
        }
    }

    let inputs: EvaluationInputs
    let source: Source
    let palette: ClassPalette
    let evaluation: SemanticEvaluation
    let pairing: ClassMapPairing
    /// The pictures that could not be compared.
    let failures: [Failure]
    /// What a reader must know before believing the figures.
    let notes: [String]

    init(
        inputs: EvaluationInputs, source: Source, palette: ClassPalette, evaluation: SemanticEvaluation,
        pairing: ClassMapPairing, failures: [Failure], notes: [String]
    ) {
        self.inputs = inputs
        self.source = source
        self.palette = palette
        self.evaluation = evaluation
        self.pairing = pairing
        self.failures = failures
        var all = notes
        if !pairing.missing.isEmpty {
            let count = Quantity.count(pairing.missing.count, "picture")
            all.append(
                "left out: \(count) of the ground truth without \(source.article) \(source.noun): "
                    + Self.list(pairing.missing))
        }
        if !pairing.extra.isEmpty {
            let count = Quantity.count(pairing.extra.count, source.noun)
            all.append("left out: \(count) without ground truth: \(Self.list(pairing.extra))")
        }
        self.notes = all + evaluation.notes(palette: palette)
    }

    /// What is missing from a whole evaluation; nil where nothing is.
    private var incomplete: String? {
        var parts: [String] = []
        if !pairing.missing.isEmpty {
            parts.append("\(Quantity.count(pairing.missing.count, "picture")) had no \(source.noun)")
        }
        if !failures.isEmpty {
            parts.append("\(Quantity.count(failures.count, source.noun)) could not be compared")
        }
        return parts.isEmpty ? nil : parts.joined(separator: ", and ")
    }

    /// Says what was found.
    ///
    /// - Throws: ``CommandFailure`` with the exit code of the run, where it is not success.
    func report(_ messages: MessageOptions) throws(CommandFailure) {
        for failure in failures {
            Console.standard.report(CommandFailure(.someInputsFailed, failure.text))
        }
        guard evaluation.imageCount > 0 else {
            throw CommandFailure(
                failures.allSatisfy(\.isUnreadable) ? .noInput : .badData, "no \(source.noun) could be compared")
        }
        if !messages.quiet { for note in notes { Console.standard.note("note: " + note) } }
        if messages.json {
            try Console.standard.print(json.document)
        } else if !messages.quiet {
            try Console.standard.print(text)
        }
        if let incomplete { throw CommandFailure(.someInputsFailed, incomplete) }
    }

    /// What is printed: the figures, and those of each class.
    private var text: TerminalText {
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
    private var json: JSON {
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
            ("results", .optional(inputs.results)), ("weights", .optional(inputs.weights)),
            ("model", .optional(source.model)), ("images", .integer(evaluation.imageCount)),
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
            ("failures", .array(failures.map { .string($0.text) })),
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
