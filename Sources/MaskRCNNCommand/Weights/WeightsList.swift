import ArgumentParser
import MaskRCNN
import Zoo

/// `maskrcnn weights list`: the published weights, and which of them are here.
struct WeightsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the weights that are built in or published by torchvision, and which are here.",
        discussion: """
            Files stand where torchvision caches them: hub/checkpoints in TORCH_HOME, else in ~/.cache/torch.

            EXAMPLES
              maskrcnn weights list
              maskrcnn weights list --json
            """)

    @Flag(name: .long, help: "Write a JSON document.")
    var json = false

    func run() throws {
        try Console.standard.print(json ? document.document : text)
    }

    private var text: TerminalText {
        var table = Table([("name", .left), ("size", .right), ("here", .left), ("what", .left), ("file", .left)])
        for weights in PublishedWeights.all {
            let size = weights.isCached ? CheckpointFile.size(weights.cachedPath) : nil
            table.add([
                weights.name, size.map(Quantity.bytes) ?? "~" + Quantity.bytes(weights.approximateByteCount),
                size == nil ? "no" : "yes", weights.summary, weights.fileName,
            ])
        }
        for model in BuiltInWeights.all {
            let size = model.path.flatMap(CheckpointFile.size)
            table.add([
                model.name, size.map(Quantity.bytes) ?? "", size == nil ? "no" : "built in", model.summary,
                model.fileName,
            ])
        }
        return table.text + "\n\nFolder: \(PublishedWeights.cacheFolder())"
    }

    private var document: JSON {
        let all = PublishedWeights.all.map { weights in
            JSON.object([
                ("name", .string(weights.name)), ("torchvision_name", .string(weights.torchvisionName)),
                ("summary", .string(weights.summary)), ("file", .string(weights.fileName)),
                ("url", .string(weights.url)), ("path", .string(weights.cachedPath)),
                ("cached", .boolean(weights.isCached)),
                ("approximate_bytes", .integer(weights.approximateByteCount)),
                ("bytes", CheckpointFile.size(weights.cachedPath).map(JSON.integer) ?? .null),
                ("sha256_prefix", .string(weights.digestPrefix)), ("runnable", .boolean(weights.isRunnable)),
            ])
        }
        let builtIn = BuiltInWeights.all.map { model in
            JSON.object([
                ("name", .string(model.name)), ("summary", .string(model.summary)),
                ("path", model.path.map(JSON.string) ?? .null),
                ("bytes", model.path.flatMap(CheckpointFile.size).map(JSON.integer) ?? .null),
            ])
        }
        return .object([
            ("folder", .string(PublishedWeights.cacheFolder())), ("weights", .array(all)),
            ("built_in", .array(builtIn)),
        ])
    }
}
