import ArgumentParser
import Datasets
import Imaging
import Training
import TrainingData

/// What is learnt from.
struct TrainingDataOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("A folder with train.json, val.json and images, or in COCO's layout.", valueName: "folder"),
        completion: .directory)
    var data: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A COCO data set to learn from, or a folder of class maps (PNG); several are joined.",
            valueName: "file-or-folder"),
        completion: .file())
    var train: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp("The folder of its images: one for each --train, or one for all.", valueName: "folder"),
        completion: .directory)
    var images: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A COCO data set to evaluate on, or a folder of class maps.", valueName: "file-or-folder"),
        completion: .file())
    var val: String?

    @Option(
        name: .long,
        help: ArgumentHelp("The folder of its images. (default: that of --images)", valueName: "folder"),
        completion: .directory)
    var valImages: String?

    @Option(
        name: [.customShort("b"), .long],
        help: ArgumentHelp("Images of a step, over all processes. (default: 2)", valueName: "count"))
    var batchSize: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Threads that read and augment images, in each process. (default: 2)", valueName: "count",
            visibility: .hidden))
    var workers: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Decoded images are kept in memory up to so many MB, in each process. (default: 1024)", valueName: "MB",
            visibility: .hidden))
    var cache: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Which values of images are black and white. \(ValueRange.help) (default: full)", valueName: "range",
            visibility: .hidden))
    var range: ValueRange?

    @Flag(
        name: .long,
        help: ArgumentHelp(
            "Take images whose size in the data set does not tell it to be annotated as stored, not as EXIF data turn them.",
            visibility: .hidden)
    )
    var noExif = false

    @Flag(name: .long, help: ArgumentHelp(ImageFolder.optionHelp, visibility: .hidden))
    var allowOutside = false

    @Flag(
        inversion: .prefixedNo,
        help: ArgumentHelp("Make batches of images of similar shape. (default: yes)", visibility: .hidden))
    var groupByShape: Bool?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Show images with classes that less than this share of images have more often. (default: none)",
            valueName: "share", visibility: .hidden))
    var repeatThreshold: Double?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "What to do where an image is missing or broken. (default: stop)", valueName: "policy", visibility: .hidden)
    )
    var brokenImages: FaultPolicy?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "What to do about annotations at fault. (default: skip)", valueName: "policy", visibility: .hidden))
    var faultyAnnotations: FaultPolicy?

    @Flag(
        inversion: .prefixedNo,
        help: ArgumentHelp("Learn from images without objects. (default: yes)", visibility: .hidden))
    var emptyImages: Bool?

    @Flag(
        inversion: .prefixedNo,
        help: ArgumentHelp(
            "Take regions marked as crowds for no background either. (default: yes)", visibility: .hidden))
    var ignoreCrowds: Bool?

    /// Whether data are named.
    var namesData: Bool { data != nil || !train.isEmpty || val != nil }

    func validate() throws {
        if data != nil, !train.isEmpty || !images.isEmpty || val != nil || valImages != nil {
            throw ValidationError("--data says where all is; --train, --images, --val and --val-images go without it.")
        }
        if !train.isEmpty, images.count != train.count, images.count != 1 {
            throw ValidationError(
                "Give --images for each --train, or once: there are \(train.count) and \(images.count).")
        }
        if train.isEmpty, !images.isEmpty { throw ValidationError("--images goes with --train.") }
        if valImages != nil, val == nil { throw ValidationError("--val-images goes with --val.") }
        if val != nil, valImages == nil, images.count > 1 {
            throw ValidationError("--val needs --val-images where --images are several.")
        }
    }

    /// Puts what was given into a configuration.
    func apply(to data: inout TrainingConfiguration.DataLoading) {
        if let batchSize { data.batchSize = batchSize }
        if let workers { data.workers = workers }
        if let cache { data.cacheMegabytes = cache }
        if let range { data.range = range.description }
        if allowOutside { data.allowsOutside = true }
        if noExif { data.appliesOrientation = false }
        if let groupByShape { data.groupsByAspectRatio = groupByShape }
        if let repeatThreshold { data.repeatThreshold = repeatThreshold }
        if let brokenImages { data.brokenImages = brokenImages }
        if let faultyAnnotations { data.faultyAnnotations = faultyAnnotations }
        if let emptyImages { data.keepsImagesWithoutObjects = emptyImages }
        if let ignoreCrowds { data.ignoresCrowds = ignoreCrowds }
    }
}
