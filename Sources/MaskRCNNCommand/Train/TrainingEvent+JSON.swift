import Training

extension TrainingEvent {
    /// The event as an object whose `event` says what it is.
    var json: JSON {
        switch self {
        case .started(let start):
            .object([
                ("event", .string("started")), ("model", .string(start.model)),
                ("parameters", .integer(start.parameterCount)), ("trained_parameters", .integer(start.trainedCount)),
                ("images", .integer(start.imageCount)), ("objects", start.objectCount.map { .integer($0) } ?? .null),
                (
                    "categories",
                    .object(start.categories.sorted { $0.key < $1.key }.map { (String($0.key), .string($0.value)) })
                ),
                ("notes", .array(start.notes.map(JSON.string))), ("steps_per_epoch", .integer(start.stepsPerEpoch)),
                ("steps", .integer(start.stepCount)), ("first_step", .integer(start.firstStep)),
            ])
        case .step(let step):
            .object([
                ("event", .string("step")), ("step", .integer(step.step)), ("steps", .integer(step.stepCount)),
                ("epoch", .number(step.epoch)), ("loss", .number(step.total)), ("losses", Self.json(step.losses)),
                ("learning_rate", .number(step.rate)), ("gradient_norm", .number(step.gradientNorm)),
                ("seconds", .number(step.seconds)), ("data_seconds", .number(step.dataSeconds)),
                ("images", .integer(step.imageCount)), ("seconds_left", step.secondsLeft.map(JSON.number) ?? .null),
            ])
        case .evaluating(let done, let total):
            .object([("event", .string("evaluating")), ("done", .integer(done)), ("images", .integer(total))])
        case .evaluated(let report):
            .object([
                ("event", .string("evaluated")), ("step", .integer(report.step)), ("epoch", .number(report.epoch)),
                ("figures", Self.json(report.figures)), ("best", .boolean(report.isBest)),
                ("start", .boolean(report.isStart)), ("start_ap", report.startAP.map(JSON.number) ?? .null),
                ("seconds", .number(report.seconds)),
            ])
        case .warning(let text):
            .object([("event", .string("warning")), ("message", .string(text))])
        }
    }

    /// Figures in the order of their names.
    static func json(_ figures: [String: Double]) -> JSON {
        .object(figures.sorted { $0.key < $1.key }.map { ($0.key, .number($0.value)) })
    }
}
