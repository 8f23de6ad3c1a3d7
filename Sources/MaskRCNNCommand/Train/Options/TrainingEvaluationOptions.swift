import ArgumentParser
import Training

/// When the network is evaluated, and when training ends for it.
struct TrainingEvaluationOptions: ParsableArguments {
    @Flag(
        inversion: .prefixedNo,
        help: ArgumentHelp(
            "Evaluate the weights to start from before the first step: best is what is better. (default: yes)",
            visibility: .hidden))
    var evalStart: Bool?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Evaluate after so many epochs each; 0 for the last alone. (default: 1)", valueName: "epochs",
            visibility: .hidden))
    var evalEvery: Int?

    @Option(
        name: .long,
        help: ArgumentHelp("How many detections of an image count. (default: 100)", valueName: "count"))
    var maxDets: Int?

    @Option(
        name: .long,
        help: ArgumentHelp("Images that are predicted together. (default: 1)", valueName: "count", visibility: .hidden))
    var evalBatch: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "End where the mask AP, or what the network is judged by, did not rise in so many evaluations. (default: none does)",
            valueName: "evaluations", visibility: .hidden)
    )
    var patience: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "How many pictures of predictions to draw. (default: 4)", valueName: "count", visibility: .hidden))
    var pictures: Int?

    /// Puts what was given into a configuration.
    func apply(to evaluation: inout TrainingConfiguration.Evaluating) {
        if let evalStart { evaluation.atStart = evalStart }
        if let evalEvery { evaluation.everyEpochs = evalEvery }
        if let maxDets { evaluation.maximumDetections = maxDets }
        if let evalBatch { evaluation.batchSize = evalBatch }
        if let patience { evaluation.patience = patience }
        if let pictures { evaluation.pictures = pictures }
    }
}
