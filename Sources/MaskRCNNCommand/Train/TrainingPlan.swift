import COCO
import ClassMaps
import Files
import Foundation
import MaskRCNN
import Torch
import Training
import TrainingData
import Zoo

/// All that a run is to do, with every file found and read, but nothing begun.
struct TrainingPlan: Sendable {
    /// What the trainer gets.
    let request: TrainingRequest
    /// What is kept of it for resuming.
    let inputs: RunInputs
    /// This process among all.
    let place: ProcessPlace
    /// Whether a run in the folder is to be replaced.
    let replacesRun: Bool
    /// How long processes wait for each other.
    let peerTimeout: Duration
    /// What the user should know beforehand.
    let notes: [String]
    /// What the user should worry about.
    let warnings: [String]

    /// - Throws: ``CommandFailure`` where something is missing, wrong, or would be written over.
    init(_ command: Train, place: ProcessPlace) throws {
        self.place = place
        replacesRun = command.settings.overwrite
        peerTimeout = .seconds(command.settings.peerTimeout)
        var (notes, warnings): ([String], [String]) = ([], [])
        var configuration: TrainingConfiguration
        var inputs: RunInputs
        var earlier: RunInputs?
        let folder: RunFolder
        let device: DeviceName
        let lock: RunLock?
        if let path = command.settings.resume {
            folder = RunFolder(Self.trimmed(path))
            guard folder.exists, folder.holdsRun else { throw Self.nothingToResume(folder) }
            // Before anything is read, which another run may be changing.
            lock = try Self.lock(folder, place, command.settings)
            guard folder.canResume || folder.wasStoppedBeforeItsBeginning else { throw Self.withoutState(folder) }
            inputs = try failing { () throws(TrainingError) in try RunInputs(of: folder) }
            configuration = try failing { () throws(TrainingError) in
                try folder.savedConfiguration(fallback: .maskRCNNResNet50FPN)
            }
            earlier = inputs
            if command.data.namesData {
                let data = try Self.data(command.data)
                // Other data to evaluate on are no reason to learn from others.
                if !data.training.isEmpty { inputs.training = data.training }
                inputs.validation = data.validation ?? (data.training.isEmpty ? inputs.validation : nil)
            }
            device = command.model.device ?? DeviceName(argument: inputs.device) ?? .cpu
        } else {
            let data = try Self.data(command.data)
            let name = Self.trimmed(command.data.data ?? command.data.train.first ?? "run")
            folder = try Self.folder(command.settings, data: name, place: place)
            lock = folder.exists ? try Self.lock(folder, place, command.settings) : nil
            let weights = try command.model.weights.map { name throws(CommandFailure) in try Self.weights(name) }
            inputs = RunInputs(training: data.training, validation: data.validation, weights: weights, device: "cpu")
            inputs.labels = data.labels
            let detected = try weights.flatMap { path throws(CommandFailure) in try Self.network(of: path) }
            configuration = try Self.configuration(
                file: command.settings.config, model: command.model.model, fallback: detected)
            device = command.model.device ?? .cpu
            if data.validation == nil {
                let figure = JudgedFigure.of(configuration).title
                notes.append("there are no data to evaluate on: no \(figure) is told, and no best weights are kept")
            }
        }
        guard Path.isUnicode(folder.path) else {
            throw CommandFailure(
                .usage, "\(folder.path): the folder of a run has a name in UTF-8, since its records name files by it")
        }
        inputs.device = device.text
        inputs.threads = command.model.threads ?? inputs.threads
        if let labels = command.classMaps.labels { inputs.labels = Self.absolute(labels) }
        command.apply(to: &configuration)
        for setting in command.settings.set {
            try failing { () throws(TrainingError) in try configuration.set(setting.key, to: setting.value) }
        }
        let option = command.idleOption(
            in: configuration, isEvaluated: inputs.validation != nil,
            hasMapFiles: inputs.training.contains { FileStatus.isFolder($0.annotations) })
        if let option {
            throw CommandFailure(.usage, option)
        }
        try failing { () throws(TrainingError) in try configuration.validate() }
        let resolved = configuration
        var request = TrainingRequest(
            resolved,
            sources: try inputs.training.map { data throws(CommandFailure) in
                try Self.source(data, for: resolved)
            },
            validation: try inputs.validation.map { data throws(CommandFailure) in
                try Self.source(data, for: resolved)
            },
            folder: folder)
        request.classes = try inputs.labels.map(ClassPalette.named)
        if place.isFirst {
            Self.takeDown(request, in: &inputs)
            if let earlier { warnings += Self.changes(in: inputs, since: earlier) }
            warnings += Self.sharedImages(request)
        }
        for source in request.sources + (request.validation.map { [$0] } ?? []) {
            guard let misreading = DatasetMisreading(of: source.dataset) else { continue }
            notes.append(
                "\(source.name): \(misreading); `maskrcnn dataset check` tells more"
                    + (misreading.isCertain ? ", and --fix mends it" : ""))
        }
        if place.isFirst {
            request.contents = inputs.training.map(\.content)
            request.validationContent = inputs.validation?.content
        }
        request.programVersion = Release.version
        request.weights = inputs.weights
        request.resumes = command.settings.resume != nil
        request.device = place.device(device)
        request.threads = inputs.threads
        request.lock = lock
        self.request = request
        self.inputs = inputs
        self.notes = notes
        self.warnings = warnings
    }

