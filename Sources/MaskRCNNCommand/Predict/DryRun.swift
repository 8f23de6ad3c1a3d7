import Files
import Foundation
import MaskRCNN
import Torch

/// What `predict --dry-run` says: what a run would do, and what would keep it from it.
struct DryRun {
    let inputs: InputSet
    let plan: OutputPlan
    let request: any PredictRequest

    /// - Throws: ``CommandFailure`` when the run would fail.
    func run(messages: MessageOptions) async throws {
        let images = inputs.items.map { item in (item: item, problem: Self.problem(with: item)) }
        var obstacle = plan.folder.flatMap(OutputFolder.obstacle)
        do {
            _ = try request.pictureMemory(drawnBytes: 0)
        } catch {
            obstacle = obstacle ?? error
        }
        // The model is loaded as in a run, so that whatever a run would refuse is refused.
        do {
            let notes = try await request.loadingNotes()
            if !messages.quiet { for note in notes { Console.standard.note("note: " + note) } }
        } catch {
            obstacle = obstacle ?? error
        }
        if messages.json {
            try Console.standard.print(json(images, obstacle).document)
        } else {
            try Console.standard.print(text(images))
            for image in images {
                guard let problem = image.problem else { continue }
                Console.standard.report(CommandFailure(.noInput, "\(image.item.name): \(problem)"))
            }
        }
        if let obstacle { throw obstacle }
        let failed = images.count { $0.problem != nil } + inputs.failures.count
        if failed > 0 {
            throw CommandFailure(
                failed < images.count + inputs.failures.count ? .someInputsFailed : .noInput,
                "\(Quantity.count(failed, "input")) would fail")
        }
    }

    private static func problem(with item: InputItem) -> String? {
        if item.isStandardInput { return nil }
        do throws(FileError) {
            return try RegularFile(path: item.path).size == 0 ? "the file is empty" : nil
        } catch {
            return "cannot be read: \(error.reason)"
        }
    }

    private func text(_ images: [(item: InputItem, problem: String?)]) -> TerminalText {
        var lines: [TerminalText] = ["Would segment \(Quantity.count(images.count, "image")) with \(request.path)", ""]
        for (index, image) in images.enumerated() {
            let own = plan.ownPaths(index)
            let targets = own.isEmpty ? "" : "  →  " + own.joined(separator: ", ")
            lines.append("  \(image.item.name)\(targets)")
        }
        let shared = [plan.results, plan.lines, plan.dataSet, plan.measurements, plan.gridPicture].compactMap { $0 }
        if !shared.isEmpty { lines += ["", "and write \(shared.joined(separator: ", "))"] }
        return lines.joined(separator: "\n")
    }

    private func json(_ images: [(item: InputItem, problem: String?)], _ obstacle: CommandFailure?) -> JSON {
        let entries = images.enumerated().map { index, image in
            let own = plan.ownPaths(index)
            return JSON.object([
                ("file", .string(image.item.name)), ("image_id", .integer(plan.imageIDs[index])),
                ("outputs", .array(own.map(JSON.string))), ("problem", .optional(image.problem)),
            ])
        }
        let failed = inputs.failures.map { failure in
            JSON.object([("file", .string(failure.name)), ("error", .string(failure.description))])
        }
        let shared = [plan.results, plan.lines, plan.dataSet, plan.measurements, plan.gridPicture].compactMap { $0 }
        return .object([
            ("dry_run", .boolean(true)), ("weights", .string(request.path)), ("images", .array(entries)),
            ("failed", .array(failed)), ("outputs", .array(shared.map(JSON.string))),
            ("problem", .optional(obstacle?.text)),
        ])
    }
}
