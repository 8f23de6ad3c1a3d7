import ArgumentParser
import COCO
import Datasets
import Foundation
import Geometry
import Imaging
import MaskRCNN

/// `maskrcnn demo`: everything works together, with nothing fetched.
struct Demo: AsyncParsableCommand, MemoryBudgeted {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Draw a micrograph and find the nuclei in it with the model that is built in.",
        discussion: """
            It needs neither a network nor a file. The picture is drawn, so it is known where its nuclei are, and how many of
            them the model finds; the same seed always gives the same picture.

            EXAMPLES
              maskrcnn demo --output demo
              maskrcnn demo --output demo --seed 7
            """)

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The folder for the files, which are written over.", valueName: "folder"),
        completion: .directory)
    var output = "demo"

    @Option(name: .long, help: "What the picture is drawn from.")
    var seed: UInt64 = 11

    @OptionGroup(title: "Memory") var memory: MemoryOptions
    @OptionGroup(title: "Messages") var messages: MessageOptions

    func run() async throws {
        let start = ContinuousClock.now
        try OutputFolder.prepare(output)
        let files = DemoFiles(folder: output)
        do {
            let drawn = try DemoMicrograph.render(seed: seed)
            try drawn.image.write(toFile: files.input)
            let detector = try await Detector(weights: BuiltInWeights.nuclei.name, options: options)
            let detections = try await detector.detections(in: drawn.image)
            try Overlay().drawing(detections, on: drawn.image).write(toFile: files.overlay)
            try writeResults(detections, to: files.results)
            let found = try Self.foundCount(of: drawn.masks, among: detections.compactMap(\.mask))
            try report(
                files, detector, detections.count, drawn: drawn.masks.count, found: found,
                seconds: (ContinuousClock.now - start).seconds)
        } catch let error as DatasetError {
            throw CommandFailure(.internalError, "\(error)")
        } catch let error as GeometryError {
            throw CommandFailure(.internalError, "\(error)")
        } catch let error as ImagingError {
            throw CommandFailure(picture: error)
        } catch let error as MaskRCNNError {
            throw CommandFailure(loading: error, from: BuiltInWeights.nuclei.name)
        }
    }

    /// What is found of which the model is half sure.
    private var options: DetectorOptions {
        var options = DetectorOptions()
        options.scoreThreshold = 0.5
        return options
    }

    /// How many of the drawn masks a detection covers with an IoU of at least 0.5.
    private static func foundCount(of drawn: [RunLengthMask], among found: [RunLengthMask]) throws(GeometryError) -> Int
    {
        let overlaps = try RunLengthMask.iou(found, with: drawn)
        return drawn.indices.count { truth in
            found.indices.contains { overlaps[$0 * drawn.count + truth] >= 0.5 }
        }
    }

    private func writeResults(_ detections: [Detection], to path: String) throws(CommandFailure) {
        do {
            try detections.map { DetectionResult($0, imageID: 1, categoryID: $0.label) }.write(toFile: path)
        } catch {
            throw CommandFailure(.cannotWrite, error.description)
        }
    }

    private func report(
        _ files: DemoFiles, _ detector: Detector, _ count: Int, drawn: Int, found: Int, seconds: Double
    ) throws(CommandFailure) {
        if messages.json {
            let document = JSON.object([
                ("model", .string(detector.summary)), ("instances", .integer(count)), ("drawn", .integer(drawn)),
                ("found", .integer(found)), ("outputs", .array(files.all.map { .string($0.path) })),
                ("seconds", .number(seconds)),
            ])
            return try Console.standard.print(document.document)
        }
        if messages.quiet { return }
        var table = Table([(files.all[0].path, .left), (files.all[0].what, .left)])
        for file in files.all.dropFirst() { table.add([file.path, file.what]) }
        try Console.standard.print(
            """
            \(table.text)

            \(detector.summary); found \(found) of \(drawn) nuclei drawn (IoU at least 0.5) in \(Quantity.seconds(seconds)).
            What to try next:

              maskrcnn predict \(files.input) --weights nuclei
              maskrcnn weights fetch maskrcnn_resnet50_fpn_v2
              maskrcnn predict photo.jpg --weights maskrcnn_resnet50_fpn_v2
              maskrcnn dataset synthesize cells --images 40 --val-images 8
              maskrcnn train --data cells --model tiny --weights nuclei --output runs/cells
            """)
    }
}

/// What `demo` writes.
struct DemoFiles {
    let folder: String

    var input: String { folder + "/input.png" }
    var overlay: String { folder + "/overlay.png" }
    var results: String { folder + "/results.json" }

    /// Every file, and what it is.
    var all: [(path: String, what: String)] {
        [
            (input, "a micrograph, drawn just now"), (overlay, "the nuclei that the model finds in it"),
            (results, "the same, as COCO results"),
        ]
    }
}
