import Foundation
import Training
import TrainingRecords

/// What a run shows while it goes on: a line that changes on a terminal, a line now and then in a log, or lines of JSON.
///
/// It belongs to the thread that trains.
final class TrainingProgress {
    /// What the end of the run wants to know of its course.
    struct Last: Sendable {
        /// The latest step, nil where there was none.
        var step: TrainingEvent.StepReport?
        /// Evaluations in their order.
        var evaluations: [TrainingEvent.EvaluationReport] = []
    }

    /// What was told last.
    private(set) var last = Last()

    private let messages: TrainingMessageOptions
    private let isFirst: Bool
    private let epochs: Double
    private let interval: Duration
    private var losses = RecentLosses()
    private var lastLine: ContinuousClock.Instant?
    private var linesAreLost = false

    /// Creates the display of a run.
    init(plan: TrainingPlan, messages: TrainingMessageOptions) {
        self.messages = messages
        isFirst = plan.place.isFirst
        epochs = plan.request.configuration.schedule.epochs
        interval = .seconds(20)
    }

    /// Shows an event.
    func show(_ event: TrainingEvent) {
        guard isFirst else { return }
        if messages.json { write(event) }
        switch event {
        case .started(let start): note(TrainingStartText.lines(of: start))
        case .step(let step): show(step)
        case .evaluating(let done, let total):
            guard !messages.quiet, !messages.json || messages.verbose else { return }
            let fraction = Double(done) / Double(max(total, 1))
            Console.standard.showStatus("\(Progress.bar(fraction)) evaluating  \(done)/\(total) images")
        case .evaluated(let report):
            last.evaluations.append(report)
            note([Self.line(of: report)])
        case .warning(let text):
            if !messages.quiet { Console.standard.note("warning: " + text) }
        }
    }

    /// Wipes the line that changes.
    func stop() {
        Console.standard.clearStatus()
    }

    /// Lines for people go to standard error, so that standard output holds what the run ends with.
    private func note(_ lines: [String]) {
        guard !messages.quiet, !messages.json || messages.verbose else { return }
        for line in lines { Console.standard.note(line) }
    }

    private func show(_ step: TrainingEvent.StepReport) {
        last.step = step
        losses.add(step)
        guard !messages.quiet, !messages.json || messages.verbose else { return }
        let text = StepLine(step: step, losses: losses, epochs: epochs)
        if Console.standard.isInteractive {
            Console.standard.showStatus(text.fitted(to: Console.columns - 1))
        } else if lastLine.map({ ContinuousClock.now - $0 >= interval }) ?? true || step.step == step.stepCount {
            lastLine = .now
            Console.standard.note(text.full)
        }
    }

    private func write(_ event: TrainingEvent) {
        guard !linesAreLost else { return }
        // A line for each image of each evaluation would bury the others.
        if case .evaluating = event, !messages.verbose { return }
        do {
            try Console.standard.print(TerminalText(document: event.json.line))
        } catch {
            // A log that is cut off is no reason to lose a day of training.
            linesAreLost = true
            Console.standard.report(error)
        }
    }

    /// `epoch 3: mask AP 0.412, AP50 0.731; box AP 0.436  (12 s)  * best so far`.
    static func line(of report: TrainingEvent.EvaluationReport) -> String {
        func figure(_ name: String) -> String {
            report.figures[name].map { $0 < 0 ? "–" : Quantity.decimal($0, places: 3) } ?? "–"
        }
        let judged = JudgedFigure.of(report.figures)
        let start = report.startAP.map { Quantity.decimal($0, places: 3) }
        var best = report.isBest && !report.isStart ? "  * best so far" : ""
        if !report.isStart, let start, let startAP = report.startAP, judged.value ?? -1 <= startAP {
            best = "  (no better than the starting weights: \(start))"
        }
        let when = report.isStart ? "starting weights" : "epoch \(StepLine.epoch(report.epoch))"
        let figures =
            switch judged.figure {
            case .meanIoU:
                "mean IoU \(figure("semantic/mIoU")), pixel accuracy \(figure("semantic/pixelAccuracy"))"
            case .maskAP: "mask AP \(figure("segm/AP")), AP50 \(figure("segm/AP50")); box AP \(figure("bbox/AP"))"
            case .keypointAP, .boxAP:
                "box AP \(figure("bbox/AP")), AP50 \(figure("bbox/AP50")), AP75 \(figure("bbox/AP75"))"
            }
        return "\(when): \(figures)  (\(SpokenDuration(seconds: report.seconds)))\(best)"
    }
}

