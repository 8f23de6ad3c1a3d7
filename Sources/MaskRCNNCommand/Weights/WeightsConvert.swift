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

            EXAMPLES
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

    @OptionGroup var key: WeightsKeyOption

    @Flag(name: .long, help: "Write over a file that is there.")
    var overwrite = false

    @OptionGroup(title: "Memory") var memory: MemoryOptions
    @OptionGroup(title: "Messages") var messages: MessageOptions

    func validate() throws {
        guard Layout(path: output) != nil else {
            throw ValidationError("\(output): the name has to end in .safetensors, .pth or .pt.")
        }
    }

    func run() throws {
        try OutputFile.check(output, overwrite: overwrite)
        let checkpoint = try CheckpointFile.open(input, key: key.weightsKey)
        do {
            // PyTorch's layout keeps what is shared, as long as it stays of one type.
            if Layout(path: output) == .safetensors || dtype != nil {
                try Checkpoint.checkExpansion(checkpoint.entries, checkpoint.path)
            }
        } catch {
            throw CommandFailure(.badData, error.description)
        }
        let metadata = try metadata(checkpoint)
        do {
            let (entries, type) = (checkpoint.entries, dtype?.dtype)
            try Checkpoint.write(entries, as: type, metadata: metadata, to: output)
        } catch {
            throw CommandFailure(error)
        }
        try report(checkpoint)
    }

    /// What the new file is to say of the model.
    private func metadata(_ checkpoint: Checkpoint) throws(CommandFailure) -> [String: String] {
        do {
            return try Configuration.metadata(for: checkpoint)
        } catch {
            throw CommandFailure(.badData, String(describing: error))
        }
    }

    private func report(_ checkpoint: Checkpoint) throws(CommandFailure) {
        let size = CheckpointFile.size(output) ?? 0
        if messages.json {
            let document = JSON.object([
                ("input", .string(checkpoint.path)), ("output", .string(output)), ("bytes", .integer(size)),
                ("tensors", .integer(checkpoint.entries.count)),
            ])
            try Console.standard.print(document.document)
        } else if !messages.quiet {
            let count = Quantity.count(checkpoint.entries.count, "tensor")
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