    private static func configuration(
        file: String?, model: NetworkDescription?, fallback: NetworkDescription?
    ) throws(CommandFailure) -> TrainingConfiguration {
        var fallback = fallback ?? .detection(.maskRCNNResNet50FPN)
        // Weights with another ε are fitted to this one, which torchvision takes for every checkpoint but its own.
        if case .detection(var network) = fallback, case .frozenBatchNorm = network.backbone.normalization {
            network.backbone.normalization = .frozenBatchNorm(epsilon: 1e-5)
            fallback = .detection(network)
        }
        guard let file else { return TrainingConfiguration(model: model ?? fallback) }
        do {
            return try TrainingConfiguration(contentsOfFile: file, model: model, fallback: fallback)
        } catch .file(_, let problem) {
            throw CommandFailure(.noInput, problem)
        } catch {
            throw CommandFailure(error)
        }
    }

    /// The network that a checkpoint is of; nil for a backbone alone.
    private static func network(of path: String) throws(CommandFailure) -> NetworkDescription? {
        let checkpoint = try CheckpointFile.open(path)
        do throws(MaskRCNNError) {
            if let network = try Configuration.detected(in: checkpoint) { return .detection(network) }
            return try SegmentationConfiguration.detected(in: checkpoint).map(NetworkDescription.segmentation)
        } catch {
            throw CommandFailure(loading: error, from: path)
        }
    }

    /// The data that options name, with absolute paths, so that the run can be resumed from anywhere.
    private static func data(
        _ options: TrainingDataOptions
    ) throws(CommandFailure) -> (training: [RunInputs.Data], validation: RunInputs.Data?, labels: String?) {
        if let path = options.data {
            let found = try DatasetFolder(path)
            return ([absolute(found.training)], found.validation.map(absolute), found.labels.map(absolute))
        }
        let training = options.train.enumerated().map { index, file in
            let images = options.images.count == 1 ? options.images[0] : options.images[index]
            return absolute(RunInputs.Data(annotations: file, images: images))
        }
        let validation = options.val.map { file in
            absolute(RunInputs.Data(annotations: file, images: options.valImages ?? options.images.first ?? "."))
        }
        return (training, validation, nil)
    }

    private static func absolute(_ data: RunInputs.Data) -> RunInputs.Data {
        RunInputs.Data(annotations: absolute(data.annotations), images: absolute(data.images))
    }

    private static func absolute(_ path: String) -> String {
        Path.isAbsolute(path) ? path : Path.joined(Path.current, path)
    }

    private static func trimmed(_ path: String) -> String {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }

