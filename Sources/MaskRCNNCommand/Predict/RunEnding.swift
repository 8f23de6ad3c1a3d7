import Geometry
import Imaging
import MaskRCNN

/// What a run says at its end.
struct RunEnding {
    let report: RunReport
    let plan: OutputPlan
    let request: ModelRequest
    /// The model, in one line.
    let model: String
    let seconds: Double
    /// What is to be known of the inputs.
    let inputNotes: [String]

    /// Above so many images only totals are told.
    private static let longestTable = 20

    /// Prints the summary: a table, or a JSON document.
    func print(messages: MessageOptions) throws(CommandFailure) {
        if report.leftOutCount > 0, !messages.quiet {
            let count = Quantity.count(report.leftOutCount, "instance")
            Console.standard.note(
                "note: \(count) of classes that the data set of --image-ids does not have are left out of results.json")
        }
        if messages.json { return try Console.standard.print(json.document) }
        if messages.quiet { return }
        for note in notes { Console.standard.note("note: " + note) }
        // Where results go to standard output, what is said about them must not.
        if plan.folder == nil {
            Console.standard.note(totals)
        } else {
            try Console.standard.print(text)
        }
    }

    /// - Throws: ``CommandFailure`` where the run was not wholly a success.
    func check() throws(CommandFailure) {
        if report.isInterrupted {
            let count = Quantity.count(report.entries.count, "image")
            throw CommandFailure(.interrupted, "interrupted; the results of \(count) of \(report.total) are kept")
        }
        guard !report.failures.isEmpty else { return }
        if report.entries.isEmpty && report.failures.allSatisfy(\.isUnreadable) {
            throw CommandFailure(.noInput, "no input could be read")
        }
        let all = report.failures.count + report.entries.count
        throw CommandFailure(.someInputsFailed, "\(report.failures.count) of \(Quantity.count(all, "input")) failed")
    }

    private var notes: [String] { inputNotes + report.notes.sentences }

    private var instances: Int { report.entries.reduce(0) { $0 + $1.count } }

    private var text: String {
        guard !report.entries.isEmpty else { return totals }
        return (report.entries.count <= Self.longestTable ? images : categories) + "\n\n" + totals
    }

    private var totals: String {
        let count = report.entries.count
        var line = "\(Quantity.count(count, "image")), \(Quantity.count(instances, "instance")), "
        line += "in \(Quantity.seconds(seconds))"
        if !report.failures.isEmpty { line += "; \(Quantity.count(report.failures.count, "input")) failed" }
        if let folder = plan.folder, count > 0 { line += ". Results in \(folder)" }
        return line
    }

    private var images: String {
        var table = Table([
            ("file", .left), ("size", .right), ("instances", .right), ("seconds", .right), ("of these", .left),
        ])
        for entry in report.entries {
            let top = entry.categories.prefix(3).map { "\($0.count) \($0.name)" }
            let rest = entry.categories.count > 3 ? ["…"] : []
            table.add([
                entry.name, "\(entry.size.width)×\(entry.size.height)", String(entry.count),
                Quantity.decimal(entry.seconds, places: 2), (top + rest).joined(separator: ", "),
            ])
        }
        return table.text
    }

    private var categories: String {
        var table = Table([("category", .left), ("instances", .right), ("images", .right)])
        for category in report.categories {
            let images = report.entries.count { entry in entry.categories.contains { $0.name == category.name } }
            table.add([category.name, Quantity.grouped(category.count), Quantity.grouped(images)])
        }
        return table.text
    }

    private var json: JSON {
        let done = report.entries.map { entry in
            JSON.object([
                ("file", .string(entry.name)), ("image_id", .integer(entry.imageID)),
                ("width", .integer(entry.size.width)),
                ("height", .integer(entry.size.height)), ("instances", .integer(entry.count)),
                ("categories", Self.json(entry.categories)), ("seconds", .number(entry.seconds)),
                ("outputs", .array(entry.files.map(JSON.string))),
            ])
        }
        let failed = report.failures.map { failure in
            JSON.object([("file", .string(failure.name)), ("error", .string(failure.description))])
        }
        let outputs = ([plan.results, plan.lines].compactMap { $0 } + report.files).map(JSON.string)
        return .object([
            ("version", .string(Release.version)), ("weights", .string(request.path)), ("model", .string(model)),
            ("images", .array(done)), ("failed", .array(failed)), ("outputs", .array(outputs)),
            ("instances", .integer(instances)), ("categories", Self.json(report.categories)),
            ("notes", .array(notes.map(JSON.string))), ("seconds", .number(seconds)),
            ("interrupted", .boolean(report.isInterrupted)),
        ])
    }

    private static func json(_ categories: [(name: String, count: Int)]) -> JSON {
        .object(categories.map { ($0.name, .integer($0.count)) })
    }
}
