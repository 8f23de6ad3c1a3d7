internal import MaskRCNN
internal import Torch
package import TrainingData

/// What a run would learn from, and how long it would take: all that can be said before it begins.
package struct TrainingOutlook {
    /// The data to learn from.
    package let set: TrainingSet
    /// How many images there are to evaluate on, and objects in them; nil for none.
    package let validation: (imageCount: Int, objectCount: Int?)?
    /// What the user should know of the data and of the memory.
    package let warnings: [String]
    /// How many parameters the network has, and how many are trained.
    package let counts: (all: Int, trained: Int)
    /// What is taken over from the weights.
    package let weightNotes: [String]
    /// Steps of an epoch,
    package let stepsPerEpoch: Int
    /// and of the whole run.
    package let stepCount: Int
    /// What it takes of the memory.
    package let memory: TrainingMemoryPlan

    /// Looks at a run as it would begin.
    ///
    /// - Parameter processes: How many processes would share it.
    /// - Throws: ``TrainingError`` where the run would fail.
    package init(_ request: TrainingRequest, processes: Int) throws(TrainingError) {
        let configuration = request.configuration
        do throws(TrainingDataError) {
            set = try request.trainingSet()
            var batches = EpochOrder.Options()
            batches.batchSize = configuration.data.batchSize
            batches.worldSize = processes
            batches.groupsByAspectRatio = configuration.data.groupsByAspectRatio
            batches.repeatThreshold = configuration.data.repeatThreshold
            let order = try EpochOrder(set, options: batches)
            let accumulation = configuration.optimizer.accumulation
            stepsPerEpoch = (order.batchesPerEpoch + accumulation - 1) / accumulation
        } catch {
            throw .data(error)
        }
        stepCount = configuration.schedule.stepCount(perEpoch: stepsPerEpoch)
        memory = try TrainingMemoryPlan(
            configuration, set, device: request.device, startsFromWeights: request.weights != nil, processes: processes)
        // Numbers are the same wherever the network is.
        var request = request
        request.device = .cpu
        let task = try TrainingRun.task(request, nil, set, nil)
        let trained = task.parameters.reduce(0) { $0 + $1.tensor.count }
        let buffers = [".running_mean", ".running_var", ".num_batches_tracked"]
        let all = task.state.reduce(0) { sum, entry in
            buffers.contains(where: entry.name.hasSuffix) ? sum : sum + entry.tensor.count
        }
        counts = (all, trained)
        weightNotes = task.start.notes
        validation = task.evaluated.map { ($0.imageCount, (task as? ObjectTask)?.validation?.objectCount) }
        warnings = set.messages + (task.evaluated?.warnings ?? []) + memory.warnings
    }
}
