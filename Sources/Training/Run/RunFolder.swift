internal import Files
internal import Foundation

/// The folder of a run and the files in it.
public struct RunFolder: Sendable, Hashable {
    /// Its path.
    public let path: String

    /// Names a folder, which need not be there yet.
    public init(_ path: String) {
        self.path = path
    }

    /// The resolved configuration.
    public var configuration: String { path + "/configuration.yaml" }
    /// What the run was started with.
    public var inputs: String { path + "/inputs.json" }
    /// The figures of every step that was noted and every evaluation: a line of JSON each.
    public var metrics: String { path + "/metrics.jsonl" }
    /// The same for TensorBoard: the folder of its files.
    public var events: String { path + "/events" }
    /// All that is needed to go on.
    public var state: String { path + "/state.safetensors" }
    /// The weights with the best mask AP.
    public var best: String { path + "/best.safetensors" }
    /// The same for torchvision.
    public var bestForTorch: String { path + "/best.pth" }
    /// The weights at the end.
    public var last: String { path + "/last.safetensors" }
    /// The same for torchvision.
    public var lastForTorch: String { path + "/last.pth" }
    /// Pictures of predictions.
    public var pictures: String { path + "/predictions" }

    /// Whether it holds a run.
    public var holdsRun: Bool {
        [configuration, metrics, state, best, last].contains { FileManager.default.fileExists(atPath: $0) }
    }

    /// Whether it holds what is needed to go on.
    public var canResume: Bool { FileManager.default.fileExists(atPath: state) }

    /// Removes what a run leaves, and nothing else that is in the folder.
    public func removeRun() throws(TrainingError) {
        let charts = ["loss", "rate", "ap"].flatMap { ["\(path)/\($0).svg", "\(path)/\($0).png"] }
        let files = [
            configuration, inputs, metrics, state, best, bestForTorch, last, lastForTorch, pictures, events,
        ]
        for file in files + charts where FileManager.default.fileExists(atPath: file) {
            do {
                try FileManager.default.removeItem(atPath: file)
            } catch {
                throw .file(path: file, problem: "cannot be removed: \(error.localizedDescription)")
            }
        }
    }

    /// Makes the folder, and those it is in.
    public func create() throws(TrainingError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw .file(path: path, problem: "cannot be made: \(error.localizedDescription)")
        }
    }
}
