import ArgumentParser

/// What is written, and where.
struct OutputOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The folder for the results, or - for standard output. (default: predictions, then predictions-2 …)",
            valueName: "folder"),
        completion: .directory)
    var output: String?

    @Option(
        name: .shortAndLong,
        help: """
            What to write, with commas between: overlay, masks, soft, classes, labels, geojson, imagej, cellpose, json, jsonl, coco, \
            csv. (default: overlay,json; of models for \
            semantic segmentation overlay,classes,json)
            """)
    var format: OutputFormats?

    @Option(
        name: .long,
        help:
            "Masks as one black and white picture an instance (binary), or one picture of their numbers (index). (default: binary)"
    )
    var maskStyle: MaskStyle?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A COCO data set that gives results its ids: of images by file name, of categories by class name. (default: a file name's own number, else 1, 2 …)",
            valueName: "file"),
        completion: .file(extensions: ["json"]))
    var imageIds: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The side of a pixel, such as 0.5um or 500nm: measurements are in micrometres too, and label images say it.",
            valueName: "length"))
    var pixelSize: PixelSide?

    @Flag(name: .long, help: "Write over results that are there; without --output, those in predictions.")
    var overwrite = false

    /// The formats without repetition, in the order of the help.
    var formats: [OutputFormat] {
        let formats = format?.formats ?? [.overlay, .json]
        return OutputFormat.allCases.filter(formats.contains)
    }

    /// The same with what models for semantic segmentation give where no format is named.
    var ofClassMaps: OutputOptions {
        var options = self
        options.format = format ?? OutputFormats(formats: [.overlay, .classes, .json])
        return options
    }

    /// The same with what images in tiles give where no format is named.
    var ofTiles: OutputOptions {
        var options = self
        options.format = format ?? OutputFormats(formats: [.json])
        return options
    }

    /// Whether results go to standard output.
    var isStandardOutput: Bool { output == "-" }

    func validate() throws {
        if output?.isEmpty == true { throw ValidationError("--output is a folder, or - for standard output.") }
        if imageIds != nil, !formats.contains(where: { [.json, .jsonl, .coco].contains($0) }) {
            throw ValidationError("--image-ids is for the formats json, jsonl and coco, and --format has none of them.")
        }
        if pixelSize != nil, !formats.contains(where: { [.csv, .geojson, .labels].contains($0) }) {
            throw ValidationError(
                "--pixel-size is for the formats csv, geojson and labels, and --format has none of them.")
        }
        if maskStyle != nil, !formats.contains(.masks) {
            throw ValidationError("--mask-style is for the format masks, and --format has none.")
        }
    }
}

/// A kind of result.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument, Sendable {
    case overlay
    case masks
    case soft
    case classes
    case labels
    case geojson
    case imagej
    case cellpose
    case json
    case jsonl
    case coco
    case csv

    /// Whether it is made of masks.
    var needsMasks: Bool {
        switch self {
        case .masks, .soft, .labels, .geojson, .imagej, .cellpose, .csv: true
        case .overlay, .classes, .json, .jsonl, .coco: false
        }
    }
}

/// Several kinds of results, as typed: `overlay,json`.
struct OutputFormats: ExpressibleByArgument {
    let formats: [OutputFormat]

    init(formats: [OutputFormat]) {
        self.formats = formats
    }

    init?(argument: String) {
        let names = argument.split(separator: ",", omittingEmptySubsequences: false)
        formats = names.compactMap { OutputFormat(rawValue: $0.lowercased()) }
        if formats.count != names.count { return nil }
    }

    static var allValueStrings: [String] { OutputFormat.allValueStrings }
}

/// How masks are written as pictures.
enum MaskStyle: String, CaseIterable, ExpressibleByArgument, Sendable {
    case binary
    case index
}
