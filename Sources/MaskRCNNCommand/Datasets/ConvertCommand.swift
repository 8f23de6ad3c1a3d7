public import ArgumentParser
import COCO
public import Datasets
import Files
import Foundation

/// `maskrcnn dataset convert`: from what there is to COCO's format, and back.
struct ConvertCommand: ParsableCommand, MemoryBudgeted {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract:
            "Convert data sets between COCO and masks, Pascal VOC, LabelMe, YOLO, QuPath, ImageJ and Cellpose, and to Label Studio and CVAT.",
        discussion: """
            EXAMPLES
              A folder of pictures and masks whose pixels number the objects:
                maskrcnn dataset convert PennFudanPed --output pedestrians.json
              Black and white masks without a number an object: every region is one
                maskrcnn dataset convert cells --components --min-area 20 --names cell
              What a model found, to be corrected in Label Studio:
                maskrcnn predict pictures --weights model.pth --format coco --output found
                maskrcnn dataset convert found/annotations.json --to label-studio
              For a YOLO trainer, with the pictures:
                maskrcnn dataset convert train.json --images pictures --to yolo \\
                    --output yolo --copy-images

            FORMATS
              coco            one JSON file
              instance-masks  a picture an image; a pixel is its object's number (PNG, BMP, TIFF)
              binary-masks    a black and white picture an object
              voc             Pascal VOC: XML with boxes, and SegmentationObject where it is
              labelme         a JSON file an image
              yolo            a text an image, with boxes or polygons
              labels          a label image as TIFF, of 16 or 32 bits
              geojson         QuPath's: X.geojson for X.tif
              imagej          ImageJ's and Fiji's regions: X.rois.zip, X.zip or X.roi
              cellpose        X_seg.npy; X_cp_masks.png too where written
              label-studio    tasks.json with brushed pixels, and labels.xml; written alone
              cvat            CVAT for images 1.1, with masks; written alone
            """)

    @Argument(
        help: ArgumentHelp("A COCO file, or the folder of another format.", valueName: "input"), completion: .file())
    var input: String

    @Option(name: .long, help: "The format of the input. (default: told from its files)")
    var from: DatasetFormat?

    @Option(name: .long, help: "The format to write.")
    var to = DatasetFormat.coco

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "A JSON file for coco, a new or empty folder for the others. (default: the input's name with .json or the format)",
            valueName: "path"),
        completion: .file())
    var output: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The folder of the images. (default: found by the format's names)", valueName: "folder"),
        completion: .directory)
    var images: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The folder of the masks or labels. (default: found by the format's names)", valueName: "folder"),
        completion: .directory)
    var annotations: String?

    @Option(
        name: .long,
        help: "The classes' names in the order of their numbers, with commas between. (default: the input's, or object)"
    )
    var names: String?

    @Flag(name: .long, help: "Make every connected region of a mask an object.")
    var components = false

    @Option(name: .long, help: "Leave out objects of fewer pixels. (default: 1)")
    var minArea: Int?

    @Option(name: .long, help: "Values of masks that are no objects, beside 0, with commas between, such as 255.")
    var ignore: IdentifierList?

    @Flag(name: .long, help: "Write polygons to COCO, not run lengths; holes are cut open.")
    var polygons = false

    @Option(
        name: .long, help: "How far, in pixels, a point dropped from a polygon may lie from the rest. (default: 0.5)")
    var tolerance: Double?

    @Flag(
        name: .long,
        help: "Take files outside of the folders that are named: by \"..\", from the root, or by links.")
    var allowOutside = false

    @Flag(name: .long, help: "Copy the images to the new folder, too.")
    var copyImages = false

    @Flag(name: .long, help: "Write over files that are there.")
    var overwrite = false

    @OptionGroup(title: "Memory") var memory: MemoryOptions
    @OptionGroup(title: "Messages") var messages: MessageOptions

    func validate() throws {
        if let minArea, minArea < 0 { throw ValidationError("--min-area is 0 or more.") }
        if let tolerance, !(tolerance >= 0 && tolerance.isFinite) {
            throw ValidationError("--tolerance is 0 or more pixels.")
        }
        if let reason = outputObjection ?? from.flatMap(inputObjection) { throw ValidationError(reason) }
    }

    func run() throws {
        let format = try from ?? guess()
        if let reason = inputObjection(to: format) { throw CommandFailure(.usage, reason) }
        let imported: ImportedDataset
        var problems: [ConversionProblem]
        let objectCount: Int
        if isFile { try OutputFile.check(destination, overwrite: overwrite) }
        do {
            imported = try Dataset.importing(from: input, format: format, options: importOptions)
            problems = imported.problems
            if isFile {
                var dataset = imported.dataset
                if let polygonForm {
                    let converted = dataset.converting(to: polygonForm)
                    dataset = converted.dataset
                    problems += converted.problems
                }
                try dataset.write(to: destination, overwrite: overwrite)
                objectCount = dataset.annotations.count
            } else {
                let report = try imported.dataset.export(
                    to: destination, format: to, options: exportOptions(imported))
                problems += report.problems
                objectCount = report.objectCount
            }
        } catch let error as DatasetError {
            throw CommandFailure(error)
        }
        if imported.dataset.marksCrowdsAlone {
            let found = "crowds alone (iscrowd 1), of which nothing can be learnt and no AP be told"
            problems.append(
                ConversionProblem(.layout(file: input, expected: "single objects", found: found), effect: .note))
        }
        try report(imported, from: format, to: destination, objectCount: objectCount, problems: problems)
        if problems.contains(where: { $0.effect != .note }) { throw CommandFailure(.someInputsFailed, nil) }
    }

    private var importOptions: ImportOptions {
        var options = ImportOptions()
        options.imageFolder = images
        options.allowsOutside = allowOutside
        options.annotationFolder = annotations
        options.categoryNames = names?.split(separator: ",").map(String.init) ?? []
        options.splitsRegions = components
        options.takesEmbeddedPictures = copyImages
        options.minimumArea = minArea ?? 1
        options.ignoredValues = Set(ignore?.ids.compactMap { UInt32(exactly: $0) } ?? [])
        if let polygonForm { options.segmentationForm = polygonForm }
        return options
    }

    private func exportOptions(_ imported: ImportedDataset) -> ExportOptions {
        var options = ExportOptions()
        options.imageFolder = imported.imageFolder
        options.allowsOutside = allowOutside
        options.embeddedPictures = imported.embeddedPictures
        options.copiesImages = copyImages
        options.polygonTolerance = tolerance ?? 0.5
        options.segmentationForm = polygonForm
        options.replacesFiles = overwrite
        return options
    }

    private func guess() throws(CommandFailure) -> DatasetFormat {
        do {
            let guess = try DatasetFormat.detect(in: input, options: importOptions)
            if !messages.quiet { Console.standard.note("\(input): \(guess)") }
            return guess.format
        } catch {
            throw CommandFailure(error)
        }
    }

    private func report(
        _ imported: ImportedDataset, from format: DatasetFormat, to destination: String, objectCount: Int,
        problems: [ConversionProblem]
    ) throws(CommandFailure) {
        let dataset = imported.dataset
        if messages.json {
            let document = JSON.object([
                ("from", .string(format.rawValue)), ("to", .string(to.rawValue)), ("output", .string(destination)),
                ("image_folder", .string(imported.imageFolder)), ("images", .integer(dataset.images.count)),
                ("annotations", .integer(objectCount)),
                ("categories", .array(dataset.categories.map { .string($0.name) })),
                (
                    "problems",
                    .array(
                        problems.map { problem in
                            .object([
                                ("message", .string(problem.error.description)),
                                ("effect", .string(problem.effect.rawValue)),
                            ])
                        })
                ),
            ])
            return try Console.standard.print(document.document)
        }
        for line in problems.filter({ !messages.quiet || $0.effect != .note }).lines {
            Console.standard.note("maskrcnn: " + line)
        }
        if messages.quiet { return }
        let objects = Quantity.count(objectCount, "object")
        let classes = Quantity.count(dataset.categories.count, "class", "classes")
        try Console.standard.print(
            "\(Quantity.count(dataset.images.count, "image")), \(objects), \(classes): \(destination)")
        if to == .coco && !copyImages {
            try Console.standard.print("Its file names are relative to \(imported.imageFolder)")
        }
    }
}

extension DatasetFormat: ExpressibleByArgument {}
