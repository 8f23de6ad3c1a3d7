import ArgumentParser
import Foundation
import Geometry
import Imaging
import MaskRCNN

/// `maskrcnn demo`: everything works together, with nothing fetched.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Draw a picture, make a small model of random weights, and segment the one with the other.",
        discussion: """
            It needs neither a network nor a file, and shows that the program works on this machine, not what a trained
            model finds: random weights find nothing that means anything. The same seed always gives the same files.

            EXAMPLES
              maskrcnn demo --output demo
              maskrcnn demo --output demo --seed 7
            """)

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The folder for the files, which are written over.", valueName: "folder"),
        completion: .directory)
    var output = "demo"

    @Option(name: .long, help: "What the picture's details and the weights are drawn from.")
    var seed: UInt64 = 1

    @OptionGroup(title: "Messages") var messages: MessageOptions

    func run() async throws {
        let start = ContinuousClock.now
        try OutputFolder.prepare(output)
        let files = DemoFiles(folder: output)
        do {
            let image = try DemoScene(seed: seed).picture()
            try image.write(toFile: files.input)
            var configuration = Configuration.small
            configuration.classCount = 2
            // Untrained boxes stay at their anchors: large ones that keep apart are more to look at.
            configuration.proposals.anchorSizes = [96, 112, 128, 160, 224]
            configuration.boxHead.nmsThreshold = 0.02
            try configuration.writeRandomWeights(seed: seed, categories: [1: "something"], to: files.weights)
            var options = DetectorOptions()
            options.scoreThreshold = 0
            options.maximumDetections = 6
            let detector = try await Detector(weights: files.weights, options: options)
            let detections = try await detector.detections(in: image)
            try Overlay().drawing(detections, on: image).write(toFile: files.overlay)
            try writeResults(detections, to: files.results)
            try report(files, detector, detections, seconds: (ContinuousClock.now - start).seconds)
        } catch let error as ImagingError {
            throw CommandFailure(picture: error)
        } catch let error as MaskRCNNError {
            throw CommandFailure(loading: error, from: files.weights)
        }
    }

    private func writeResults(_ detections: [Detection], to path: String) throws(CommandFailure) {
        let stream = try ResultStream(path: path)
        try stream.append(JSON.array(detections.map { $0.cocoResult(imageID: 1) }).document + "\n")
        try stream.finish()
    }

    private func report(
        _ files: DemoFiles, _ detector: Detector, _ detections: [Detection], seconds: Double
    ) throws(CommandFailure) {
        if messages.json {
            let document = JSON.object([
                ("model", .string(detector.summary)), ("instances", .integer(detections.count)),
                ("outputs", .array(files.all.map { .string($0.path) })), ("seconds", .number(seconds)),
            ])
            return try Console.standard.print(document.document)
        }
        if messages.quiet { return }
        var table = Table([(files.all[0].path, .left), (files.all[0].what, .left)])
        for file in files.all.dropFirst() { table.add([file.path, file.what]) }
        try Console.standard.print(
            """
            \(table.text)

            \(detector.summary); \(Quantity.count(detections.count, "instance")) in \(Quantity.seconds(seconds)).
            The weights are random: what was found means nothing. For real results:

              maskrcnn weights fetch maskrcnn_resnet50_fpn_v2
              maskrcnn predict photo.jpg --weights maskrcnn_resnet50_fpn_v2
            """)
    }
}

/// What `demo` writes.
struct DemoFiles {
    let folder: String

    var input: String { folder + "/input.png" }
    var weights: String { folder + "/random-weights.safetensors" }
    var overlay: String { folder + "/overlay.png" }
    var results: String { folder + "/results.json" }

    /// Every file, and what it is.
    var all: [(path: String, what: String)] {
        [
            (input, "a picture, drawn just now"), (weights, "a small model of random weights"),
            (overlay, "what the model says of the picture"), (results, "the same, as COCO results"),
        ]
    }
}
