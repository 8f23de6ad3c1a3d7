import COCO

extension EvaluationFindings {
    /// What is printed: the lines that people know, then what else was asked for.
    func text(_ analysis: AnalysisOptions) -> TerminalText {
        var parts = [figureLines]
        if !intervals.isEmpty { parts.append(intervalTable) }
        if !comparison.isEmpty { parts.append(comparisonTable) }
        if analysis.perClass { parts.append(classTable) }
        if analysis.regions, let pixels { parts.append(regionLines(pixels, objects)) }
        if analysis.errors, let breakdown { parts.append(errorTable(breakdown)) }
        return parts.joined(separator: "\n\n")
    }

    /// pycocotools' lines, -1 where there is nothing to compute a figure from.
    private var figureLines: TerminalText {
        evaluation.summary.map { " \($0.title) = \(Quantity.decimal($0.value ?? -1, places: 3))" as TerminalText }
            .joined(separator: "\n")
    }

    private var intervalTable: TerminalText {
        var table = Table([("figure", .left), ("", .right), ("95 % of the time", .right)])
        for figure in intervals {
            table.add([
                figure.name, fixed(figure.interval.estimate),
                "\(fixed(figure.interval.lower)) … \(fixed(figure.interval.upper))",
            ])
        }
        return table.text
    }

    private var comparisonTable: TerminalText {
        var table = Table([
            ("figure", .left), ("other", .right), ("these", .right), ("difference", .right), ("95 %", .right),
            ("p", .right),
        ])
        for figure in comparison {
            let difference = figure.difference
            table.add([
                figure.name, fixed(figure.first), fixed(figure.second), signed(difference.estimate),
                "\(signed(difference.lower)) … \(signed(difference.upper))", Quantity.decimal(figure.pValue, places: 3),
            ])
        }
        return table.text
    }

    private var classTable: TerminalText {
        var table = Table([
            ("class", .left), ("objects", .right), ("results", .right), ("AP", .right), ("AP50", .right),
            ("AP75", .right), ("AR", .right), ("best score", .right), ("F1 there", .right),
        ])
        for figures in evaluation.categoryFigures {
            table.add([
                figures.category.name, String(figures.groundTruthCount), String(figures.resultCount),
                fixed(figures.ap), fixed(figures.ap50), fixed(figures.ap75), fixed(figures.ar),
                fixed(figures.best?.score), fixed(figures.best?.f1),
            ])
        }
        return table.text
    }

    private func regionLines(_ pixels: PixelFigures, _ objects: ObjectFigures?) -> TerminalText {
        var table = Table([("score ≥ \(scoreThreshold)", .left), ("", .right)])
        table.add(["pixel IoU", fixed(pixels.iou)])
        table.add(["pixel F1 (Dice)", fixed(pixels.f1)])
        table.add(["pixel IoU, mean of images", fixed(pixels.meanImageIoU)])
        table.add(["pixel F1, mean of images", fixed(pixels.meanImageF1)])
        if let objects {
            table.add(["object F1", fixed(objects.f1)])
            table.add(["object Dice", fixed(objects.dice)])
            let distance = objects.measurableHausdorff.map { Quantity.decimal($0, places: 2) } ?? "-"
            table.add(["object Hausdorff, pixels", distance])
            if objects.unmeasurableCount > 0 {
                table.add(["objects with nothing to measure to", Quantity.grouped(objects.unmeasurableCount)])
            }
        }
        return table.text
    }

    private func errorTable(_ breakdown: ErrorBreakdown) -> TerminalText {
        var table = Table([
            ("lost to", .left), ("AP\(percent(breakdown.foregroundThreshold))", .right), ("errors", .right),
        ])
        for (part, count) in zip(breakdown.parts, breakdown.counts) {
            table.add([part.name, fixed(part.loss), String(count)])
        }
        table.add(["all false positives", fixed(breakdown.falsePositives), ""])
        table.add(["all false negatives", fixed(breakdown.falseNegatives), ""])
        return table.text
    }

    private func percent(_ threshold: Double) -> String { Quantity.decimal(threshold * 100, places: 0) }

    private func fixed(_ value: Double?) -> String { value.map { Quantity.decimal($0, places: 3) } ?? "-" }

    private func signed(_ value: Double) -> String { (value < 0 ? "" : "+") + fixed(value) }
}

extension ErrorBreakdown {
    /// The six kinds of errors and what they cost, in the order of `counts`.
    var parts: [(name: String, loss: Double)] {
        [
            ("classification", classification), ("localization", localization), ("both", both),
            ("duplicate", duplicate),
            ("background", background), ("missed", missed),
        ]
    }
}
