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
    /// The list of the files that the run wrote.
    public var manifest: String { path + "/manifest.txt" }
    /// What tells other runs that one is at work; there as long as it is.
    public var lock: String { path + "/run.lock" }

    /// Whether it holds a run.
    public var holdsRun: Bool {
        [configuration, metrics, state, best, last].contains { FileManager.default.fileExists(atPath: $0) }
    }

    /// Whether there is such a folder.
    public var exists: Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// Whether it holds what is needed to go on.
    public var canResume: Bool { FileManager.default.fileExists(atPath: state) }

    /// Whether the run in it was stopped before its state was saved, which is before all else: to go on with it is to begin.
    public var wasStoppedBeforeItsBeginning: Bool {
        func size(_ path: String) -> Int? {
            (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int
        }
        return !canResume && size(configuration) != nil && size(inputs) != nil && size(metrics) ?? 0 == 0
    }

    /// Makes the folder, and those it is in.
    public func create() throws(TrainingError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw .file(file: path, reason: "cannot be made: \(error.localizedDescription)")
        }
    }
}
