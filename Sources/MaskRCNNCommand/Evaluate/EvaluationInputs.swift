import ArgumentParser
import Imaging
import MaskRCNN

/// What is compared with what.
struct EvaluationInputs: ParsableArguments {
    @Option(
        name: [.long, .customLong("gt")],
        help: ArgumentHelp(
            "The ground truth: a COCO or LVIS data set; with --task semantic a folder of class maps or a COCO data set.",
            valueName: "file"),
        completion: .file(extensions: ["json"]))
    var groundTruth: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The results: a list of image_id, category_id, score and bbox, segmentation or keypoints; with --task semantic a folder of class maps.",
            valueName: "file"),
        completion: .file(extensions: ["json"]))
    var results: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "A checkpoint, or the name of published weights, that predicts the results; needs --images.",
            valueName: "file-or-name"),
        completion: .file())
    var weights: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The folder of the data set's images: to predict, and to draw the worst.", valueName: "folder"),
        completion: .directory)
    var images: String?

    @Option(
        name: .long,
        help: ArgumentHelp("Other results, to compare with on the same images.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var compare: String?

    func validate() throws {
        switch (results, weights) {
        case (nil, nil): throw ValidationError("Give --results, or --weights and --images to predict them.")
        case (_?, _?): throw ValidationError("--results and --weights exclude each other.")
        case (nil, _?) where images == nil: throw ValidationError("--weights needs --images, the folder to predict.")
        default: break
        }
    }
}

/// The model that predicts what is evaluated.
struct EvaluatedModelOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The model's form: \(ModelName.list). (default: the one that fits the checkpoint)", valueName: "name"),
        completion: .list(Configuration.presetNames), transform: ModelName.init(parsing:))
    var model: ModelName?

    @OptionGroup var file: ConfigurationFileOptions

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The classes' names: a text with one a line, from class 1 on, with --task semantic from class 0 on, or a COCO file with categories.",
            valueName: "file"),
        completion: .file())
    var labels: String?

    @OptionGroup var key: WeightsKeyOption
    @OptionGroup var style: WeightsStyleOption

    @Option(name: .shortAndLong, help: "Where to compute: cpu, cuda, cuda:1 …, mps. (default: cpu)")
    var device: DeviceName?

    @Option(name: .long, help: "Images of one size for the model at a time; more than 1 pays on a GPU. (default: 1)")
    var batch: Int?

    @OptionGroup var augmentation: AugmentedViewOptions

    @OptionGroup var pictures: AnnotatedPictureOptions

    @Option(
        name: .long,
        help: ArgumentHelp("Where to keep the predicted results.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var saveResults: String?

    /// The options that were given, which need a model.
    var given: [String] {
        [
            model.map { _ in "--model" }, key.weightsKey.map { _ in "--weights-key" }, labels.map { _ in "--labels" },
            device.map { _ in "--device" },
            batch.map { _ in "--batch" }, saveResults.map { _ in "--save-results" },
        ].compactMap(\.self) + file.given + style.given + augmentation.given
    }

    func validate() throws {
        if model != nil, file.config != nil {
            throw ValidationError("--model and --config both say what the network is.")
        }
        try style.validate(beside: [model.map { _ in "--model" }, file.config.map { _ in "--config" }])
        try check(batch: batch ?? 1)
    }
}
