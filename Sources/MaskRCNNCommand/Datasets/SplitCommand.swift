import ArgumentParser
import COCO
import Datasets
import Foundation

/// `maskrcnn dataset split`: parts for training, validation and test.
struct SplitCommand: ParsableCommand, MemoryBudgeted {
    static let configuration = CommandConfiguration(
        commandName: "split",
        abstract: "Split a data set by images, with the same share of every class in each part.",
        discussion: """
            EXAMPLES
              maskrcnn dataset split all.json --into train=0.8,val=0.1,test=0.1
              maskrcnn dataset split tiles.json --group-prefix _    (slide7_x0_y0.png: slide7)
              maskrcnn dataset split all.json --folds 5
            Copies of one source, as augmenting programs name them, stay together.
            Each part is a data set, such as train.json, in the folder --output. The same
            --seed gives the same parts on every machine.
            """)

    @Argument(help: ArgumentHelp("A COCO data set.", valueName: "file"), completion: .file(extensions: ["json"]))
    var file: String

    @Option(
        name: .long, help: ArgumentHelp("The parts and their shares. (default: train=0.8,val=0.2)", valueName: "parts"))
    var into: ShareList?

    @Option(name: .long, help: "Write so many pairs fold1.train.json, fold1.val.json, … for cross-validation instead.")
    var folds: Int?

    @Option(name: .long, help: "Chooses among equally good splits.")
    var seed: UInt64 = 0

    @Option(
        name: .long,
        help: ArgumentHelp("Keep images whose names begin alike, up to this text, together.", valueName: "text"))
    var groupPrefix: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Keep images together in whose names this regular expression (its first group) finds the same.",
            valueName: "regex"))
    var groupPattern: String?

    @Flag(name: .long, help: "Keep the images of one folder together.")
    var groupFolders = false

    @Flag(name: .long, help: "Let copies of one source, as a_flip.png of a.png, come into different parts.")
    var partCopies = false

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The folder of the parts.", valueName: "folder"), completion: .directory
    )
    var output = "."

    @Flag(name: .long, help: "Write over parts that are there.")
    var overwrite = false

    @OptionGroup(title: "Memory") var memory: MemoryOptions
    @OptionGroup(title: "Messages") var messages: MessageOptions

    func validate() throws {
        if [groupPrefix != nil, groupPattern != nil, groupFolders].count(where: { $0 }) > 1 {
            throw ValidationError("--group-prefix, --group-pattern and --group-folders exclude each other.")
        }
        if folds != nil, into != nil { throw ValidationError("--folds and --into exclude each other.") }
        if let into, !into.addsUp {
            throw ValidationError(
                "--into: the shares add up to \(into.totalText); give shares that add up to 1, as 0.8 and 0.2, or whole "
                    + "numbers, as 8 and 2.")
        }
    }

    func run() throws {
        let dataset = try Dataset.given(file)
        if folds == nil, !messages.quiet, let note = into?.note { Console.standard.note("note: " + note) }
        let parts: [DatasetPart]
        do {
            parts = try self.parts(of: dataset)
        } catch {
            throw CommandFailure(.usage, error.description)
        }
        noteCopies(in: dataset)
        try OutputFolder.make(output)
        let folder = output.hasSuffix("/") ? output : output + "/"
        let paths = parts.map { output == "." ? "\($0.name).json" : "\(folder)\($0.name).json" }
        for path in paths { try OutputFile.check(path, overwrite: overwrite) }
        for (part, path) in zip(parts, paths) { try part.dataset.write(to: path, overwrite: true) }
        try report(Array(zip(paths, parts.map(\.dataset))), of: dataset)
    }

    private func parts(of dataset: Dataset) throws(COCOError) -> [DatasetPart] {
        guard let folds else {
            return try dataset.split(
                into: (into ?? .usual).parts, seed: seed, groupedBy: grouping, partsCopies: partCopies)
        }
        let pairs = try dataset.folds(folds, seed: seed, groupedBy: grouping, partsCopies: partCopies)
        return pairs.enumerated().flatMap { index, fold in
            [
                DatasetPart(name: "fold\(index + 1).train", dataset: fold.training),
                DatasetPart(name: "fold\(index + 1).val", dataset: fold.validation),
            ]
        }
    }

    /// Says which images were taken for copies, which nothing but their names tells.
    private func noteCopies(in dataset: Dataset) {
        let groups = ImageCopies(names: dataset.images.map(\.fileName)).groups
        guard !messages.quiet, let first = groups.first else { return }
        let count = groups.reduce(0) { $0 + $1.count }
        let names = first.prefix(2).compactMap { dataset.images[$0].fileName }.joined(separator: " and ")
        Console.standard.note(
            "note: by their names, \(Quantity.count(count, "image")) come from \(Quantity.count(groups.count, "source")) "
                + "(such as \(names)); "
                + (partCopies ? "copies may come into different parts" : "copies stay together, unless --part-copies"))
    }

    private var grouping: ImageGrouping {
        if let groupPrefix { return .prefix(separator: groupPrefix) }
        if let groupPattern { return .pattern(groupPattern) }
        return groupFolders ? .folder : .separate
    }

    private func report(_ parts: [(path: String, dataset: Dataset)], of whole: Dataset) throws(CommandFailure) {
        if messages.json {
            let documents = parts.map { part in
                JSON.object([
                    ("file", .string(part.path)), ("images", .integer(part.dataset.images.count)),
                    ("annotations", .integer(part.dataset.annotations.count)),
                ])
            }
            return try Console.standard.print(
                JSON.object([("seed", .integer(Int(clamping: seed))), ("parts", .array(documents))]).document)
        }
        if messages.quiet { return }
        // A column a class tells whether the split is even; more than a few do not fit a line.
        let categories = whole.categories.count <= 6 ? whole.categories : []
        var table = Table(
            [("part", .left), ("images", .right), ("annotations", .right)]
                + categories.map { ($0.name, Table.Alignment.right) })
        for part in parts {
            let counts = Dictionary(part.dataset.annotations.map { ($0.categoryID, 1) }, uniquingKeysWith: +)
            table.add(
                [
                    part.path, Quantity.grouped(part.dataset.images.count),
                    Quantity.grouped(part.dataset.annotations.count),
                ]
                    + categories.map { Quantity.grouped(counts[$0.id] ?? 0) })
        }
        try Console.standard.print(table.text)
    }
}

