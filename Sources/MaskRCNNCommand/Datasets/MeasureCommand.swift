import ArgumentParser
import COCO
import Datasets
import Files
import Geometry
import Imaging

/// `maskrcnn dataset measure`: measures what a data set marks, or a model has found.
struct MeasureCommand: ParsableCommand, MemoryBudgeted {
    static let configuration = CommandConfiguration(
        commandName: "measure",
        abstract: "Measure the objects of a data set: area, axes, perimeter and so on, as a table.",
        discussion: """
            EXAMPLES
              Shapes alone:
                maskrcnn dataset measure cells.json
              With the intensities of the pictures, and lengths in micrometres too:
                maskrcnn dataset measure cells.json --images pictures --pixel-size 0.5um

            WHAT IS WRITTEN
              CSV, a line an object, with the names and meanings of scikit-image's
              regionprops_table; lengths in micrometres end in _um. label is the object's
              number in its picture, from 1, as in the label images of dataset convert.
            """)

    @Argument(help: ArgumentHelp("A COCO data set.", valueName: "file"), completion: .file(extensions: ["json"]))
    var file: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The folder of the images, for intensities.", valueName: "folder"), completion: .directory)
    var images: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The table, or - for standard output. (default: measurements.csv)", valueName: "file"),
        completion: .file(extensions: ["csv"]))
    var output = "measurements.csv"

    @Option(
        name: .long,
        help: ArgumentHelp("The side of a pixel, such as 0.5um or 500nm.", valueName: "length"))
    var pixelSize: PixelSide?

    @OptionGroup var pictures: AnnotatedPictureOptions

    @Flag(name: .long, help: "Write over a file that is there.")
    var overwrite = false

    @OptionGroup(title: "Memory") var memory: MemoryOptions
    @OptionGroup(title: "Messages") var messages: MessageOptions

    func validate() throws {
        if output == "-", messages.json { throw ValidationError("--json and --output - both want standard output.") }
    }

    /// What became of the objects.
    private struct Tally {
        var measured = 0
        var problems: [String] = []
        var notes: [String] = []
    }

    func run() throws {
        if output != "-" { try OutputFile.check(output, overwrite: overwrite) }
        let dataset = try Dataset.given(file)
        var reading = pictures.reading
        var tally = Tally()
        if let images {
            let resolved = reading.resolved(for: dataset, imageFolder: images, allowsOutside: pictures.allowOutside)
            reading = resolved.reading
            tally.notes = resolved.notes
        }
        let table = MeasurementTable(pixelSize: pixelSize?.micrometres, hasIntensities: images != nil)
        let stream = try ResultStream(path: output)
        try stream.append(table.header)
        let names = Dictionary(dataset.categories.map { ($0.id, $0.name) }) { first, _ in first }
        let objects = Dictionary(grouping: dataset.annotations, by: \.imageID)
        for image in dataset.images {
            do {
                let picture = try self.picture(of: image, reading)
                for (index, annotation) in (objects[image.id] ?? []).enumerated() {
                    guard let mask = try self.mask(of: annotation, in: image, picture, &tally) else { continue }
                    let line = table.line(
                        image: image.fileName ?? "image \(image.id)", label: index + 1,
                        category: names[annotation.categoryID] ?? "", score: annotation.score,
                        values: try table.values(of: mask, in: picture))
                    try stream.append(line)
                    tally.measured += 1
                }
            } catch let error as DatasetError {
                tally.problems.append(error.description)
            } catch let error as ImagingError {
                tally.problems.append(error.description)
            }
        }
        try stream.finish()
        try report(tally, images: dataset.images.count)
    }

    /// The picture of an image; nil where intensities are not asked for.
    private func picture(of image: DatasetImage, _ reading: PictureReading) throws -> Image? {
        guard let images else { return nil }
        guard let path = try ImageFolder(images, allowsOutside: pictures.allowOutside).path(of: image) else {
            throw DatasetError.coco(.mismatch(subject: "image \(image.id)", expected: "a file name", found: "none"))
        }
        let picture = try reading.picture(path, recordedSize: image.size).image
        if let size = image.size, size != picture.size {
            throw DatasetError.layout(file: path, expected: "\(size) pixels, as \(file) has", found: "\(picture.size)")
        }
        return picture
    }

    /// The pixels of an object; nil, and a problem, where it has none.
    private func mask(
        of annotation: Annotation, in image: DatasetImage, _ picture: Image?, _ tally: inout Tally
    ) throws -> RunLengthMask? {
        do throws(COCOError) {
            guard let size = image.size ?? picture?.size else {
                throw .mismatch(subject: "image \(image.id)", expected: "a width and height", found: "none")
            }
            guard let mask = try annotation.pixels(in: size) else {
                throw .mismatch(subject: "annotation \(annotation.id)", expected: "pixels", found: "none")
            }
            return mask
        } catch {
            tally.problems.append(error.description)
            return nil
        }
    }

    private func report(_ tally: Tally, images count: Int) throws {
        for problem in tally.problems { Console.standard.report(CommandFailure(.someInputsFailed, problem)) }
        var notes = tally.notes
        if images != nil {
            notes.append("intensities are those of pictures of 8 bits a channel, after --range")
        }
        if !messages.quiet { for note in notes { Console.standard.note("note: " + note) } }
        if messages.json {
            let document = JSON.object([
                ("output", .string(output)), ("images", .integer(count)), ("objects", .integer(tally.measured)),
                ("problems", .array(tally.problems.map(JSON.string))), ("notes", .array(notes.map(JSON.string))),
            ])
            try Console.standard.print(document.document)
        } else if !messages.quiet, output != "-" {
            try Console.standard.print(
                "\(Quantity.count(tally.measured, "object")) of \(Quantity.count(count, "image")): \(output)")
        }
        if !tally.problems.isEmpty {
            throw CommandFailure(
                .someInputsFailed,
                "\(Quantity.count(tally.problems.count, "object or image", "objects or images")) could not be measured")
        }
    }
}

extension Annotation {
    /// The score that a model gave the object; nil where it has none.
    fileprivate var score: Double? {
        otherFields.first { $0.name == "score" }.flatMap { Double($0.json) }
    }
}
