internal import Torch

/// All that is needed to go on with a run: parameters, the optimiser's memory, the running average, how far it is.
struct SavedState {
    let progress: TrainingProgress
    private let tensors: [String: StoredTensor]

    private static let model = "model/"
    private static let optimizer = "optimizer/"
    private static let average = "average/"

    /// Reads a run's state.
    init(_ folder: RunFolder) throws(TrainingError) {
        guard folder.canResume else {
            throw .nothingToResume(folder: folder.path, reason: "it has no state.safetensors")
        }
        let checkpoint = try torch { () throws(TorchError) in try Checkpoint(contentsOfFile: folder.state) }
        guard let progress = checkpoint.metadata[TrainingProgress.key].flatMap(TrainingProgress.init(text:)) else {
            throw .nothingToResume(folder: folder.path, reason: "state.safetensors is not a training run's")
        }
        self.progress = progress
        tensors = Dictionary(checkpoint.entries.map { ($0.name, $0.tensor) }) { first, _ in first }
    }

    private func part(_ prefix: String) -> [String: StoredTensor] {
        var part: [String: StoredTensor] = [:]
        for (name, tensor) in tensors where name.hasPrefix(prefix) {
            part[String(name.dropFirst(prefix.count))] = tensor
        }
        return part
    }

    /// The network's parameters and buffers.
    var model: [String: StoredTensor] { part(Self.model) }

    /// The optimiser's memory.
    func optimizer() throws(TrainingError) -> [String: Tensor] { try loaded(Self.optimizer) }

    /// The running average.
    func average() throws(TrainingError) -> [String: Tensor] { try loaded(Self.average) }

    private func loaded(_ prefix: String) throws(TrainingError) -> [String: Tensor] {
        try torch { () throws(TorchError) in
            var loaded: [String: Tensor] = [:]
            for (name, stored) in part(prefix) { loaded[name] = try stored.tensor() }
            return loaded
        }
    }

    /// Writes a run's state: at once or not at all.
    static func write(
        _ folder: RunFolder, model: [(name: String, tensor: Tensor)], optimizer: [(name: String, tensor: Tensor)],
        average: [(name: String, tensor: Tensor)], _ progress: TrainingProgress
    ) throws(TrainingError) {
        try torch { () throws(TorchError) in
            var entries: [Checkpoint.Entry] = []
            for (prefix, tensors) in [(Self.model, model), (Self.optimizer, optimizer), (Self.average, average)] {
                for (name, tensor) in tensors {
                    entries.append(Checkpoint.Entry(name: prefix + name, tensor: try tensor.stored()))
                }
            }
            try Checkpoint.writeSafetensors(
                entries, metadata: [TrainingProgress.key: progress.text()], to: folder.state)
        }
    }
}

/// Runs what may throw a `TorchError` and passes that on as a ``TrainingError``.
func torch<Result>(_ body: () throws(TorchError) -> Result) throws(TrainingError) -> Result {
    do {
        return try body()
    } catch {
        throw .torch(error)
    }
}
