import ArgumentParser
import COCO
import Datasets
import Files
import Geometry
import Imaging
import TrainingData

/// `maskrcnn dataset show`: draws what a data set marks, or what training makes of it.
struct ShowCommand: ParsableCommand, MemoryBudgeted {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Draw what a data set marks on its images.",
        discussion: """
            EXAMPLES
              One picture of a dozen images:
                maskrcnn dataset show train.json --images pictures
              These two, each in full:
                maskrcnn dataset show train.json --images pictures --ids 139,285 --output drawn
              What a model is to see of four images, each augmented five times:
                maskrcnn dataset show train.json --images pictures --augmented --augmentation multi-scale -n 4 --epochs 5
            """)

    @Argument(help: ArgumentHelp("A COCO data set.", valueName: "file"), completion: .file(extensions: ["json"]))
    var file: String

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The folder of the images.", valueName: "folder"),
        completion: .directory)
    var images: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "A picture of all (.png, .jpg, .webp), or a folder for a picture an image.", valueName: "file-or-folder"),
        completion: .file())
    var output = "dataset.png"

    @Option(
        name: [.customShort("n"), .long],
        help: "How many images, chosen by --seed among those with objects. (default: 12)")
    var count: Int?

    @Option(name: .long, help: "Chooses the images, and what --augmented draws. (default: 0)")
    var seed: UInt64?

    @Option(name: .long, help: "The ids of the images instead, with commas between.")
    var ids: IdentifierList?

    @Flag(name: .long, help: "Draw the boxes of objects that have masks, too.")
    var boxes = false

    @Flag(name: .long, help: "Draw images as training augments them, at the size that the model gets.")
    var augmented = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "With --augmented, how: none, flip, multi-scale, large-scale-jitter, microscopy (flip where not said).",
            valueName: "preset"))
    var augmentation: Augmentation.Preset?

    @Option(name: .long, help: "With --augmented, how many epochs of each image. (default: 1)")
    var epochs: Int?

    @OptionGroup var pictures: AnnotatedPictureOptions

    @Flag(name: .long, help: "Write over pictures that are there.")
    var overwrite = false

    @OptionGroup(title: "Memory") var memory: MemoryOptions
    @OptionGroup(title: "Messages") var messages: MessageOptions

    func validate() throws {
        if let count, !(1...1000).contains(count) { throw ValidationError("--count lies between 1 and 1000.") }
        if ids != nil, count != nil { throw ValidationError("--ids says which images, without --count.") }
        if ids != nil, seed != nil, !augmented { throw ValidationError("--ids says which images, without --seed.") }
        if let epochs, !(1...100).contains(epochs) { throw ValidationError("--epochs lies between 1 and 100.") }
        if !augmented, augmentation != nil || epochs != nil {
            throw ValidationError("--augmentation and --epochs go with --augmented.")
        }
        if augmented, boxes { throw ValidationError("--augmented draws boxes in any case, without --boxes.") }
    }

    func run() throws {
        let dataset = try Dataset.given(file)
        var preview = DatasetPreview(dataset, imageFolder: images, allowsOutside: pictures.allowOutside)
        preview.drawsBoxesOfMasks = boxes
        let reading = reading.resolved(
            for: dataset, imageFolder: images, allowsOutside: pictures.allowOutside)
        preview.reading = reading.reading
        let chosen = ids?.ids ?? preview.sample(count ?? 12, seed: seed ?? 0, onlyAnnotated: true)
        guard !chosen.isEmpty else { throw CommandFailure(.badData, "\(file): no image in it has objects to draw") }
        let isPicture = (try? ImageFormat(writing: output)) != nil
        if augmented {
            try drawAugmented(chosen, of: dataset, isPicture: isPicture)
            return
        }
        if !messages.quiet { for note in reading.notes { Console.standard.note("note: \(file): \(note)") } }
        let files = isPicture ? [output] : try names(of: chosen, in: dataset)
        for path in files { try OutputFile.check(path, overwrite: overwrite) }
        do {
            if isPicture {
                try write(try preview.contactSheet(of: chosen), to: output)
            } else {
                try OutputFolder.make(output)
                for (id, path) in zip(chosen, files) { try write(try preview.picture(ofImage: id), to: path) }
            }
        } catch let error as DatasetError {
            throw CommandFailure(error)
        }
        try tell(files, images: chosen, isPicture: isPicture)
    }

    /// How pictures are read.
    var reading: PictureReading { pictures.reading }

    /// Says what was drawn.
    func tell(_ files: [String], images: [Int], isPicture: Bool) throws {
        if messages.json {
            try Console.standard.print(
                JSON.object([
                    ("files", .array(files.map(JSON.string))), ("images", .array(images.map(JSON.integer))),
                ]).document)
        } else if !messages.quiet {
            let last = isPicture ? output : "\(output), \(Quantity.count(files.count, "picture"))"
            try Console.standard.print("\(Quantity.count(images.count, "image")) drawn in \(last)")
        }
    }

    func names(of ids: [Int], in dataset: Dataset) throws(CommandFailure) -> [String] {
        let names = Dictionary(dataset.images.map { ($0.id, $0.fileName ?? "image\($0.id)") }) { first, _ in first }
        let folder = output.hasSuffix("/") ? output : output + "/"
        return ids.map { id in
            // Room for an epoch's number, too.
            let stem = FileName.cut(
                Path.stem(of: names[id] ?? "image\(id)"), toBytes: FileName.mostBytes - "\(id)_.png_epoch99".utf8.count)
            return folder + "\(id)_" + stem + ".png"
        }
    }

    func write(_ image: Image, to path: String) throws(CommandFailure) {
        do {
            try image.write(toFile: path)
        } catch {
            throw CommandFailure(.cannotWrite, error.description)
        }
    }
}

/// Ids, as typed: `139,285`.
struct IdentifierList: ExpressibleByArgument {
    let ids: [Int]

    init?(argument: String) {
        let typed = argument.split(separator: ",", omittingEmptySubsequences: false)
        ids = typed.compactMap { Int($0) }
        if ids.isEmpty || ids.count != typed.count { return nil }
    }
}