/// Parts and their shares, as typed: `train=0.8,val=0.2`.
struct ShareList: ExpressibleByArgument {
    static let usual = ShareList(parts: [("train", 0.8), ("val", 0.2)])

    let parts: [(name: String, share: Double)]

    private init(parts: [(name: String, share: Double)]) {
        self.parts = parts
    }

    init?(argument: String) {
        var parts: [(name: String, share: Double)] = []
        for entry in argument.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = entry.split(separator: "=", maxSplits: 1)
            guard sides.count == 2, let share = Double(sides[1]), share > 0, share.isFinite else { return nil }
            // A part's name is a file's.
            guard !sides[0].contains("/"), !sides[0].hasPrefix(".") else { return nil }
            parts.append((String(sides[0]), share))
        }
        self.parts = parts
    }

    private var total: Double { parts.reduce(0) { $0 + $1.share } }
    private var isWhole: Bool { abs(total - 1) < 1e-6 }

    /// The sum of the shares, to a few digits: 1.2, not 1.2000000000000002.
    var totalText: String { String(format: "%g", total) }

    /// Whether the shares are parts of one, or whole numbers that stand to each other as the parts are to.
    var addsUp: Bool { isWhole || parts.allSatisfy { $0.share == $0.share.rounded() } }

    /// What part of the whole each has, where the shares do not say so themselves.
    var note: String? {
        if isWhole || abs(total - 100) < 1e-6 { return nil }
        let each = parts.map { "\($0.name) \(Quantity.decimal($0.share / total * 100, places: 1))%" }
        return
            "--into: the shares add up to \(totalText), and are taken as proportions: \(each.joined(separator: ", "))"
    }
}