/// The losses of the latest steps, averaged: single steps jump.
struct RecentLosses {
    private var steps: [TrainingEvent.StepReport] = []
    private static let window = 20

    /// Takes a step in.
    mutating func add(_ step: TrainingEvent.StepReport) {
        if steps.count == Self.window { steps.removeFirst() }
        steps.append(step)
    }

    /// The mean sum.
    var total: Double { mean(\.total) }
    /// Images in a second.
    var imagesPerSecond: Double {
        let seconds = mean(\.seconds)
        return seconds > 0 ? mean { Double($0.imageCount) } / seconds : 0
    }
    /// The share of the time that was spent waiting for data.
    var dataShare: Double {
        let seconds = mean(\.seconds)
        return seconds > 0 ? mean(\.dataSeconds) / seconds : 0
    }

    /// The losses under short names, in the order of the network.
    var parts: [(name: String, value: Double)] {
        let names = [
            ("obj", "objectness"), ("rpn", "rpn_box_reg"), ("cls", "classifier"), ("box", "box_reg"), ("mask", "mask"),
            ("out", "out"), ("aux", "aux"),
        ]
        return names.compactMap { short, name in
            let keys = ["loss_" + name, "loss/" + name, name]
            guard steps.last?.losses.keys.contains(where: keys.contains) == true else { return nil }
            return (short, mean { step in keys.lazy.compactMap { step.losses[$0] }.first ?? .nan })
        }
    }

    private func mean(_ value: (TrainingEvent.StepReport) -> Double) -> Double {
        steps.isEmpty ? 0 : steps.reduce(0) { $0 + value($1) } / Double(steps.count)
    }
}

/// How far training is, in one line.
struct StepLine {
    let step: TrainingEvent.StepReport
    let losses: RecentLosses
    let epochs: Double

    /// All of it.
    var full: String { line(without: []) }

    /// As much of it as fits, what matters least left out first.
    func fitted(to columns: Int) -> String {
        var dropped: Set<Part> = []
        for part in Part.allCases {
            let text = line(without: dropped)
            if text.count <= columns { return text }
            dropped.insert(part)
        }
        return String(line(without: dropped).prefix(columns))
    }

    /// What a line can do without, the least needed first.
    private enum Part: CaseIterable {
        case data
        case memory
        case steps
        case rate
        case parts
        case speed
    }

    private func line(without dropped: Set<Part>) -> String {
        var parts = ["epoch \(Self.epoch(step.epoch))/\(Self.epoch(epochs))"]
        func add(_ part: Part?, _ text: String) {
            if part.map({ !dropped.contains($0) }) ?? true { parts.append(text) }
        }
        add(.steps, "step \(step.step)/\(step.stepCount)")
        add(nil, "loss \(Quantity.decimal(losses.total, places: 3))")
        let five = losses.parts.map { "\($0.name) \(Quantity.decimal($0.value, places: 3))" }.joined(separator: " ")
        if !five.isEmpty { add(.parts, "(\(five))") }
        add(.rate, "lr \(Self.rate(step.rate))")
        add(.speed, "\(Quantity.decimal(losses.imagesPerSecond, places: 1)) images/s")
        // Much waiting says that --workers are too few.
        if losses.dataShare > 0.2 { add(.data, "data \(Int((losses.dataShare * 100).rounded())) %") }
        if let left = step.secondsLeft { add(nil, "\(SpokenDuration(seconds: left)) left") }
        if let bytes = ProcessMemory.residentBytes { add(.memory, Quantity.bytes(bytes)) }
        return parts.joined(separator: "  ")
    }

    /// An epoch with as many decimals as it needs.
    static func epoch(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e6 ? String(Int(value)) : Quantity.decimal(value, places: 2)
    }

    /// A learning rate: three digits.
    static func rate(_ value: Double) -> String {
        String(format: "%.3g", value)
    }
}
