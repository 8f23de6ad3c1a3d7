internal import Foundation
internal import Geometry
internal import Imaging
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
    let model: TrainableModel
    let optimizer: any Optimizer
    let reducer: GradientReducer?
    let average: WeightAverage?
    let validation: ValidationData?
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

        let set = try Self.trainingSet(request, categories: saved?.progress.categories)
        order = try Self.order(set, configuration, group)
        let accumulation = max(1, configuration.optimizer.accumulation)
        stepsPerEpoch = (order.batchesPerEpoch + accumulation - 1) / accumulation
        stepCount = configuration.schedule.stepCount(perEpoch: stepsPerEpoch)
        var progress = saved?.progress ?? TrainingProgress()
        progress.categories = set.categories

        let memory = try TrainingMemoryPlan(
            configuration, set, device: request.device, startsFromWeights: request.weights != nil,
            processes: group?.size ?? 1)
        let (model, notes, startsWithClasses) = try Self.model(request, saved, set, group)
        self.model = model
        progress.startsWithClasses = progress.startsWithClasses ?? startsWithClasses
        self.progress = progress
        try saved?.check(model.state)
        let parameters = model.parameters
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
            return try WeightAverage(of: model.state, decay: decay, from: earlier)
        }
        reducer = try torch { () throws(TorchError) in
            guard let group, group.size > 1 else { return nil }
            try group.broadcast(model.state.map(\.tensor))
            return try GradientReducer(parameters.map(\.tensor), group: group)
        }
        validation = try request.validation.map { (source) throws(TrainingError) in
            try ValidationData(
                configuration.data.reading(source), categories: set.categories,
                comparesMasks: configuration.network.hasMasks)
        }
        if let validation { try model.configuration.checkKeypoints(of: validation, configuration.evaluation) }
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
        for warning in set.messages + (validation?.warnings ?? []) + memory.warnings { report(.warning(warning)) }
        if validation != nil, let note = model.configuration.sigmaNote(configuration.evaluation.keypointSigmas) {
            report(.warning(note))
        }
        for warning in validation?.warnings(limit: configuration.evaluation.maximumDetections) ?? [] {
            report(.warning(warning))
        }
        report(
            .started(
                TrainingEvent.TrainingStart(
                    model: "\(configuration.network.name), \(set.classCount + 1) classes, \(request.device)",
                    parameterCount: model.state.reduce(0) { $0 + $1.tensor.count },
                    trainedCount: parameters.reduce(0) { $0 + $1.tensor.count }, imageCount: set.images.count,
                    objectCount: set.objectCount, categories: set.categories, notes: notes,
                    stepsPerEpoch: stepsPerEpoch, stepCount: stepCount, firstStep: progress.step)))
    }

    private static func lock(_ request: TrainingRequest) throws(TrainingError) -> RunLock {
        if let lock = request.lock, lock.folder == request.folder { return lock }
        try request.folder.create()
        return try RunLock(request.folder)
    }

    private static func trainingSet(
        _ request: TrainingRequest, categories: [Int: String]?
    ) throws(TrainingError) -> TrainingSet {
        do {
            let sources = request.sources.map(request.configuration.data.reading)
            return try TrainingSet(sources, categories: categories, options: request.configuration.setOptions)
        } catch {
            throw .data(error)
        }
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

    /// The network, and what was taken over from the weights that it starts from.
    private static func model(
        _ request: TrainingRequest, _ saved: SavedState?, _ set: TrainingSet, _ group: ProcessGroup?
    ) throws(TrainingError) -> (TrainableModel, notes: [String], startsWithClasses: Bool) {
        let network = try request.configuration.network.fitted(to: set)
        let classWeights = request.configuration.training.classWeights
        guard classWeights.isEmpty || classWeights.count == network.classCount else {
            throw .configuration(
                key: "training.classWeights",
                expected: "\(network.classCount) numbers, for the background and \(set.classCount) classes",
                found: "\(classWeights.count)")
        }
        let training = request.configuration.training
        let layers = request.configuration.trainedLayers(startsFromWeights: request.weights != nil)
        let statistics: BatchStatistics =
            switch training.normalization {
            case .live: .batch(momentum: 0.1)
            case .synchronized: .synchronized(momentum: 0.1)
            case .frozen: .stored
            }
        do throws(MaskRCNNError) {
            var weights =
                saved == nil
                ? try request.weights.map { (path) throws(MaskRCNNError) in try StartingWeights(path) } : nil
            let fitted = try weights?.fit(network)
            let source: ParameterStore.Source =
                if let saved {
                    .checkpoint(saved.model)
                } else if let weights {
                    .partial(weights.tensors, seed: request.configuration.seed)
                } else {
                    .random(seed: request.configuration.seed)
                }
            let model = try TrainableModel(
                network, source, device: request.device, statistics: statistics,
                trainsNorms: training.normalization != .frozen, trainableLayers: layers, group: group)
            if saved != nil {
                do throws(ParameterStore.Mismatch) {
                    try model.checkSource()
                } catch {
                    throw MaskRCNNError.weights(file: request.folder.state, model: network.name, error)
                }
            }
            guard let weights else { return (model, [], false) }
            let notes = try model.carryOver(weights, categories: set.categories)
            return (model, notes + (fitted.map { [$0] } ?? []), !weights.categories.isEmpty)
        } catch {
            throw .model(error)
        }
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
