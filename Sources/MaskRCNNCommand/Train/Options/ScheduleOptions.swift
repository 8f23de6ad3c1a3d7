import ArgumentParser
import Training

/// How long is trained, and how the learning rate changes.
struct ScheduleOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "How many times the data are seen. (default: 12, for class maps 30)")
    var epochs: Double?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The rate rises over so many steps. (default: 1000, at most a tenth of all)", valueName: "steps",
            visibility: .hidden))
    var warmupSteps: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "It rises from this share of itself. (default: 0.001)", valueName: "share", visibility: .hidden))
    var warmupFactor: Double?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "How it falls then. (default: multiStep, for class maps polynomial)", visibility: .hidden))
    var decay: Schedule.Decay?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The epochs after which multiStep multiplies it, with commas between. (default: 8,11)", valueName: "epochs",
            visibility: .hidden)
    )
    var milestones: EpochList?

    @Option(
        name: .long, help: ArgumentHelp("By what it does. (default: 0.1)", valueName: "factor", visibility: .hidden))
    var gamma: Double?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The share that cosine leaves at the end. (default: 0)", valueName: "share", visibility: .hidden))
    var finalFactor: Double?

    @Option(name: .long, help: ArgumentHelp("What all chance is drawn from. (default: 0)", visibility: .hidden))
    var seed: UInt64?

    /// Puts what was given into a configuration.
    func apply(to configuration: inout TrainingConfiguration) {
        if let epochs { configuration.schedule.epochs = epochs }
        if let warmupSteps { configuration.schedule.warmupSteps = warmupSteps }
        if let warmupFactor { configuration.schedule.warmupFactor = warmupFactor }
        if let decay { configuration.schedule.decay = decay }
        if let milestones { configuration.schedule.milestones = milestones.epochs }
        if let gamma { configuration.schedule.gamma = gamma }
        if let finalFactor { configuration.schedule.finalFactor = finalFactor }
        if let seed { configuration.seed = seed }
    }
}

/// Epochs, as typed: `8,11`.
struct EpochList: ExpressibleByArgument {
    let epochs: [Double]

    init?(argument: String) {
        let typed = argument.split(separator: ",", omittingEmptySubsequences: false)
        epochs = typed.compactMap { Double($0) }
        if epochs.count != typed.count { return nil }
    }
}
