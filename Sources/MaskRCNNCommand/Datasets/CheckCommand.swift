import ArgumentParser
import COCO
import Datasets

/// `maskrcnn dataset check`: names every fault of data sets, and mends a copy.
struct CheckCommand: ParsableCommand, MemoryBudgeted {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Find every fault of data sets, say what to do about it, and mend a copy.",
        discussion: """
            Several data sets, such as those for training and validation, are also compared
            with each other: an image must not be in both.

            EXAMPLES
              maskrcnn dataset check train.json val.json --images pictures
              maskrcnn dataset check train.json --images pictures --fix mended.json

            The exit code is 65 where there is an error that is not mended; warnings alone
            leave it 0, unless --strict.
            """)

    @Argument(help: ArgumentHelp("COCO data sets.", valueName: "file"), completion: .file(extensions: ["json"]))
    var files: [String]

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The folder of the images; given once for all data sets, or once for each. Without it no picture is looked at.",
            valueName: "folder"),
        completion: .directory)
    var images: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp("Write a mended copy of the data set here; the original stays as it is.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var fix: String?

    @Flag(name: .long, help: "Write over a mended copy that is there.")
    var overwrite = false

    @Option(name: .long, help: "Show at most so many faults of a kind; 0 for all. (default: 5)")
    var shown: Int?

    @Flag(name: .long, help: ArgumentHelp(ImageFolder.optionHelp))
    var allowOutside = false

    @Flag(name: .long, help: "Treat warnings as errors.")
    var strict = false

    @OptionGroup(title: "Memory") var memory: MemoryOptions
    @OptionGroup(title: "Messages") var messages: MessageOptions

    func validate() throws {
        if files.isEmpty { throw ValidationError("Give a data set.") }
        if images.count > 1 && images.count != files.count {
            throw ValidationError("--images is given once, or once for each data set.")
        }
        if fix != nil && files.count > 1 { throw ValidationError("--fix mends one data set at a time.") }
        if overwrite, fix == nil { throw ValidationError("--overwrite is for --fix.") }
        if messages.json, shown != nil { throw ValidationError("--json gives all faults, without --shown.") }
        if let shown, shown < 0 { throw ValidationError("--shown is 0 or more.") }
    }

    func run() throws {
        if let fix {
            if fix == files[0] {
                throw CommandFailure(
                    .cannotWrite, "--fix would write over \(fix)", hint: "The original stays as it is.")
            }
            try OutputFile.check(fix, overwrite: overwrite)
        }
        var sources: [DatasetCheck.Source] = []
        for (index, file) in files.enumerated() {
            let folder = images.isEmpty ? nil : images[images.count == 1 ? 0 : index]
            sources.append(
                .init(name: file, dataset: try Dataset.given(file), imageFolder: folder, allowsOutside: allowOutside))
        }
        let check = DatasetCheck(sources)
        var remaining = check
        var repairs: [DatasetRepair] = []
        if let fix {
            let mended = DatasetCheck.mended(sources[0])
            repairs = mended.repairs
            try mended.dataset.write(to: fix, overwrite: overwrite)
            sources[0].dataset = mended.dataset
            remaining = DatasetCheck(sources)
        }
        let printout = CheckPrintout(
            sources: sources, check: check, repairs: repairs, remaining: remaining, copy: fix, shown: shown ?? 5)
        if messages.json {
            try Console.standard.print(printout.json.document)
        } else if !messages.quiet {
            try Console.standard.print(printout.text)
        }
        let errors = remaining.count(of: .error) + (strict ? remaining.count(of: .warning) : 0)
        if errors > 0 { throw CommandFailure(.badData, nil) }
    }
}
