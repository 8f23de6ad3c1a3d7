import ArgumentParser
import COCO
import Files
import MaskRCNN
import Training

/// `maskrcnn dataset suggest`: settings that suit a data set.
struct SuggestCommand: ParsableCommand, MemoryBudgeted {
    static let configuration = CommandConfiguration(
        commandName: "suggest",
        abstract: "Suggest anchors, input size and counts that suit a data set, as a configuration for train.",
        discussion: """
            It looks at boxes alone: their sizes and shapes at the network's input, and how many an image has. An anchor should overlap each
            object by at least a half (IoU): the share of objects for which one does, the recall of the anchors, is told before and after.
            Pictures, classes and what is hard about them are not looked at; whether the settings are better is for a run to show.

            EXAMPLES
              maskrcnn dataset suggest train.json --model tiny --output tiny.yaml
              maskrcnn train --config tiny.yaml --train train.json --images images

            EXIT CODES
            \(ExitStatus.help)
            """)

    @Argument(help: ArgumentHelp("A COCO data set.", valueName: "file"), completion: .file(extensions: ["json"]))
    var file: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The network to begin with: \(ModelName.list).", valueName: "name"),
        completion: .list(Configuration.presetNames), transform: ModelName.init(parsing:))
    var model: ModelName?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Where the configuration goes; - for standard output.", valueName: "file"),
        completion: .file(extensions: ["yaml"]))
    var output: String?

    @Flag(name: .long, help: "Write over a file that is there.")
    var overwrite = false

    @OptionGroup(title: "Memory") var memory: MemoryOptions
    @OptionGroup(title: "Messages") var messages: MessageOptions

    func run() throws {
        if let output, output != "-" { try OutputFile.check(output, overwrite: overwrite) }
        let suggestion: NetworkSuggestion
        do {
            suggestion = try NetworkSuggestion(
                Dataset.given(file), name: file, model: model?.configuration ?? .maskRCNNResNet50FPN)
        } catch let error as TrainingError {
            throw CommandFailure(error)
        }
        if let output, output != "-" {
            do {
                try AtomicFile.write(Array(suggestion.yaml().utf8), to: output)
            } catch {
                throw CommandFailure(.cannotWrite, error.description)
            }
        }
        if messages.json {
            try Console.standard.print(suggestion.json.document)
        } else if output == "-" {
            try Console.standard.print(TerminalText(document: suggestion.yaml()))
        } else if !messages.quiet {
            try Console.standard.print(suggestion.text)
            try Console.standard.print(
                output.map { "\n\($0)" } ?? "\n" + TerminalText(document: suggestion.yaml()))
        }
    }
}

extension NetworkSuggestion {
    /// What was found, for a person.
    fileprivate var text: TerminalText {
        func percent(_ share: Double) -> String { "\(Quantity.decimal(100 * share, places: 1)) %" }
        var table = Table([("", .left), (model.name, .right), ("suggested", .right)])
        table.add(["input, short side", "\(model.transform.minimumSide)", "\(network.transform.minimumSide)"])
        table.add(["anchor sizes", Self.list(model), Self.list(network)])
        table.add(["aspect ratios", Self.ratios(model), Self.ratios(network)])
        table.add(["proposals", "\(model.proposals.countAfterNMS)", "\(network.proposals.countAfterNMS)"])
        table.add(["detections", "\(model.boxHead.maximumDetections)", "\(network.boxHead.maximumDetections)"])
        table.add(["objects that an anchor meets", percent(recall.before), percent(recall.after)])
        table.add([
            "mean overlap", Quantity.decimal(meanOverlap.before, places: 3),
            Quantity.decimal(meanOverlap.after, places: 3),
        ])
        let lines = reasons.map { TerminalText("- \($0)") }.joined(separator: "\n")
        return
            "\(Quantity.count(objectCount, "object")), up to \(mostOfAnImage) in an image\n\n\(table.text)\n\n\(lines)"
    }

    private static func list(_ network: Configuration) -> String {
        let sizes = network.proposals.anchorSizes
        if sizes.allSatisfy({ $0.count == 1 }) { return sizes.flatMap(\.self).map(String.init).joined(separator: " ") }
        let lists = sizes.map { $0.map(String.init).joined(separator: " ") }
        return Set(lists).count == 1 ? lists[0] : lists.joined(separator: ", ")
    }

    private static func ratios(_ network: Configuration) -> String {
        network.proposals.aspectRatios[0].map { Quantity.decimal($0, places: 2) }.joined(separator: " ")
    }

    fileprivate var json: JSON {
        func side(_ network: Configuration, _ recall: Double, _ overlap: Double) -> JSON {
            .object([
                ("minimum_side", .integer(network.transform.minimumSide)),
                ("maximum_side", .integer(network.transform.maximumSide)),
                ("anchor_sizes", .array(network.proposals.anchorSizes.map { .array($0.map(JSON.integer)) })),
                ("aspect_ratios", .array(network.proposals.aspectRatios[0].map(JSON.number))),
                ("proposals", .integer(network.proposals.countAfterNMS)),
                ("detections", .integer(network.boxHead.maximumDetections)),
                ("anchor_recall", .number(recall)), ("mean_overlap", .number(overlap)),
            ])
        }
        return .object([
            ("model", .string(model.name)), ("objects", .integer(objectCount)),
            ("most_of_an_image", .integer(mostOfAnImage)),
            ("before", side(model, recall.before, meanOverlap.before)),
            ("after", side(network, recall.after, meanOverlap.after)),
            ("reasons", .array(reasons.map(JSON.string))), ("yaml", .string(yaml())),
        ])
    }
}
