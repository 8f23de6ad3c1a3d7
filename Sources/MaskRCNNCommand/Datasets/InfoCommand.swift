import ArgumentParser
import COCO
import Datasets

/// `maskrcnn dataset info`: what a data set holds.
struct InfoCommand: ParsableCommand, MemoryBudgeted {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "What a data set holds: images, objects by class and size, and how they are stored.",
        discussion: """
            EXAMPLES
              maskrcnn dataset info train.json val.json
              maskrcnn dataset info train.json --json | jq .categories
            """)

    @Argument(help: ArgumentHelp("COCO data sets.", valueName: "file"), completion: .file(extensions: ["json"]))
    var files: [String]

    @OptionGroup(title: "Memory") var memory: MemoryOptions
    @OptionGroup(title: "Messages") var messages: MessageOptions

    func validate() throws {
        if files.isEmpty { throw ValidationError("Give a data set.") }
    }

    func run() throws {
        var documents: [JSON] = []
        for (index, file) in files.enumerated() {
            let statistics = DatasetStatistics(try Dataset.given(file))
            if messages.json {
                documents.append(.object([("file", .string(file))] + statistics.members))
            } else if !messages.quiet {
                if index > 0 { try Console.standard.print("") }
                try Console.standard.print(statistics.text(title: file))
            }
        }
        if messages.json {
            try Console.standard.print((documents.count == 1 ? documents[0] : .array(documents)).document)
        }
    }
}