    private static func weights(_ name: String) throws(CommandFailure) -> String {
        do {
            return absolute(try PublishedWeights.path(of: name))
        } catch {
            throw CommandFailure(.noInput, error.description)
        }
    }

    private static func source(
        _ data: RunInputs.Data, for configuration: TrainingConfiguration
    ) throws(CommandFailure) -> TrainingSet.Source {
        guard FileStatus.isFolder(data.images) else {
            throw CommandFailure(
                .noInput, "\(data.images): \(FileStatus.wordsOfNoFolder(data.images))",
                hint: "--images and --val-images name the folders of images.")
        }
        let allowsOutside = configuration.data.allowsOutside
        guard FileStatus.isFolder(data.annotations) else {
            return TrainingSet.Source(
                try Dataset.given(data.annotations), imageFolder: data.images, name: data.annotations,
                allowsOutside: allowsOutside)
        }
        guard configuration.segmentation != nil else {
            throw CommandFailure(
                .usage,
                "\(data.annotations): expected a data set in COCO's format for \(configuration.trained.words), found a folder",
                hint: "A folder of class maps is for networks that give every pixel a class: --model fcn_resnet50.")
        }
        do throws(TrainingDataError) {
            return try TrainingSet.Source(
                pictures: data.images, classMaps: data.annotations, allowsOutside: allowsOutside)
        } catch {
            throw CommandFailure(error)
        }
    }

    /// The folder of the run, checked: one that was named, or the first free one of `runs/NAME`, `runs/NAME-2`, ….
    private static func folder(
        _ options: RunOptions, data: String, place: ProcessPlace
    ) throws(CommandFailure) -> RunFolder {
        if let output = options.output {
            let folder = RunFolder(trimmed(output))
            if folder.holdsRun, !options.overwrite { throw CommandFailure(TrainingError.runExists(folder: output)) }
            if let obstacle = OutputFolder.obstacle(output) { throw obstacle }
            return folder
        }
        if place.count > 1 {
            throw CommandFailure(
                .usage, "--output is needed where several processes train: all must have the same folder")
        }
        let stem = Path.stem(of: absolute(data))
        let name = stem.isEmpty || stem == "/" || stem.hasPrefix(".") ? "run" : stem
        let base = "runs/" + name
        if options.overwrite { return RunFolder(base) }
        let free = (1...10_000).lazy.map { RunFolder($0 == 1 ? base : "\(base)-\($0)") }.first { !$0.holdsRun }
        guard let free else {
            throw CommandFailure(.cannotWrite, "\(base): too many runs", hint: "--output names a folder.")
        }
        if let obstacle = OutputFolder.obstacle(free.path) { throw obstacle }
        return free
    }

    /// Keeps other runs out of a folder that is there; nil where this process writes nothing.
    private static func lock(
        _ folder: RunFolder, _ place: ProcessPlace, _ options: RunOptions
    ) throws(CommandFailure) -> RunLock? {
        guard place.isFirst, !options.dryRun else { return nil }
        return try failing { () throws(TrainingError) in try RunLock(folder) }
    }

    private static func nothingToResume(_ folder: RunFolder) -> CommandFailure {
        guard FileStatus.exists(folder.path) else {
            return CommandFailure(
                .noInput, "\(folder.path): no such folder", hint: "--resume names the folder of a run.")
        }
        let reason = "there is no state.safetensors, so it is not the folder of a run"
        return CommandFailure(TrainingError.nothingToResume(folder: folder.path, reason: reason))
    }

    private static func withoutState(_ folder: RunFolder) -> CommandFailure {
        var failure = CommandFailure(
            TrainingError.damaged(file: folder.state, reason: "missing: without its state the run cannot go on"))
        failure.hint = "--overwrite starts it anew; best.* and last.* may be whole."
        return failure
    }
}

/// Runs what may throw a `TrainingError` and passes that on as a ``CommandFailure``.
private func failing<Result>(_ body: () throws(TrainingError) -> Result) throws(CommandFailure) -> Result {
    do {
        return try body()
    } catch {
        throw CommandFailure(error)
    }
}
