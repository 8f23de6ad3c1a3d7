import ArgumentParser
import COCO
import Datasets
import Geometry
import Synchronization

/// `maskrcnn dataset synthesize`: a data set of drawn micrographs.
struct SynthesizeCommand: ParsableCommand, MemoryBudgeted {
    static let configuration = CommandConfiguration(
        commandName: "synthesize",
        abstract: "Draw micrographs of cell nuclei whose masks are known exactly.",
        discussion: """
            For trying out training and for examples, where no data set is at hand: what a
            model finds in drawn pictures says little of real ones. The same --seed gives
            the same files on every machine.

            EXAMPLES
              A COCO data set: cells/images, cells/train.json and cells/val.json
                maskrcnn dataset synthesize cells --images 20 --val-images 5
              Stained tissue and smears of changing size, and two classes of cells:
                maskrcnn dataset synthesize cells --style stained,smear \\
                    --size 256x256-512x384 --categories 2
              Pictures and masks, as an annotation program leaves them:
                maskrcnn dataset synthesize scans --images 12 --format instance-masks
                maskrcnn dataset convert scans --output scans.json

            STYLES
              fluorescence  nuclei glow on a dark ground
              stained       purple nuclei in lilac or pink tissue
              smear         single purple cells on white
              brightfield   small dark nuclei in grey, translucent cells
            """)

    @Argument(help: ArgumentHelp("The folder to write.", valueName: "folder"), completion: .directory)
    var folder: String

    @Option(name: .long, help: "How many images to draw for training.")
    var images = 20

    @Option(name: .long, help: "How many to draw for validation, too.")
    var valImages = 0

    @Option(
        name: .long, help: ArgumentHelp("Width and height in pixels, or the least and the greatest.", valueName: "WxH"))
    var size = SizeRange.usual

    @Option(
        name: .long,
        help: ArgumentHelp("The styles, which take turns, with commas between, or all.", valueName: "styles")
    )
    var style = StyleList(styles: [.fluorescence])

    @Option(name: .long, help: "What all is drawn from.")
    var seed: UInt64 = 0

    @Option(name: .long, help: "1 for nucleus, or 2 for cell and spindle, which are round and elongated.")
    var categories = 1

    @Option(name: .long, help: "What to write: coco or instance-masks.")
    var format = DatasetFormat.coco

    @Option(
        name: .long,
        help: ArgumentHelp("The mean diameter of nuclei. (default: drawn for each image)", valueName: "pixels"))
    var diameter: Double?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The share of an image that nuclei cover, to 0.6. (default: drawn for each image)", valueName: "share"))
    var coverage: Double?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The share of nuclei that touch another. (default: drawn for each image)", valueName: "share"))
    var clustering: Double?

    @Flag(name: .long, help: "Write over files that are there.")
    var overwrite = false

    @OptionGroup(title: "Memory") var memory: MemoryOptions
    @OptionGroup(title: "Messages") var messages: MessageOptions

    func run() throws {
        guard let names = SyntheticDataset.Categories(rawValue: categories) else {
            throw CommandFailure(.usage, "--categories is 1 or 2, but is \(categories)")
        }
        var request = SyntheticDataset(imageCount: images)
        request.validationImageCount = valImages
        (request.minimumSize, request.maximumSize) = (size.minimum, size.maximum)
        request.styles = style.styles
        request.seed = seed
        request.categories = names
        request.options.meanDiameter = diameter
        request.options.coverage = coverage
        request.options.clustering = clustering
        let progress = Mutex(
            Progress(
                total: images.addingReportingOverflow(valImages).partialValue, unit: "image",
                isQuiet: messages.quiet || messages.json))
        progress.withLock { $0.start() }
        let done = Mutex(0)
        let parts: [SyntheticDataset.WrittenPart]
        do {
            parts = try request.write(to: folder, format: format, replacesFiles: overwrite) { count in
                let more = done.withLock { before in
                    defer { before = count }
                    return count - before
                }
                progress.withLock { $0.advance(by: more) }
            }
        } catch {
            Console.standard.clearStatus()
            throw CommandFailure(error)
        }
        progress.withLock { $0.stop() }
        try report(parts)
    }

    private func report(_ parts: [SyntheticDataset.WrittenPart]) throws(CommandFailure) {
        if messages.json {
            let documents = parts.map { part in
                JSON.object([
                    ("name", .string(part.name)), ("path", .string(part.path)),
                    ("image_folder", .string(part.imageFolder)), ("images", .integer(part.dataset.images.count)),
                    ("annotations", .integer(part.dataset.annotations.count)),
                    ("categories", .array(part.dataset.categories.map { .string($0.name) })),
                ])
            }
            let document = JSON.object([
                ("folder", .string(folder)), ("format", .string(format.rawValue)),
                ("seed", .integer(Int(clamping: seed))), ("parts", .array(documents)),
            ])
            return try Console.standard.print(document.document)
        }
        if messages.quiet { return }
        for part in parts {
            let images = Quantity.count(part.dataset.images.count, "image")
            let objects = Quantity.count(part.dataset.annotations.count, "object")
            try Console.standard.print("\(part.path): \(images) in \(part.imageFolder), \(objects)")
        }
    }
}

/// Styles, as typed: `fluorescence,stained`, or `all`.
struct StyleList: ExpressibleByArgument {
    let styles: [MicrographStyle]

    init(styles: [MicrographStyle]) {
        self.styles = styles
    }

    init?(argument: String) {
        if argument == "all" {
            styles = MicrographStyle.allCases
            return
        }
        var styles: [MicrographStyle] = []
        for name in argument.split(separator: ",", omittingEmptySubsequences: false) {
            guard let style = MicrographStyle(rawValue: String(name)) else { return nil }
            styles.append(style)
        }
        self.styles = styles
    }

    var defaultValueDescription: String { styles.map(\.rawValue).joined(separator: ",") }

    static var allValueStrings: [String] { MicrographStyle.allCases.map(\.rawValue) + ["all"] }
}

/// Sizes of images, as typed: `256x256`, or `256x256-512x384`.
struct SizeRange: ExpressibleByArgument {
    static let usual = SizeRange(
        minimum: ImageSize(width: 256, height: 256), maximum: ImageSize(width: 256, height: 256))

    let minimum: ImageSize
    let maximum: ImageSize

    private init(minimum: ImageSize, maximum: ImageSize) {
        (self.minimum, self.maximum) = (minimum, maximum)
    }

    init?(argument: String) {
        let sizes = argument.split(separator: "-", omittingEmptySubsequences: false).map(Self.size)
        guard (1...2).contains(sizes.count), let first = sizes[0], let last = sizes[sizes.count - 1] else { return nil }
        self.init(minimum: first, maximum: last)
    }

    private static func size(_ text: Substring) -> ImageSize? {
        let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard sides.count == 2, let width = sides[0], let height = sides[1] else { return nil }
        return ImageSize(width: width, height: height)
    }

    var defaultValueDescription: String { "256x256" }
}
