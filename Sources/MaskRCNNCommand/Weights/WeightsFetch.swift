import ArgumentParser
import Files
import Foundation
import MaskRCNN
import Zoo

/// `maskrcnn weights fetch`: brings weights to this machine.
struct WeightsFetch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract: "Fetch weights to where torchvision caches them.",
        discussion: """
            A file that is there is used. A fetch that was cut short goes on where it stopped, and a file whose SHA-256
            does not begin as its name says is removed. https_proxy and no_proxy are obeyed.
            Redirects are followed to private networks only where the file's address is in one,
            or to the host of --from, and never from https to http.

            EXAMPLES
              maskrcnn weights fetch maskrcnn_resnet50_fpn_v2
              maskrcnn weights fetch MaskRCNN_ResNet50_FPN_Weights.COCO_V1
              maskrcnn weights fetch https://example.org/nuclei-1a2b3c4d.pth
              TORCH_HOME=/data/torch maskrcnn weights fetch resnet50 --from https://mirror.example.org/models
            """)

    @Argument(
        help: ArgumentHelp(
            "A published name (of the builder, the weights or the file), or any checkpoint's address.",
            valueName: "name-or-url"),
        completion: .list(names))
    var name: String

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The folder of the network that has published files, if not torchvision's.", valueName: "url"))
    var from = PublishedWeights.baseURL

    @Option(name: .long, help: ArgumentHelp("Refuse a longer file.", valueName: "bytes"))
    var maxBytes = 20_000_000_000

    @OptionGroup(title: "Messages") var messages: MessageOptions

    private static var names: [String] { PublishedWeights.all.map(\.name) }

    func validate() throws {
        guard Location(from) != nil else { throw ValidationError("--from begins with https:// or http://.") }
        if maxBytes < 1 { throw ValidationError("--max-bytes is 1 or more.") }
    }

    func run() async throws {
        if let model = BuiltInWeights.named(name) { return try report(model) }
        let file = try remoteFile
        let isThere = FileStatus.exists(file.path)
        if isThere {
            do {
                try Digest.check(file.path, against: file)
            } catch {
                throw CommandFailure(error)
            }
        } else {
            try await fetch(file)
        }
        if messages.json {
            let document = JSON.object([
                ("url", .string(file.url)), ("path", .string(file.path)), ("fetched", .boolean(!isThere)),
                ("checked", .boolean(file.digestPrefix != nil)),
                ("built_in", .boolean(false)),
            ])
            try Console.standard.print(document.document)
        } else if !messages.quiet {
            try Console.standard.print(isThere ? "\(file.path) is there already" : "\(file.path)")
            if file.digestPrefix == nil { Console.standard.note("Not checked: the file's name holds no SHA-256.") }
        }
    }

    private func fetch(_ file: RemoteFile) async throws(CommandFailure) {
        let mirror = from == PublishedWeights.baseURL ? nil : Location(from)
        let display = FetchDisplay(file, logger: messages.logger, isQuiet: messages.quiet || messages.json)
        defer { display.end() }
        let fetch = Fetch(file, mirror: mirror, limit: maxBytes, agent: "maskrcnn/\(Release.version)") {
            display.take($0)
        }
        do {
            try await fetch.run()
        } catch {
            throw CommandFailure(error)
        }
    }

    /// Says that a model needs no fetching.
    private func report(_ model: BuiltInWeights) throws {
        guard let path = model.path else {
            throw CommandFailure(.noInput, WeightsNotFound.notBesideProgram(model).description)
        }
        if messages.json {
            let document = JSON.object([
                ("url", .null), ("path", .string(path)), ("fetched", .boolean(false)), ("checked", .boolean(false)),
                ("built_in", .boolean(true)),
            ])
            try Console.standard.print(document.document)
        } else if !messages.quiet {
            try Console.standard.print("\(model.name) is built in, and needs no fetching: \(path)")
        }
    }

    private var remoteFile: RemoteFile {
        get throws {
            if let weights = PublishedWeights.named(name), let file = RemoteFile(weights, base: from) { return file }
            if let file = RemoteFile(url: name) { return file }
            let name = name.contains("://") ? "the address" : name
            throw CommandFailure(
                .usage, "\(name): no published weights are called so, nor is it an address",
                hint: (NearestName.of(name, among: Self.names + BuiltInWeights.all.map(\.name)).map {
                    "Did you mean \($0)? "
                }
                    ?? "") + "There are: " + Self.names.joined(separator: ", "))
        }
    }
}
