import ArgumentParser
import COCO
import Datasets
import Files
import Geometry
import Imaging

/// `maskrcnn dataset show`: draws what a data set marks.
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Draw what a data set marks on its images.",
        discussion: """
            EXAMPLES
              One picture of a dozen images:
                maskrcnn dataset show train.json --images pictures
              These two, each in full:
                maskrcnn dataset show train.json --images pictures --ids 139,285 --output drawn
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

    @Option(name: [.customShort("n"), .long], help: "How many images, chosen by --seed among those with objects.")
    var count = 12

    @Option(name: .long, help: "Chooses the images.")
    var seed: UInt64 = 0

    @Option(name: .long, help: "The ids of the images instead, with commas between.")
    var ids: IdentifierList?

    @Flag(name: .long, help: "Draw the boxes of objects that have masks, too.")
    var boxes = false

    @Flag(name: .long, help: "Write over pictures that are there.")
    var overwrite = false

    @OptionGroup(title: "Messages") var messages: MessageOptions

    func validate() throws {
        if !(1...1000).contains(count) { throw ValidationError("--count lies between 1 and 1000.") }
    }

    func run() throws {
        let dataset = try Dataset.given(file)
        var preview = DatasetPreview(dataset, imageFolder: images)
        preview.drawsBoxesOfMasks = boxes
        let chosen = ids?.ids ?? preview.sample(count, seed: seed, onlyAnnotated: true)
        guard !chosen.isEmpty else { throw CommandFailure(.badData, "\(file): no image in it has objects to draw") }
        let isPicture = (try? ImageFormat(writing: output)) != nil
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
        if messages.json {
            try Console.standard.print(
                JSON.object([
                    ("files", .array(files.map(JSON.string))), ("images", .array(chosen.map(JSON.integer))),
                ]).document)
        } else if !messages.quiet {
            let last = isPicture ? output : "\(output), \(Quantity.count(files.count, "picture"))"
            try Console.standard.print("\(Quantity.count(chosen.count, "image")) drawn in \(last)")
        }
    }

    private func names(of ids: [Int], in dataset: Dataset) throws(CommandFailure) -> [String] {
        let names = Dictionary(dataset.images.map { ($0.id, $0.fileName ?? "image\($0.id)") }) { first, _ in first }
        let folder = output.hasSuffix("/") ? output : output + "/"
        return ids.map { id in
            folder + "\(id)_" + Path.stem(of: names[id] ?? "image\(id)") + ".png"
        }
    }

    private func write(_ image: Image, to path: String) throws(CommandFailure) {
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
