import COCO
import Files
import Foundation
import MaskRCNN
import Torch
import Training
import TrainingData

/// What `train --dry-run` says: what a run would do, and its configuration, as a file that `--config` takes.
struct TrainingDryRun {
    let plan: TrainingPlan
    let messages: TrainingMessageOptions

    /// - Throws: ``CommandFailure`` when the run would fail.
    func run() throws {
        guard plan.place.isFirst else { return }
        let configuration = plan.request.configuration
        let outlook: TrainingOutlook
        do throws(TrainingError) {
            outlook = try TrainingOutlook(plan.request, processes: plan.place.count)
        } catch {
            throw CommandFailure(error)
        }
        do {
            try plan.request.device.prepare()
        } catch {
            throw CommandFailure(.unavailable, error.description, hint: CommandFailure.deviceHint)
        }
        if !messages.quiet {
            for message in outlook.warnings { Console.standard.note("warning: \(message)") }
            for warning in plan.warnings { Console.standard.note("warning: " + warning) }
            for note in plan.notes { Console.standard.note("note: " + note) }
            let warmup = configuration.schedule.warmupSteps ?? 0
            let steps = outlook.stepCount
            if warmup > steps / 2 {
                Console.standard.note(
                    "note: the learning rate rises over \(Quantity.count(warmup, "step")), and there \(steps == 1 ? "is" : "are") \(steps); --warmup-steps is best lower"
                )
            }
        }
        if messages.json {
            try Console.standard.print(json(outlook).document)
        } else if !messages.quiet {
            let lines = text(outlook).map { $0.isEmpty ? "#" as TerminalText : "# \($0)" }
            try Console.standard.print(
                lines.joined(separator: "\n") + "\n" + TerminalText(document: configuration.yaml()))
        }
    }

    private func text(_ outlook: TrainingOutlook) -> [String] {
        let (request, configuration) = (plan.request, plan.request.configuration)
        let names = outlook.set.classNames.sorted { $0.key < $1.key }.map(\.value)
        let shown = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? " …" : "")
        let rate = StepLine.rate(configuration.rate)
        let batch = configuration.data.batchSize * configuration.optimizer.accumulation
        let every = configuration.evaluation.everyEpochs
        var lines = [
            "Would \(request.resumes ? "go on with" : "train") \(configuration.trained.name) in \(request.folder.path) on \(request.device)"
                + (plan.place.count > 1 ? ", in \(plan.place.count) processes" : ""),
            "",
        ]
        for data in plan.inputs.training { lines.append("training    \(data.annotations), images in \(data.images)") }
        lines += [
            "            \(Quantity.count(outlook.set.images.count, "image")), "
                + (outlook.set.maps == nil ? "\(Quantity.count(outlook.set.objectCount, "object")), " : "")
                + "\(Quantity.count(names.count, "class", "classes")): \(shown)",
            "validation  \(plan.inputs.validation.map { "\($0.annotations), images in \($0.images)" } ?? "none")",
        ]
        if let validation = outlook.validation {
            lines.append(
                "            \(Quantity.count(validation.imageCount, "image"))"
                    + (validation.objectCount.map { ", " + Quantity.count($0, "object") } ?? ""))
        }
        lines += [
            "weights     \(request.weights ?? "none: all parameters are drawn")"
        ]
        lines += outlook.weightNotes.map { "            " + $0 }
        lines += [
            "network     \(Quantity.count(outlook.counts.all, "parameter")), \(Quantity.grouped(outlook.counts.trained)) trained",
            "memory      about \(MemorySize(bytes: outlook.memory.wholeBytes)) of the budget of "
                + "\(MemorySize(bytes: outlook.memory.budget.bytes)) (\(outlook.memory.budget.origin))",
            "steps       \(Quantity.grouped(outlook.stepCount)), \(Quantity.grouped(outlook.stepsPerEpoch)) an epoch, "
                + "of \(Quantity.count(batch, "image")) each; \(configuration.optimizer.method.rawValue), learning rate \(rate)",
            "evaluation  \(request.validation == nil ? "none" : every == 0 ? "at the end" : every == 1 ? "after every epoch" : "every \(every) epochs")",
        ]
        return lines
    }

    private func json(_ outlook: TrainingOutlook) -> JSON {
        func entry(_ data: RunInputs.Data) -> JSON {
            .object([("annotations", .string(data.annotations)), ("images", .string(data.images))])
        }
        let categories = outlook.set.classNames.sorted { $0.key < $1.key }
        return .object([
            ("dry_run", .boolean(true)), ("folder", .string(plan.request.folder.path)),
            ("resumes", .boolean(plan.request.resumes)), ("device", .string("\(plan.request.device)")),
            ("processes", .integer(plan.place.count)), ("weights", .optional(plan.request.weights)),
            ("weight_notes", .array(outlook.weightNotes.map(JSON.string))),
            ("training", .array(plan.inputs.training.map(entry))),
            ("validation", plan.inputs.validation.map(entry) ?? .null),
            ("images", .integer(outlook.set.images.count)),
            ("objects", outlook.set.maps == nil ? .integer(outlook.set.objectCount) : .null),
            ("validation_images", outlook.validation.map { .integer($0.imageCount) } ?? .null),
            ("categories", .object(categories.map { (String($0.key), .string($0.value)) })),
            ("warnings", .array((outlook.warnings + plan.warnings).map { .string($0) })),
            ("parameters", .integer(outlook.counts.all)), ("trained_parameters", .integer(outlook.counts.trained)),
            ("steps_per_epoch", .integer(outlook.stepsPerEpoch)), ("steps", .integer(outlook.stepCount)),
            ("configuration", .string(plan.request.configuration.yaml())),
        ])
    }
}
