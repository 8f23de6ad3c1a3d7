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
    /// Instances that score more than this are kept.
    let score: Double
    /// What is to be known of the inputs.
    let inputNotes: [String]
    /// Images in which much can have been missed.
    let sizeNotes: [String]
    let seconds: Double

    /// Prints the summary: a table, or a JSON document.
    func print(messages: MessageOptions) throws(CommandFailure) {
        if report.leftOutCount > 0, !messages.quiet {
            let count = Quantity.count(report.leftOutCount, "instance")
            Console.standard.note(
                "note: \(count) of classes that the data set of --image-ids does not have are left out of results")
        }
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

    private var notes: [String] { inputNotes + report.notes.sentences + sizeNotes + formatNotes }

    /// What files of microscopists' programs do not have.
    private var formatNotes: [String] {
        var notes: [String] = []
        if report.hiddenCount > 0 {
            notes.append(
                "\(Quantity.count(report.hiddenCount, "instance")) without a pixel of \(report.hiddenCount == 1 ? "its" : "their") own: "
                    + "empty, or covered wholly by surer ones in label images, which hold one number a pixel")
        }
        if plan.measurements != nil || plan.formats.contains(.geojson) {
            notes.append(
                "intensities are those of the pictures as the model sees them: 8 bits a channel, after --range")
        }
        return notes
    }

    private var kept: Int { report.entries.reduce(0) { $0 + $1.count } }
    private var drawn: Int { report.entries.reduce(0) { $0 + $1.drawnCount } }

    /// Whether the drawn and the listed instances are two numbers.
    private var tellsBoth: Bool { report.drawScore != nil && plan.listing != nil }

    private var text: TerminalText {
        guard !report.entries.isEmpty else { return totals }
        return (report.entries.count <= RunReport.longestTable ? images : categories) + "\n\n" + totals
    }

    private var totals: TerminalText {
        let count = report.entries.count
        var line: TerminalText = "\(Quantity.count(count, "image"))"
        if count > 0 { line += ", \(found)" }
        line += "\(report.ending(seconds: seconds, folder: plan.folder))"
        if let drawScore = report.drawScore, drawn == 0, kept > 0 {
            line += "\nNothing scores more than \(drawScore): --draw-score \(score) draws all that is kept"
        }
        return line
    }

    /// What was drawn and what was kept, with the scores that decide it.
    private var found: String {
        let kept = "\(Quantity.grouped(kept)) with a score above \(score)"
        guard let drawScore = report.drawScore else { return "\(Quantity.count(self.kept, "instance")) above \(score)" }
        let drawn = "\(Quantity.count(drawn, "instance")) drawn (score above \(drawScore))"
        guard let listing = plan.listing else { return drawn }
        return "\(drawn), \(kept) listed in \(listing),"
    }

    private var images: TerminalText {
        let counted = tellsBoth ? ["drawn", "kept"] : ["instances"]
        var table = Table(
            [("file", .left), ("size", .right)] + counted.map { ($0, Table.Alignment.right) }
                + [("seconds", .right), (tellsBoth ? "drawn are" : "of these", .left)])
        for entry in report.entries {
            let top = entry.drawn.prefix(3).map { "\($0.count) \($0.name)" }
            let rest = entry.drawn.count > 3 ? ["…"] : []
            let counts = tellsBoth ? [entry.drawnCount, entry.count] : [entry.drawnCount]
            table.add(
                [entry.name, "\(entry.size.width)×\(entry.size.height)"] + counts.map(String.init)
                    + [Quantity.decimal(entry.seconds, places: 2), (top + rest).joined(separator: ", ")])
        }
        return table.text
    }

    private var categories: TerminalText {
        let counted = report.drawScore == nil ? "instances" : "drawn"
        var table = Table([("category", .left), (counted, .right), ("images", .right)])
        for category in report.drawn {
            let images = report.entries.count { entry in entry.drawn.contains { $0.name == category.name } }
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
                ("drawn", report.drawScore == nil ? .null : .integer(entry.drawnCount)),
                ("categories", Self.json(entry.categories)), ("seconds", .number(entry.seconds)),
                ("outputs", .array(entry.files.map(JSON.string))),
            ])
        }
        return .object([
            ("version", .string(Release.version)), ("weights", .string(request.path)), ("model", .string(model)),
            ("images", .array(done)), ("failed", report.failedJSON), ("outputs", report.outputsJSON(plan)),
            ("instances", .integer(kept)), ("score", .number(score)),
            ("drawn", report.drawScore == nil ? .null : .integer(drawn)),
            ("draw_score", report.drawScore.map(JSON.number) ?? .null), ("categories", Self.json(report.categories)),
            ("notes", .array(notes.map(JSON.string))), ("seconds", .number(seconds)),
            ("interrupted", .boolean(report.isInterrupted)),
        ])
    }

    private static func json(_ categories: [(name: String, count: Int)]) -> JSON {
        .object(categories.map { ($0.name, .integer($0.count)) })
    }
}
