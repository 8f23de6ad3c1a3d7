import Foundation
import MaskRCNN
import Training
import TrainingRecords

/// What a run says at its end.
struct TrainingEnding {
    let plan: TrainingPlan
    let outcome: TrainingOutcome
    let last: TrainingProgress.Last
    let seconds: Double

    /// Prints it: in words, or as the last line of JSON.
    func print(messages: TrainingMessageOptions) throws(CommandFailure) {
        if messages.json { return try Console.standard.print(TerminalText(document: json.line)) }
        if messages.quiet { return }
        try Console.standard.print(text)
    }

    private var folder: RunFolder { plan.request.folder }

    private var text: TerminalText {
        var lines: [TerminalText] = []
        let steps = Quantity.count(outcome.step, "step")
        let time = SpokenDuration(seconds: seconds)
        switch outcome.reason {
        case .finished where wasFinished:
            let epochs = plan.request.configuration.schedule.epochs
            lines += [
                "The run in \(folder.path) was finished already: all its \(steps) are done, and nothing was trained.",
                "It had \(StepLine.epoch(epochs)) \(epochs == 1 ? "epoch" : "epochs"). To train it further, give it more:",
                "  maskrcnn train --resume \(folder.path) --epochs \(StepLine.epoch(2 * epochs))",
            ]
        case .stoppedEarly where wasFinished:
            lines += [
                "The run in \(folder.path) had stopped already after \(steps): the \(judgedTitle) no longer rose; nothing was trained.",
                "To train it further, give it more patience:",
                "  maskrcnn train --resume \(folder.path) --patience \(2 * (plan.request.configuration.evaluation.patience ?? 1))",
            ]
        case .finished: lines.append("Trained \(steps) in \(time).")
        case .stoppedEarly: lines.append("Stopped after \(steps) and \(time): the \(judgedTitle) no longer rose.")
        case .interrupted: lines.append("Interrupted after \(steps) and \(time).")
        }
        if let best = outcome.best { lines += ["", "\(title(of: best))", table(best.figures)] }
        if !outcome.files.isEmpty {
            lines += ["", "In \(folder.path):"] + files
        }
        if outcome.reason != .interrupted {
            let weights = outcome.best == nil ? folder.last : folder.best
            lines += ["", "Next:", "  maskrcnn predict IMAGES --weights \(weights)"]
            if let validation = plan.inputs.validation {
                let task = plan.request.configuration.segmentation == nil ? "" : " --task semantic"
                lines.append(
                    "  maskrcnn eval\(task) --ground-truth \(validation.annotations) --images \(validation.images) --weights \(weights)"
                )
            }
        }
        return lines.joined(separator: "\n")
    }

    /// What the best weights are, and what was gained.
    private func title(of best: (figures: [String: Double], epoch: Double)) -> String {
        guard let start = outcome.start.flatMap({ JudgedFigure.of($0).value }) else {
            return "Best, after epoch \(StepLine.epoch(best.epoch)):"
        }
        if best.epoch == 0 {
            return outcome.reason == .interrupted
                ? "Best so far, the starting weights:" : "Best, the starting weights, which no epoch was better than:"
        }
        let ap = Quantity.decimal(start, places: 3)
        return "Best, after epoch \(StepLine.epoch(best.epoch)) (the starting weights' \(judgedTitle) is \(ap)):"
    }

    /// What the run was judged by.
    private var judgedTitle: String {
        JudgedFigure.of(plan.request.configuration).title
    }

    /// Whether there was nothing left to do.
    private var wasFinished: Bool { plan.request.resumes && last.step == nil }

    /// COCO's main figures, of masks and of boxes, or those of class maps.
    private func table(_ figures: [String: Double]) -> TerminalText {
        if plan.request.configuration.segmentation != nil { return semanticTable(figures) }
        let names = ["AP", "AP50", "AP75", "APs", "APm", "APl"].filter { name in
            ["segm", "bbox"].contains { figures["\($0)/\(name)"] != nil }
        }
        var table = Table([("", .left)] + names.map { ($0, .right) })
        for (title, type) in [("masks", "segm"), ("boxes", "bbox")] where figures["\(type)/AP"] != nil {
            table.add(
                [title]
                    + names.map { name in
                        figures["\(type)/\(name)"].map { $0 < 0 ? "–" : Quantity.decimal($0, places: 3) } ?? "–"
                    })
        }
        return table.text(indent: 2)
    }

    private func semanticTable(_ figures: [String: Double]) -> TerminalText {
        var table = Table([("", .left), ("", .right)])
        func add(_ title: String, _ name: String) {
            table.add([title, figures[name].map { Quantity.decimal($0, places: 3) } ?? "–"])
        }
        add("mean IoU", JudgedFigure.meanIoU.rawValue)
        add("pixel accuracy", "semantic/pixelAccuracy")
        add("mean class accuracy", "semantic/meanClassAccuracy")
        let prefix = "semantic/IoU/"
        let names = figures.keys.filter { $0.hasPrefix(prefix) }.sorted { figures[$0] ?? 0 > figures[$1] ?? 0 }
        for name in names { add("IoU of \(name.dropFirst(prefix.count))", name) }
        return table.text(indent: 2)
    }

    /// The files with their sizes, those of the run's folder by their names in it.
    private var files: [TerminalText] {
        outcome.files.map { path in
            let name = path.hasPrefix(folder.path + "/") ? String(path.dropFirst(folder.path.count + 1)) : path
            let size = CheckpointFile.size(path).map { "  (\(Quantity.bytes($0)))" } ?? ""
            return "  \(name)\(path.hasSuffix(".safetensors") || path.hasSuffix(".pth") ? size : "")"
        }
    }

    private var json: JSON {
        let reason =
            switch outcome.reason {
            case .finished: "finished"
            case .stoppedEarly: "stopped_early"
            case .interrupted: "interrupted"
            }
        let best = outcome.best.map { best in
            JSON.object([("epoch", .number(best.epoch)), ("figures", TrainingEvent.json(best.figures))])
        }
        return .object([
            ("event", .string("ended")), ("reason", .string(reason)), ("step", .integer(outcome.step)),
            ("start", outcome.start.map(TrainingEvent.json) ?? .null), ("best", best ?? .null),
            ("folder", .string(folder.path)), ("files", .array(outcome.files.map(JSON.string))),
            ("seconds", .number(seconds)),
        ])
    }
}
