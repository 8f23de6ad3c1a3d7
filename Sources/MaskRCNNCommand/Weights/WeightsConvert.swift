import ArgumentParser
import Files
import Foundation
import MaskRCNN
import Torch

/// `maskrcnn weights convert`: writes a checkpoint in another layout or precision.
struct WeightsConvert: ParsableCommand, MemoryBudgeted {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Write a checkpoint as safetensors or as PyTorch's zip, whatever model it is of.",
        discussion: """
            Names stay as they are, but for a prefix such as "module." that only a wrapper put there. What a file that this
            program wrote says of its model goes with the tensors, both ways. What else it holds, such as an optimizer's
            state, is left out.

            --to gives the tensors of a detector another framework's names, and puts the background where that has it. With
            --config, the file says how its network detects, so that nobody has to say it again.

            EXAMPLES
              maskrcnn weights convert model_final.pkl model.safetensors --to torchvision --config mask_rcnn_R_50_FPN_3x.yaml
              maskrcnn weights convert model.safetensors model_final.pth --to detectron2
              maskrcnn weights convert model.pth model.safetensors
              maskrcnn weights convert old.th new.pth
              maskrcnn weights convert model.pth half.safetensors --dtype float16
              maskrcnn weights convert shards/model.safetensors.index.json model.safetensors
              maskrcnn weights convert checkpoint.pth averaged.pth --weights-key model_ema
            """)

    @Argument(
        help: "A checkpoint, a folder or an index of shards, or the name of published weights.", completion: .file())
    var input: String

    @Argument(
        help: "The file to write, which ends in .safetensors, .pth or .pt.",
        completion: .file(extensions: ["safetensors", "pth", "pt"]))
    var output: String

    @Option(name: .long, help: "Give tensors of floating-point numbers this type; others keep theirs.")
    var dtype: FloatingType?

    @Option(name: .long, help: "Give a detector's tensors this framework's names. (default: those that they have)")
    var to: NamingTarget?

    @OptionGroup var file: ConfigurationFileOptions
    @OptionGroup var key: WeightsKeyOption
    @OptionGroup var style: WeightsStyleOption

    @Flag(name: .long, help: "Write over a file that is there.")
    var overwrite = false

    @OptionGroup(title: "Memory") var memory: MemoryOptions
    @OptionGroup(title: "Messages") var messages: MessageOptions

    func validate() throws {
        guard Layout(path: output) != nil else {
            throw ValidationError("\(output): the name has to end in .safetensors, .pth or .pt.")
        }
        if file.config != nil, to == nil { throw ValidationError("--config is for --to, which is not given.") }
        try style.validate(beside: [file.config.map { _ in "--config" }])
        if style.caffeStyle, to == nil { throw ValidationError("--caffe-style is for --to, which is not given.") }
        if to == .detectron2, Layout(path: output) == .safetensors {
            throw ValidationError("--to detectron2 writes a file that detectron2 reads: give it a name in .pth.")
        }
    }

    func run() throws {
        try OutputFile.check(output, overwrite: overwrite)
        let checkpoint = try CheckpointFile.open(input, key: key.weightsKey)
        let renamed = try to.map { target throws(CommandFailure) in
            try NamedCheckpoint(checkpoint, to: target, file: file.read(), isCaffeStyle: style.caffeStyle)
        }
        let entries = renamed?.entries ?? checkpoint.entries
        do {
            // PyTorch's layout keeps what is shared, as long as it stays of one type.
            if Layout(path: output) == .safetensors || dtype != nil {
                try Checkpoint.checkExpansion(entries, checkpoint.path)
            }
        } catch {
            throw CommandFailure(.badData, error.description)
        }
        let metadata = if let renamed { renamed.metadata } else { try metadata(checkpoint) }
        if !messages.quiet { for note in renamed?.notes ?? [] { Console.standard.note("note: " + note) } }
        do {
            try Checkpoint.write(entries, as: dtype?.dtype, metadata: metadata, to: output)
        } catch {
            throw CommandFailure(error)
        }
        try report(checkpoint, count: entries.count)
    }

    /// What the new file is to say of the model.
    private func metadata(_ checkpoint: Checkpoint) throws(CommandFailure) -> [String: String] {
        do {
            return try Configuration.metadata(for: checkpoint)
        } catch {
            throw CommandFailure(.badData, String(describing: error))
        }
    }

    private func report(_ checkpoint: Checkpoint, count: Int) throws(CommandFailure) {
        let size = CheckpointFile.size(output) ?? 0
        if messages.json {
            let document = JSON.object([
                ("input", .string(checkpoint.path)), ("output", .string(output)), ("bytes", .integer(size)),
                ("tensors", .integer(count)),
            ])
            try Console.standard.print(document.document)
        } else if !messages.quiet {
            let count = Quantity.count(count, "tensor")
            try Console.standard.print("\(output): \(count), \(Quantity.bytes(size))")
        }
    }

    private enum Layout {
        case safetensors
        case torch

        init?(path: String) {
            switch Path.fileExtension(of: path) {
            case "safetensors": self = .safetensors
            case "pth", "pt": self = .torch
            default: return nil
            }
        }
    }
}
