import ArgumentParser
import Training

/// How parameters follow their gradients.
struct OptimizationOptions: ParsableArguments {
    @Option(name: .long, help: "The rule. (default: sgd)")
    var optimizer: TrainingConfiguration.Optimization.Method?

    @Option(
        name: [.customLong("lr"), .customLong("learning-rate")],
        help: ArgumentHelp(
            "The learning rate. (default: sgd: 0.02 for every 16 images of a batch; adamw: 0.0001)", valueName: "rate"))
    var learningRate: Double?

    @Option(name: .long, help: ArgumentHelp("SGD's momentum. (default: 0.9)", valueName: "share", visibility: .hidden))
    var momentum: Double?

    @Flag(inversion: .prefixedNo, help: ArgumentHelp("Take Nesterov's momentum. (default: no)", visibility: .hidden))
    var nesterov: Bool?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "AdamW's decays, with a comma between. (default: 0.9,0.999)", valueName: "shares", visibility: .hidden))
    var betas: BetaPair?

    @Option(
        name: .long,
        help: ArgumentHelp("The decay of weights. (default: 0.0001)", valueName: "decay", visibility: .hidden))
    var weightDecay: Double?

    @Option(
        name: .long,
        help: ArgumentHelp("That of norms and biases. (default: 0)", valueName: "decay", visibility: .hidden))
    var normWeightDecay: Double?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The learning rate is so many times as high in the backbone. (default: 1)", valueName: "factor",
            visibility: .hidden))
    var backboneRateFactor: Double?

    @Option(
        name: .long,
        help: ArgumentHelp("Scale gradients down to this norm. (default: no)", valueName: "norm", visibility: .hidden))
    var clipGradients: Double?

    @Option(
        name: .long,
        help: ArgumentHelp("Make a step of so many batches. (default: 1)", valueName: "count", visibility: .hidden))
    var accumulate: Int?

    @Option(
        name: .customLong("ema"),
        help: ArgumentHelp(
            "Evaluate and keep a running average of weights that keeps this share of itself in a step. (default: no)",
            valueName: "share", visibility: .hidden))
    var averageDecay: Double?

    /// Puts what was given into a configuration.
    func apply(to result: inout TrainingConfiguration.Optimization) {
        if let optimizer { result.method = optimizer }
        if let learningRate { result.rate = learningRate }
        if let momentum { result.momentum = momentum }
        if let nesterov { result.nesterov = nesterov }
        if let betas { (result.beta1, result.beta2) = (betas.first, betas.second) }
        if let weightDecay { result.weightDecay = weightDecay }
        if let normWeightDecay { result.normWeightDecay = normWeightDecay }
        if let backboneRateFactor { result.backboneRateFactor = backboneRateFactor }
        if let clipGradients { result.gradientClip = clipGradients }
        if let accumulate { result.accumulation = accumulate }
        if let averageDecay { result.averageDecay = averageDecay }
    }
}

/// Adam's two decays, as typed: `0.9,0.999`.
struct BetaPair: ExpressibleByArgument {
    let first: Double
    let second: Double

    init?(argument: String) {
        let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        guard numbers.count == 2, let first = numbers[0], let second = numbers[1] else { return nil }
        (self.first, self.second) = (first, second)
    }
}
