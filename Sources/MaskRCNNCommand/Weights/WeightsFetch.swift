import ArgumentParser
import MaskRCNN

/// `maskrcnn weights fetch`: brings published weights to this machine.
struct WeightsFetch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract: "Fetch published weights to where torchvision caches them.",
        discussion: """
            A file that is there is used. A fetch that was cut short goes on where it stopped, and a file whose SHA-256
            does not begin as its name says is removed. https_proxy and no_proxy are obeyed.

            EXAMPLES
              maskrcnn weights fetch maskrcnn_resnet50_fpn_v2
              maskrcnn weights fetch MaskRCNN_ResNet50_FPN_Weights.COCO_V1
              TORCH_HOME=/data/torch maskrcnn weights fetch resnet50 --from https://mirror.example.org/models
            """)

    @Argument(help: "A published name, of the builder, the weights or the file.", completion: .list(names))
    var name: String

    @Option(
        name: .long,
        help: ArgumentHelp("The folder of the network that has the file, if not torchvision's own.", valueName: "url"))
    var from = PublishedWeights.baseURL

    @OptionGroup(title: "Messages") var messages: MessageOptions

    private static var names: [String] { PublishedWeights.all.map(\.name) }

    func validate() throws {
        guard from.hasPrefix("https://") || from.hasPrefix("http://") else {
            throw ValidationError("--from begins with https:// or http://.")
        }
    }

    func run() async throws {
        guard let weights = PublishedWeights.named(name) else {
            throw CommandFailure(
                .usage, "\(name): no published weights are called so",
                hint: "There are: " + Self.names.joined(separator: ", "))
        }
        let path = weights.cachedPath
        let isThere = weights.isCached
        if isThere {
            try Digest.check(path, against: weights)
        } else {
            let base = from.hasSuffix("/") ? String(from.dropLast()) : from
            try await Fetch(
                weights: weights, url: base + "/" + weights.fileName, path: path, logger: messages.logger,
                isQuiet: messages.quiet || messages.json
            ).run()
        }
        if messages.json {
            let document = JSON.object([
                ("name", .string(weights.name)), ("path", .string(path)), ("fetched", .boolean(!isThere)),
            ])
            try Console.standard.print(document.document)
        } else if !messages.quiet {
            try Console.standard.print(isThere ? "\(path) is there already" : path)
        }
    }
}
