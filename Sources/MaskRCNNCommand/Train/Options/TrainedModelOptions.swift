import ArgumentParser
import MaskRCNN
import Training

/// The network that is trained, and where.
struct TrainedModelOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "A checkpoint to start from, of other classes too, or a name of maskrcnn weights list. (default: none)",
            valueName: "file-or-name"),
        completion: .file())
    var weights: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The network: \(NetworkDescription.list). (default: that of --weights, else maskrcnn_resnet50_fpn)",
            valueName: "name"),
        completion: .list(NetworkDescription.presetNames), transform: NetworkDescription.init(parsing:))
    var model: NetworkDescription?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "How many of the backbone's stages (5 of a ResNet, 6 of a MobileNet) are trained, from the top. (default: 3 with --weights, else all; for class maps all)",
            valueName: "count", visibility: .hidden))
    var trainableLayers: Int?

    @Option(
        name: .long,
        help: ArgumentHelp("Which statistics batch norms compute with. (default: live)", visibility: .hidden))
    var norms: TrainingConfiguration.Trained.Normalization?

    @Option(name: .long, help: ArgumentHelp("In what the network computes. (default: float32)", visibility: .hidden))
    var precision: TrainingConfiguration.Trained.Precision?

    @Option(name: .shortAndLong, help: "Where to compute: cpu, cuda, cuda:1 …, mps. (default: cpu)")
    var device: DeviceName?

    @Option(name: .long, help: ArgumentHelp("CPU threads for the model. (default: one a core)", visibility: .hidden))
    var threads: Int?

    func validate() throws {
        try check(threads: threads)
    }

    /// Puts what was given into a configuration.
    func apply(to training: inout TrainingConfiguration.Trained) {
        if let trainableLayers { training.trainableLayers = trainableLayers }
        if let norms { training.normalization = norms }
        if let precision { training.precision = precision }
    }
}
