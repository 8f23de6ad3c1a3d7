import COCO

extension EvaluationFindings {
    /// Everything in full precision; -1 where pycocotools has it, null elsewhere.
    func json(files: [String]) -> JSON {
        var members: [(String, JSON)] = [
            ("ground_truth", .string(inputs.groundTruth)),
            ("results", .optional(inputs.results)), ("weights", .optional(inputs.weights)),
            ("model", .optional(model?.summary)),
            ("iou_type", .string(options.iouType.rawValue)), ("rules", .string(options.rules.rawValue)),
            ("images", .integer(dataset.images.count)), ("annotations", .integer(dataset.annotations.count)),
            ("detections", .integer(results.count)),
            ("figures", .object(evaluation.summary.map { ($0.name, .number($0.value ?? -1)) })),
            ("stats", .array(evaluation.summary.map { .number($0.value ?? -1) })),
            ("classes", .array(evaluation.categoryFigures.map(Self.json))),
        ]
        if options.iouType == .keypoints {
            members.append(("sigmas", .array(options.keypointSigmas.map(JSON.number))))
        }
        if !intervals.isEmpty {
            members.append(("intervals", .object(intervals.map { ($0.name, Self.json($0.interval)) })))
        }
        if !comparison.isEmpty {
            members.append(("compared_with", .optional(inputs.compare)))
            members.append(("comparison", .object(comparison.map { ($0.name, Self.json($0)) })))
        }
        if let pixels { members.append(("pixels", json(pixels))) }
        if let objects { members.append(("objects", json(objects))) }
        if let breakdown { members.append(("errors", Self.json(breakdown))) }
        if let confusion { members.append(("confusion", Self.json(confusion))) }
        members.append(("notes", .array(notes.map(JSON.string))))
        members.append(("files", .array(files.map(JSON.string))))
        return .object(members)
    }

    private static func json(_ figures: CategoryFigures) -> JSON {
        .object([
            ("id", .integer(figures.category.id)), ("name", .string(figures.category.name)),
            ("objects", .integer(figures.groundTruthCount)), ("results", .integer(figures.resultCount)),
            ("AP", .number(figures.ap ?? -1)), ("AP50", .number(figures.ap50 ?? -1)),
            ("AP75", .number(figures.ap75 ?? -1)), ("AR", .number(figures.ar ?? -1)),
            (
                "best",
                figures.best.map { best in
                    .object([
                        ("score", .number(best.score)), ("precision", .number(best.precision)),
                        ("recall", .number(best.recall)), ("f1", .number(best.f1)),
                    ])
                } ?? .null
            ),
        ])
    }

    private static func json(_ interval: ConfidenceInterval) -> JSON {
        .object([
            ("estimate", .number(interval.estimate)), ("lower", .number(interval.lower)),
            ("upper", .number(interval.upper)),
        ])
    }

    private static func json(_ comparison: PairedComparison) -> JSON {
        .object([
            ("other", .number(comparison.first)), ("these", .number(comparison.second)),
            ("difference", json(comparison.difference)), ("p", .number(comparison.pValue)),
        ])
    }

    private func json(_ pixels: PixelFigures) -> JSON {
        .object([
            ("score", .number(scoreThreshold)), ("iou", .number(pixels.iou)), ("f1", .number(pixels.f1)),
            ("precision", .number(pixels.precision)), ("recall", .number(pixels.recall)),
            ("mean_image_iou", .number(pixels.meanImageIoU)), ("mean_image_f1", .number(pixels.meanImageF1)),
        ])
    }

    private func json(_ objects: ObjectFigures) -> JSON {
        .object([
            ("score", .number(scoreThreshold)), ("f1", .number(objects.f1)), ("precision", .number(objects.precision)),
            ("recall", .number(objects.recall)), ("dice", .number(objects.dice)),
            ("hausdorff", objects.hausdorff.map(JSON.number) ?? .null),
            ("measurable_hausdorff", objects.measurableHausdorff.map(JSON.number) ?? .null),
            ("unmeasurable", .integer(objects.unmeasurableCount)),
        ])
    }

    private static func json(_ breakdown: ErrorBreakdown) -> JSON {
        var members: [(String, JSON)] = [
            ("ap", .number(breakdown.ap)), ("foreground_threshold", .number(breakdown.foregroundThreshold)),
            ("background_threshold", .number(breakdown.backgroundThreshold)),
        ]
        for (part, count) in zip(breakdown.parts, breakdown.counts) {
            members.append((part.name, .object([("loss", .number(part.loss)), ("errors", .integer(count))])))
        }
        members.append(("false_positives", .number(breakdown.falsePositives)))
        members.append(("false_negatives", .number(breakdown.falseNegatives)))
        return .object(members)
    }

    private static func json(_ confusion: ConfusionMatrix) -> JSON {
        .object([
            ("iou_threshold", .number(confusion.iouThreshold)), ("score", .number(confusion.scoreThreshold)),
            ("classes", .array(confusion.categories.map(JSON.string))),
            ("counts", .array(confusion.counts.map { .array($0.map(JSON.integer)) })),
        ])
    }
}
