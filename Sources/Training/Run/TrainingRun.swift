internal import Foundation
internal import MaskRCNN
internal import Torch
internal import TrainingData
internal import TrainingRecords

/// A run: data, network, optimiser and records, and how far it is.
final class TrainingRun {
    let request: TrainingRequest
    let configuration: TrainingConfiguration
    let group: ProcessGroup?
    let report: (TrainingEvent) -> Void

    let order: EpochOrder
    let loader: SampleLoader
    let warnings: Warnings
    let task: any TrainedTask
    let optimizer: any Optimizer
    let reducer: GradientReducer?
    let average: WeightAverage?
    /// The data to evaluate on; nil for none.
    let evaluated: EvaluatedData?
    let records: RunRecords?
    let manifest: RunManifest?
    /// Keeps other runs out of the folder, as long as this one is there.
    private let lock: RunLock?
    /// Whether the run goes on from a state, rather than begins.
    let startedFromState: Bool
    var progress: TrainingProgress
    var estimate: ProgressEstimate

    /// Whether this process writes files and reports.
    var isFirst: Bool { group.map { $0.rank == 0 } ?? true }
    /// Steps of an epoch, and of the whole run.
    let stepsPerEpoch: Int
    let stepCount: Int

    init(
        _ request: TrainingRequest, group: ProcessGroup?, report: @escaping (TrainingEvent) -> Void
    ) throws(TrainingError) {
        let configuration = request.configuration
        self.request = request
        self.configuration = configuration
        self.group = group
        self.report = report
        let isFirst = group.map { $0.rank == 0 } ?? true
        try configuration.validate()
        // Before anything in the folder is read: another run may be changing it.
        lock = isFirst ? try Self.lock(request) : nil
        try torch { () throws(TorchError) in
            try request.device.prepare()
            try LibTorch.setThreadCount(request.threads ?? LibTorch.defaultThreadCount)
        }
        let begins = !request.resumes || request.folder.wasStoppedBeforeItsBeginning
        if isFirst, !request.resumes, request.folder.holdsRun { throw .runExists(folder: request.folder.path) }
        let saved = begins ? nil : try SavedState(request.folder)
        startedFromState = saved != nil
        manifest = isFirst ? try RunManifest(request.folder) : nil

        let set: TrainingSet
        do {
            set = try request.trainingSet(categories: saved?.progress.categories)
        } catch {
            throw .data(error)
        }
        order = try Self.order(set, configuration, group)
        let accumulation = max(1, configuration.optimizer.accumulation)
        stepsPerEpoch = (order.batchesPerEpoch + accumulation - 1) / accumulation
        stepCount = configuration.schedule.stepCount(perEpoch: stepsPerEpoch)
        var progress = saved?.progress ?? TrainingProgress()
        progress.categories = set.classNames

        let memory = try TrainingMemoryPlan(
            configuration, set, device: request.device, startsFromWeights: request.weights != nil,
            processes: group?.size ?? 1)
        let task = try Self.task(request, saved, set, group)
        self.task = task
        progress.startsWithClasses = progress.startsWithClasses ?? task.start.hasClasses
        self.progress = progress
        try saved?.check(task.state)
        let parameters = task.parameters
        optimizer = configuration.optimizer.optimizer(configuration.optimizer.groups(parameters))
        let optimizer = optimizer
        let decay = configuration.optimizer.averageDecay
        if let saved {
            let memory = try saved.optimizer()
            try torch { () throws(TorchError) in try optimizer.restore(memory) }
        }
        let earlier = try saved?.average()
        average = try torch { () throws(TorchError) in
            guard let decay else { return nil }
            return try WeightAverage(of: task.state, decay: decay, from: earlier)
        }
        reducer = try torch { () throws(TorchError) in
            guard let group, group.size > 1 else { return nil }
            try group.broadcast(task.state.map(\.tensor))
            return try GradientReducer(parameters.map(\.tensor), group: group)
        }
        evaluated = task.evaluated
        warnings = Warnings()
        let warnings = warnings
        loader = try Self.loader(set, order, configuration, memory, step: progress.step * accumulation) {
            warnings.add($0)
        }
        estimate = ProgressEstimate(imagesPerStep: configuration.data.batchSize * accumulation)
        records = try manifest.map { (manifest) throws(TrainingError) in
            try RunRecords(request.folder, manifest, resuming: saved?.progress)
        }
        guard isFirst else { return }
        try manifest?.willWrite(request.folder.configuration)
        try request.folder.write(configuration)
        if lock?.isHeld == false {
            report(
                .warning(
                    "\(request.folder.path): the disk has no locks, so that a second run in the folder would not be noticed"
                ))
        }
        if let records, records.missingCount > 0 {
            report(
                .warning(
                    "\(request.folder.metrics): the figures of \(records.missingCount) of the \(progress.step) steps that are "
                        + "done are not in it"))
        }
        if records?.hasLostEvents == true {
            report(
                .warning(
                    "\(request.folder.events): the events of the \(progress.step) steps that are done are not there"))
        }
        for warning in set.messages + memory.warnings + (evaluated?.warnings ?? []) { report(.warning(warning)) }
        report(
            .started(
                TrainingEvent.TrainingStart(
                    model: "\(configuration.trained.name), \(set.networkClassCount) classes, \(request.device)",
                    parameterCount: task.state.reduce(0) { $0 + $1.tensor.count },
                    trainedCount: parameters.reduce(0) { $0 + $1.tensor.count }, imageCount: set.images.count,
                    objectCount: set.maps == nil ? set.objectCount : nil, categories: set.classNames,
                    notes: task.start.notes,
                    stepsPerEpoch: stepsPerEpoch, stepCount: stepCount, firstStep: progress.step)))
    }

