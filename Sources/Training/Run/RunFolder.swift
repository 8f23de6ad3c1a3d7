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

    /// Makes the folder, and those it is in.
    public func create() throws(TrainingError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw .file(path: path, problem: "cannot be made: \(error.localizedDescription)")
        }
    }
}
