import ClassMaps
import Geometry
import Imaging

/// What a run that made class maps says at its end.
struct ClassMapEnding {
    let report: RunReport
    let plan: OutputPlan
    let request: SegmenterRequest
    /// The model, in one line.
    let model: String
    /// What is to be known of the inputs.
    let inputNotes: [String]
    let seconds: Double

    /// Prints the summary: a table, or a JSON document.
    func print(messages: MessageOptions) throws(CommandFailure) {
        if messages.json { return try Console.standard.print(json.document) }
        if messages.quiet { return }
        for note in notes { Console.standard.note("note: " + note) }
        // Where results go to standard output, what is said about them must not.
        if plan.folder == nil {
            Console.standard.note(text: totals)
        } else {
            try Console.standard.print(text)
        }
    }

    private var notes: [String] { inputNotes + report.notes.sentences }

    private var text: TerminalText {
        guard !report.entries.isEmpty else { return totals }
        return (report.entries.count <= RunReport.longestTable ? images : classes) + "\n\n" + totals
    }

    private var totals: TerminalText {
        var line: TerminalText = "\(Quantity.count(report.entries.count, "image"))"
        line += "\(report.ending(seconds: seconds, folder: plan.folder))"
        return line
    }

    private var images: TerminalText {
        var table = Table([("file", .left), ("size", .right), ("seconds", .right), ("share of the pixels", .left)])
        for entry in report.entries {
            let top = entry.categories.prefix(4).map { "\($0.name) \(Self.share($0.count, of: entry.categories))" }
            let rest = entry.categories.count > 4 ? ["…"] : []
            table.add([
                entry.name, "\(entry.size.width)×\(entry.size.height)", Quantity.decimal(entry.seconds, places: 2),
                (top + rest).joined(separator: ", "),
            ])
        }
        return table.text
    }

    private var classes: TerminalText {
        var table = Table([("class", .left), ("share of all pixels", .right), ("images", .right)])
        let all = report.categories
        for (name, count) in all {
            let images = report.entries.count { entry in entry.categories.contains { $0.name == name } }
            table.add([name, Self.share(count, of: all), Quantity.grouped(images)])
        }
        return table.text
    }

    private static func share(_ count: Int, of all: [(name: String, count: Int)]) -> String {
        ClassMapOverlay.percent(Double(count) / Double(all.reduce(0) { $0 + $1.count }))
    }

    private var json: JSON {
        let palette = request.palette
        let done = report.entries.map { entry in
            JSON.object([
                ("file", .string(entry.name)), ("image_id", .integer(entry.imageID)),
                ("width", .integer(entry.size.width)), ("height", .integer(entry.size.height)),
                ("classes", palette.json(counts: entry.categories)), ("seconds", .number(entry.seconds)),
                ("outputs", .array(entry.files.map(JSON.string))),
            ])
        }
        return .object([
            ("version", .string(Release.version)), ("weights", .string(request.path)), ("model", .string(model)),
            ("images", .array(done)), ("failed", report.failedJSON), ("outputs", report.outputsJSON(plan)),
            ("classes", palette.json(counts: report.categories)), ("notes", .array(notes.map(JSON.string))),
            ("seconds", .number(seconds)), ("interrupted", .boolean(report.isInterrupted)),
        ])
    }
}
