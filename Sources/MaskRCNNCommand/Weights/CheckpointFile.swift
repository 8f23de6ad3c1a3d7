import Files
import Frameworks
import MaskRCNN
import Torch
import Zoo

/// Opens checkpoints for the commands.
enum CheckpointFile {
    /// The checkpoint of this path or published name.
    /// - Parameter key: What `--weights-key` says.
    static func open(_ pathOrName: String, key: String? = nil) throws(CommandFailure) -> Checkpoint {
        let path = try path(of: pathOrName)
        do {
            return try Checkpoint(contentsOfFile: path, key: key)
        } catch {
            throw CommandFailure(error)
        }
    }

    /// The path of a checkpoint of this path or published name.
    ///
    /// - Throws: ``CommandFailure`` where there is none; for an address of a framework's catalogue, with what to do.
    static func path(of pathOrName: String) throws(CommandFailure) -> String {
        do {
            return try PublishedWeights.path(of: pathOrName)
        } catch {
            guard pathOrName.contains("://") else { throw CommandFailure(.noInput, error.description) }
            throw CommandFailure(
                .noInput, "\(pathOrName): an address, and --weights takes a file",
                hint: "Weights there: \(NamedWeights(pathOrName).advice).")
        }
    }

    /// The network that a checkpoint is of; nil where it is none that is known.
    static func network(in checkpoint: Checkpoint) throws(CommandFailure) -> Configuration? {
        do {
            return try Configuration.detected(in: checkpoint)
        } catch {
            throw CommandFailure(loading: error, from: checkpoint.path)
        }
    }

    /// The name of the network for semantic segmentation that a checkpoint is of.
    static func segmentationName(in checkpoint: Checkpoint) throws(CommandFailure) -> String {
        do {
            return try SegmentationConfiguration.detected(in: checkpoint)?.name ?? checkpoint.path
        } catch {
            throw CommandFailure(loading: error, from: checkpoint.path)
        }
    }

    /// The names of the classes of the checkpoint of this path or published name.
    static func categories(in pathOrName: String, key: String?) throws(CommandFailure) -> [Int: String] {
        let checkpoint = try open(pathOrName, key: key)
        do {
            return try Categories.names(in: checkpoint)
        } catch {
            throw CommandFailure(loading: error, from: checkpoint.path)
        }
    }

    /// The bytes of a checkpoint's files.
    static func size(of checkpoint: Checkpoint) -> Int? {
        guard !checkpoint.shards.isEmpty else { return size(checkpoint.path) }
        return checkpoint.shards.reduce(0) { $0 + (size($1) ?? 0) }
    }

    /// The file's size.
    static func size(_ path: String) -> Int? {
        FileStatus.size(of: path)
    }
}
