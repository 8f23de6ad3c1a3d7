import ArgumentParser
import Geometry
import Imaging
import MaskRCNN

/// Which model is timed, and what it keeps.
struct BenchModelOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "A checkpoint (.pth, .safetensors), or the name of published weights. (default: random weights)",
            valueName: "file-or-name"),
        completion: .file())
    var weights: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The model's form: \(NetworkDescription.list). (default: the one that fits the checkpoint; without one, maskrcnn_resnet50_fpn)",
            valueName: "name"),
        completion: .list(NetworkDescription.presetNames), transform: NetworkDescription.init(parsing:))
    var model: NetworkDescription?

    @Option(
        name: [.short, .long],
        help: "Keep instances that score more than this, from 0 to 1. (default: the model's, 0.05; random weights: 0)")
    var score: Double?

    @Option(name: .long, help: "Keep at most so many instances. (default: the model's, 100)")
    var maxDetections: Int?

    func validate() throws {
        if let score, !(0...1).contains(score) { throw ValidationError("--score lies between 0 and 1.") }
        if let maxDetections, maxDetections < 1 { throw ValidationError("--max-detections is at least 1.") }
    }
}

/// The form of the model that is timed, of its task; nil leaves it to the checkpoint.
enum BenchModelForm {
    case detection(Configuration?)
    case segmentation(SegmentationConfiguration?)

    /// Whether it gives every pixel a class.
    var givesClassMap: Bool {
        if case .segmentation = self { true } else { false }
    }
}

extension BenchModelOptions {
    /// The task of `--model`, else of the weights; of weights that cannot be read, that of most.
    var form: BenchModelForm {
        switch model {
        case .detection(let configuration): .detection(configuration)
        case .segmentation(let configuration): .segmentation(configuration)
        case nil:
            weights.flatMap { SegmenterRequest.checkpoint($0, key: nil) } == nil ? .detection(nil) : .segmentation(nil)
        }
    }

    /// - Throws: ``CommandFailure`` where something of objects is asked of a model that gives class maps.
    func check() throws(CommandFailure) {
        guard form.givesClassMap else { return }
        let others = [score.map { _ in "--score" }, maxDetections.map { _ in "--max-detections" }].compactMap(\.self)
        guard let option = others.first else { return }
        throw CommandFailure(
            .usage, "\(option) is for models that find objects, and this one gives every pixel a class")
    }
}

/// What is segmented.
struct BenchPictureOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The picture's width and height in pixels, as 1333x800, each at most 65535. (default: the image's, else 800x800, or 520x520 for class maps)",
            valueName: "WxH"))
    var size: PictureSize?

    @Option(
        name: .long,
        help: ArgumentHelp("A picture; with --size, resized to that. (default: one that is drawn)", valueName: "file"),
        completion: .file())
    var image: String?

    @Option(
        name: .long,
        help: ArgumentHelp("Which of its values are black and white. \(ValueRange.help)", valueName: "range"))
    var range = ValueRange.full

    func validate() throws {
        if image == nil, range != .full { throw ValidationError("--range goes with --image.") }
    }
}

/// How often.
struct BenchRunOptions: ParsableArguments {
    /// More than anyone waits for.
    private static let limit = 1_000_000

    @Option(name: .long, help: "How many runs are timed.")
    var runs = 10

    @Option(name: .long, help: "How many runs come before them, which do not count.")
    var warmUp = 2

    func validate() throws {
        try check("runs", runs, from: 1, to: Self.limit)
        try check("warm-up", warmUp, from: 0, to: Self.limit)
    }
}

/// Width and height of a picture, as typed: `1333x800`.
struct PictureSize: ExpressibleByArgument {
    let size: ImageSize

    /// nil for what is no size, has a side below 1 or above 65,535, or more pixels than images may have that are read.
    init?(argument: String) {
        let sides = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard sides.count == 2, let width = sides[0], let height = sides[1], (1...65_535).contains(width),
            (1...65_535).contains(height), width * height <= DecodingOptions.defaultMaximumPixels
        else { return nil }
        size = ImageSize(width: width, height: height)
    }
}