    private static func lock(_ request: TrainingRequest) throws(TrainingError) -> RunLock {
        if let lock = request.lock, lock.folder == request.folder { return lock }
        try request.folder.create()
        return try RunLock(request.folder)
    }

    private static func order(
        _ set: TrainingSet, _ configuration: TrainingConfiguration, _ group: ProcessGroup?
    ) throws(TrainingError) -> EpochOrder {
        var options = EpochOrder.Options()
        options.batchSize = configuration.data.batchSize
        options.worldSize = group?.size ?? 1
        options.rank = group?.rank ?? 0
        options.seed = configuration.seed
        options.groupsByAspectRatio = configuration.data.groupsByAspectRatio
        options.repeatThreshold = configuration.data.repeatThreshold
        do {
            return try EpochOrder(set, options: options)
        } catch {
            throw .data(error)
        }
    }

    private static func loader(
        _ set: TrainingSet, _ order: EpochOrder, _ configuration: TrainingConfiguration, _ memory: TrainingMemoryPlan,
        step: Int, warn: @escaping @Sendable (String) -> Void
    ) throws(TrainingError) -> SampleLoader {
        var options = SampleLoader.Options()
        options.workers = configuration.data.workers
        options.brokenImages = configuration.data.brokenImages
        options.cacheBytes = memory.cacheBytes
        options.lookAheadBytes = memory.samplesBytes
        do {
            return try SampleLoader(
                set, order: order, augmentation: configuration.augmentation, from: order.position(afterBatches: step),
                options: options, warn: warn)
        } catch {
            throw .data(error)
        }
    }

    /// The network, as its kind is trained.
    static func task(
        _ request: TrainingRequest, _ saved: SavedState?, _ set: TrainingSet, _ group: ProcessGroup?
    ) throws(TrainingError) -> any TrainedTask {
        if let settings = request.configuration.segmentation, let maps = set.maps {
            return try ClassMapTask(request, settings, saved, set, maps: maps, group: group)
        }
        return try ObjectTask(request, saved, set, group: group)
    }
}

/// Warnings that come from other threads until they are reported.
final class Warnings: @unchecked Sendable {
    private let lock = NSLock()
    private var waiting: [String] = []

    func add(_ text: String) { lock.withLock { waiting.append(text) } }

    func take() -> [String] {
        lock.withLock {
            defer { waiting = [] }
            return waiting
        }
    }
}
