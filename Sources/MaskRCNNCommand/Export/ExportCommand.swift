import ArgumentParser
import Export
import Files
import MaskRCNN

/// `maskrcnn export`: writes a network as a file of ONNX.
struct ExportCommand: ParsableCommand, MemoryBudgeted {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a model as ONNX, for ONNX Runtime, OpenVINO and TensorRT.",
        discussion: """
            The graph takes "images": photographs of any one size as float32 (batch, 3,
            height, width), red, green, blue from 0 to 1. It does all that the model does,
            and gives, of all photographs in one list, "boxes" in pixels of the photograph,
            "labels", "scores" and "image_indices", and what the model has of "masks",
            28×28 over their boxes, and "keypoints"; of a model for semantic segmentation
            "classes", the class of each pixel.

            EXAMPLES
              maskrcnn export model.pth model.onnx
              maskrcnn export model.pth sure.onnx --score 0.5 --max-detections 50
              maskrcnn export model.pth heads.onnx --outputs raw
              maskrcnn export model.pth large.onnx --external-data
            """)

    @Argument(help: "A checkpoint, or the name of published weights.", completion: .file())
    var input: String

    @Argument(help: "The file to write, which ends in .onnx.", completion: .file(extensions: ["onnx"]))
    var output: String

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The model's form: \(NetworkDescription.list). (default: the one that fits the checkpoint)",
            valueName: "name"),
        completion: .list(NetworkDescription.presetNames), transform: NetworkDescription.init(parsing:))
    var model: NetworkDescription?

    @Option(
        name: .long,
        help:
            "finished: boxes, labels, scores and masks; raw: what the heads say before softmax, sigmoid and selection.")
    var outputs = ExportedOutputs.finished

    @Option(
        name: .long,
        help:
            "The version of ONNX' operators, from \(ExportOptions.opsets.lowerBound) to \(ExportOptions.opsets.upperBound)."
    )
    var opset = ExportOptions().opset

    @Flag(
        name: .long,
        help: "Write the weights to a file of their own, with .data after the name; above 2 GiB they always go there.")
    var externalData = false

    @Option(
        name: [.short, .long],
        help: "The graph keeps instances that score more than this, from 0 to 1. (default: the model's, 0.05)")
    var score: Double?

    @Option(name: .long, help: "The graph keeps at most so many instances an image. (default: the model's, 100)")
    var maxDetections: Int?

    @Option(
        name: .long,
        help: "The eps of frozen batch norms. (default: 0 for the published v1 weights, else 1e-5)")
    var frozenNormEps: Double?

    @Flag(name: .long, help: "Write over a file that is there.")
    var overwrite = false

    @OptionGroup(title: "Memory") var memory: MemoryOptions
    @OptionGroup(title: "Messages") var messages: MessageOptions

    func validate() throws {
        guard Path.fileExtension(of: output) == "onnx" else {
            throw ValidationError("\(output): the name has to end in .onnx.")
        }
        guard ExportOptions.opsets.contains(opset) else {
            let (first, last) = (ExportOptions.opsets.lowerBound, ExportOptions.opsets.upperBound)
            throw ValidationError("--opset lies between \(first) and \(last).")
        }
        if let score, !(0...1).contains(score) { throw ValidationError("--score lies between 0 and 1.") }
        if let maxDetections, maxDetections < 1 { throw ValidationError("--max-detections is at least 1.") }
        if let frozenNormEps, !(frozenNormEps >= 0 && frozenNormEps < 1) {
            throw ValidationError("--frozen-norm-eps is 0 or a small positive number.")
        }
    }

    func run() throws {
        try OutputFile.check(output, overwrite: overwrite)
        let options = options
        let report: ExportReport
        do throws(ExportError) {
            report = try ONNXExport.write(weights: input, to: output, options: options)
        } catch {
            throw CommandFailure(error, input)
        }
        try tell(report)
    }

    private var options: ExportOptions {
        var options = ExportOptions()
        options.model = model
        options.opset = opset
        options.outputs = outputs.outputs
        options.hasExternalWeights = externalData
        options.replacesWeights = overwrite
        options.scoreThreshold = score
        options.maximumDetections = maxDetections
        options.frozenNormEpsilon = frozenNormEps
        options.producerVersion = Release.version
        return options
    }

    private func tell(_ report: ExportReport) throws(CommandFailure) {
        if !messages.quiet { for note in report.notes { Console.standard.note("maskrcnn: note: \(note)") } }
        if messages.json {
            let files = report.files.map {
                JSON.object([("path", .string($0.path)), ("bytes", .integer($0.byteCount))])
            }
            let document = JSON.object([
                ("input", .string(input)), ("files", .array(files)), ("opset", .integer(opset)),
                ("nodes", .integer(report.nodeCount)), ("parameters", .integer(report.weightCount)),
                ("inputs", .array(report.inputs.map(JSON.string))),
                ("outputs", .array(report.outputs.map(JSON.string))),
            ])
            try Console.standard.print(document.document)
        } else if !messages.quiet {
            for file in report.files {
                try Console.standard.print("\(file.path): \(Quantity.bytes(file.byteCount))")
            }
            let (nodes, weights) = (
                Quantity.count(report.nodeCount, "node"), Quantity.count(report.weightCount, "number")
            )
            try Console.standard.print("  opset \(opset), \(nodes), weights of \(weights)")
            for input in report.inputs { try Console.standard.print("  in   \(input)") }
            for output in report.outputs { try Console.standard.print("  out  \(output)") }
        }
    }
}

/// What a graph gives, as typed.
enum ExportedOutputs: String, ExpressibleByArgument, CaseIterable {
    case finished
    case raw

    var outputs: ExportOptions.Outputs {
        switch self {
        case .finished: .finished
        case .raw: .raw
        }
    }
}

extension CommandFailure {
    /// The failure of an export.
    init(_ error: ExportError, _ input: String) {
        switch error {
        case .network(let error): self.init(loading: error, from: input)
        case .file: self.init(.cannotWrite, error.description)
        case .exists: self.init(.cannotWrite, error.description, hint: "--overwrite writes over it.")
        case .unsupported, .tooLarge: self.init(.badData, "\(input): \(error)")
        case .opset, .idle: self.init(.usage, "\(input): \(error)")
        }
    }
}
