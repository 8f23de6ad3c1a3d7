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
        let training: TrainingSet
        let order: EpochOrder
        do throws(TrainingDataError) {
            training = try TrainingSet(
                plan.request.sources.map(configuration.data.reading), options: configuration.setOptions)
            var batches = EpochOrder.Options()
            batches.batchSize = configuration.data.batchSize
            batches.worldSize = plan.place.count
            batches.groupsByAspectRatio = configuration.data.groupsByAspectRatio
            batches.repeatThreshold = configuration.data.repeatThreshold
            order = try EpochOrder(training, options: batches)
        } catch {
            throw CommandFailure(error)
        }
        let validation: ValidationData?
        do throws(TrainingError) {
            let categories = training.categories
            validation = try plan.request.validation.map { (source) throws(TrainingError) in
                try ValidationData(configuration.data.reading(source), categories: categories)
            }
        } catch {
            throw CommandFailure(error)
        }
        let memory: TrainingMemoryPlan
        do throws(TrainingError) {
            memory = try TrainingMemoryPlan(
                configuration, training, device: plan.request.device, startsFromWeights: plan.request.weights != nil,
                processes: plan.place.count)
        } catch {
            throw CommandFailure(error)
        }
        let warnings = training.messages + (validation?.warnings ?? []) + memory.warnings
        do {
            try plan.request.device.prepare()
        } catch {
            throw CommandFailure(.unavailable, error.description, hint: CommandFailure.deviceHint)
        }
        let (counts, weightNotes) = try parameters(training)
        let stepsPerEpoch =
            (order.batchesPerEpoch + configuration.optimizer.accumulation - 1) / configuration.optimizer.accumulation
        let steps = configuration.schedule.stepCount(perEpoch: stepsPerEpoch)
        if !messages.quiet {
            for message in warnings { Console.standard.note("warning: \(message)") }
            for warning in plan.warnings { Console.standard.note("warning: " + warning) }
            for note in plan.notes { Console.standard.note("note: " + note) }
            let warmup = configuration.schedule.warmupSteps ?? 0
            if warmup > steps / 2 {
                Console.standard.note(
                    "note: the learning rate rises over \(Quantity.count(warmup, "step")), and there \(steps == 1 ? "is" : "are") \(steps); --warmup-steps is best lower"
                )
            }
        }
        let summary = Summary(
            training: training, validation: validation, warnings: warnings, counts: counts, weightNotes: weightNotes,
            stepsPerEpoch: stepsPerEpoch, steps: steps, memory: memory)
        if messages.json {
            try Console.standard.print(json(summary).document)
        } else if !messages.quiet {
            let lines = text(summary).map { $0.isEmpty ? "#" as TerminalText : "# \($0)" }
            try Console.standard.print(
                lines.joined(separator: "\n") + "\n" + TerminalText(document: configuration.yaml()))
        }
    }

    private struct Summary {
        let training: TrainingSet
        let validation: ValidationData?
        let warnings: [String]
        let counts: (all: Int, trained: Int)
        /// What is taken over from the weights.
        let weightNotes: [String]
        let stepsPerEpoch: Int
        let steps: Int
        let memory: TrainingMemoryPlan
    }

    /// Numbers of parameters, and of those that are trained.
    private func parameters(
        _ set: TrainingSet
    ) throws(CommandFailure) -> (counts: (all: Int, trained: Int), notes: [String]) {
        let network: Configuration
        do {
            network = try plan.request.configuration.network.fitted(to: set)
        } catch {
            throw CommandFailure(error)
        }
        var notes: [String] = []
        let layers = plan.request.configuration.trainedLayers(startsFromWeights: plan.request.weights != nil)
        do throws(MaskRCNNError) {
            // What the weights are refused for, a run would refuse them for.
            let weights = try plan.request.weights.map { (path) throws(MaskRCNNError) in try StartingWeights(path) }
            let model = try TrainableModel(
                network, weights.map { .partial($0.tensors, seed: 0) } ?? .random(seed: 0), statistics: .stored,
                trainableLayers: layers)
            if let weights { notes = try model.carryOver(weights, categories: set.categories) }
            let trained = model.parameters.reduce(0) { $0 + $1.tensor.shape.reduce(1, *) }
            let buffers = [".running_mean", ".running_var", ".num_batches_tracked"]
            let all = model.state.reduce(0) { sum, entry in
                buffers.contains(where: entry.name.hasSuffix) ? sum : sum + entry.tensor.shape.reduce(1, *)
            }
            return ((all, trained), notes)
        } catch {
            throw CommandFailure(TrainingError.model(error))
        }
    }

    private func text(_ summary: Summary) -> [String] {
        let (request, configuration) = (plan.request, plan.request.configuration)
        let names = summary.training.categories.sorted { $0.key < $1.key }.map(\.value)
        let shown = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? " …" : "")
        let rate = StepLine.rate(configuration.rate)
        let batch = configuration.data.batchSize * configuration.optimizer.accumulation
        let every = configuration.evaluation.everyEpochs
        var lines = [
            "Would \(request.resumes ? "go on with" : "train") \(configuration.network.name) in \(request.folder.path) on \(request.device)"
                + (plan.place.count > 1 ? ", in \(plan.place.count) processes" : ""),
            "",
        ]
        for data in plan.inputs.training { lines.append("training    \(data.annotations), images in \(data.images)") }
        lines += [
            "            \(Quantity.count(summary.training.images.count, "image")), "
                + "\(Quantity.count(summary.training.objectCount, "object")), "
                + "\(Quantity.count(names.count, "class", "classes")): \(shown)",
            "validation  \(plan.inputs.validation.map { "\($0.annotations), images in \($0.images)" } ?? "none")",
        ]
        if let validation = summary.validation {
            lines.append(
                "            \(Quantity.count(validation.source.dataset.images.count, "image")), \(Quantity.count(validation.objectCount, "object"))"
            )
        }
        lines += [
            "weights     \(request.weights ?? "none: all parameters are drawn")"
        ]
        lines += summary.weightNotes.map { "            " + $0 }
        lines += [
            "network     \(Quantity.count(summary.counts.all, "parameter")), \(Quantity.grouped(summary.counts.trained)) trained",
            "memory      about \(MemorySize(bytes: summary.memory.wholeBytes)) of the budget of "
                + "\(MemorySize(bytes: summary.memory.budget.bytes)) (\(summary.memory.budget.origin))",
            "steps       \(Quantity.grouped(summary.steps)), \(Quantity.grouped(summary.stepsPerEpoch)) an epoch, "
                + "of \(Quantity.count(batch, "image")) each; \(configuration.optimizer.method.rawValue), learning rate \(rate)",
            "evaluation  \(request.validation == nil ? "none" : every == 0 ? "at the end" : every == 1 ? "after every epoch" : "every \(every) epochs")",
        ]
        return lines
    }

    private func json(_ summary: Summary) -> JSON {
        func entry(_ data: RunInputs.Data) -> JSON {
            .object([("annotations", .string(data.annotations)), ("images", .string(data.images))])
        }
        let categories = summary.training.categories.sorted { $0.key < $1.key }
        return .object([
            ("dry_run", .boolean(true)), ("folder", .string(plan.request.folder.path)),
            ("resumes", .boolean(plan.request.resumes)), ("device", .string("\(plan.request.device)")),
            ("processes", .integer(plan.place.count)), ("weights", .optional(plan.request.weights)),
            ("weight_notes", .array(summary.weightNotes.map(JSON.string))),
            ("training", .array(plan.inputs.training.map(entry))),
            ("validation", plan.inputs.validation.map(entry) ?? .null),
            ("images", .integer(summary.training.images.count)), ("objects", .integer(summary.training.objectCount)),
            ("validation_images", summary.validation.map { .integer($0.source.dataset.images.count) } ?? .null),
            ("categories", .object(categories.map { (String($0.key), .string($0.value)) })),
            ("warnings", .array((summary.warnings + plan.warnings).map { .string($0) })),
            ("parameters", .integer(summary.counts.all)), ("trained_parameters", .integer(summary.counts.trained)),
            ("steps_per_epoch", .integer(summary.stepsPerEpoch)), ("steps", .integer(summary.steps)),
            ("configuration", .string(plan.request.configuration.yaml())),
        ])
    }
}
