internal import Foundation
internal import MaskRCNN
internal import Torch

/// All that is needed to go on with a run: parameters, the optimiser's memory, the running average, how far it is.
struct SavedState {
    let progress: TrainingProgress
    private let path: String
    private let tensors: [String: StoredTensor]

    private static let model = "model/"
    private static let optimizer = "optimizer/"
    private static let average = "average/"

    /// Reads a run's state, every byte of which is compared with its check sum.
    ///
    /// - Throws: ``TrainingError/damaged(file:reason:)`` where it is missing, cut, of another version or not what was written.
    init(_ folder: RunFolder) throws(TrainingError) {
        path = folder.state
        guard folder.canResume else {
            throw folder.holdsRun
                ? .damaged(file: path, reason: "missing: without its state the run cannot go on")
                : .nothingToResume(folder: folder.path, reason: "it has no state.safetensors")
        }
        let path = path
        func fault(_ problem: String) -> TrainingError { .damaged(file: path, reason: problem) }
        let checkpoint = try TrainingError.rethrowing { () throws(CheckpointError) in
            let checkpoint = try Checkpoint(contentsOfFile: path)
            try checkpoint.verify()
            return checkpoint
        }
        guard let text = checkpoint.metadata[TrainingProgress.key] else {
            throw fault("it is not the state of a training run")
        }
        let version = checkpoint.metadata[TrainingProgress.versionKey] ?? "1"
        guard let number = Int(version), (1...TrainingProgress.version).contains(number) else {
            throw fault(
                "it is of version \(version.prefix(20)), and this program knows up to \(TrainingProgress.version)")
        }
        guard number < 2 || checkpoint.hasCheckSums else { throw fault("its check sums are missing") }
        guard let progress = TrainingProgress(text: text) else {
            throw fault("what it says of the run's progress makes no sense")
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
        var loaded: [String: Tensor] = [:]
        for (name, stored) in part(prefix) {
            loaded[name] = try TrainingError.rethrowing { () throws(TorchError) in try stored.tensor() }
        }
        return loaded
    }

    /// Makes sure that the memory and the average are those of the network's parameters.
    ///
    /// - Throws: ``TrainingError/damaged(file:reason:)`` with the first tensor that is not.
    func check(_ parameters: [(name: String, tensor: Tensor)]) throws(TrainingError) {
        let shapes = Dictionary(parameters.map { ($0.name, $0.tensor.shape) }) { first, _ in first }
        for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) where !name.hasPrefix(Self.model) {
            let parameter: Substring
            if name.hasPrefix(Self.average) {
                parameter = name.dropFirst(Self.average.count)
            } else if name.hasPrefix(Self.optimizer), let dot = name.lastIndex(of: ".") {
                parameter = name[..<dot].dropFirst(Self.optimizer.count)
            } else {
                throw .damaged(file: path, reason: "\"\(name)\" is no part of a run's state")
            }
            guard let shape = shapes[String(parameter)] else {
                throw .damaged(file: path, reason: "\"\(name)\" is of a parameter that the network does not have")
            }
            // The optimiser counts steps of each parameter.
            guard tensor.shape == shape || tensor.shape.isEmpty && name.hasPrefix(Self.optimizer) else {
                throw .damaged(
                    file: path, reason: "\"\(name)\": expected the parameter's shape \(shape), found \(tensor.shape)")
            }
        }
        let averages = part(Self.average)
        if !averages.isEmpty, let missing = shapes.keys.sorted().first(where: { averages[$0] == nil }) {
            throw .damaged(file: path, reason: "\"\(Self.average)\(missing)\" is missing")
        }
    }

    /// Writes a run's state: at once or not at all.
    static func write(
        _ folder: RunFolder, model: [(name: String, tensor: Tensor)], optimizer: [(name: String, tensor: Tensor)],
        average: [(name: String, tensor: Tensor)], _ progress: TrainingProgress
    ) throws(TrainingError) {
        let text: String
        do {
            text = try progress.text()
        } catch {
            throw .file(file: folder.state, reason: "the run's progress cannot be written: \(error)")
        }
        let metadata = [
            TrainingProgress.key: text, TrainingProgress.versionKey: String(TrainingProgress.version),
        ]
        let entries = try torch { () throws(TorchError) in
            try Checkpoint.entries(
                of: [(Self.model, model), (Self.optimizer, optimizer), (Self.average, average)].flatMap {
                    prefix, tensors in
                    tensors.map { (prefix + $0.name, $0.tensor) }
                })
        }
        try TrainingError.rethrowing { () throws(CheckpointError) in
            try Checkpoint.writeSafetensors(entries, metadata: metadata, to: folder.state)
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
