internal import Files

/// Finds the weights in a folder that a training framework wrote: an index of shards, or the one file of weights among those of
/// optimisers, schedules and random states.
enum CheckpointFolder {
    /// How the names of PyTorch's files end.
    private static let torchExtensions = ["bin", "pth", "pt", "ckpt", "th"]
    /// What the names of files have that are of a training's course.
    private static let ofTraining = ["optim", "sched", "scaler", "random", "rng", "training_args", "sampler"]

    /// The path itself, or the file of weights in the folder that it is of.
    ///
    /// Of the layouts safetensors comes first, and of its files an index; of several files of one kind none is chosen.
    ///
    /// - Throws: `file` where a folder has no weights, or several.
    static func file(at path: String) throws(CheckpointError) -> String {
        guard FileStatus.isFolder(path) else { return path }
        let names: [String]
        do {
            names = try Folder.names(in: path)
        } catch {
            throw .file(file: path, expected: "a folder of weights", found: error.description)
        }
        if names.contains(".metadata"), names.contains(where: { $0.hasSuffix(".distcp") }) {
            throw .file(
                file: path, expected: "a file of weights, or a folder of one",
                found:
                    "the pieces of torch.distributed.checkpoint: `python -m torch.distributed.checkpoint.format_utils "
                    + "dcp_to_torch FOLDER FILE.pth` makes a file of them")
        }
        for kind in [
            names.filter { $0.hasSuffix(".safetensors" + ShardIndex.ending) },
            names.filter { $0.hasSuffix(".bin" + ShardIndex.ending) },
            names.filter { Path.fileExtension(of: $0) == "safetensors" },
            names.filter { name in
                torchExtensions.contains(Path.fileExtension(of: name))
                    && !ofTraining.contains { name.lowercased().contains($0) }
            },
        ] where !kind.isEmpty {
            if kind.count == 1 { return Path.joined(path, kind[0]) }
            let shown = kind.prefix(5).map(\.quoted).joined(separator: ", ") + (kind.count > 5 ? ", …" : "")
            throw .file(
                file: path, expected: "one file of weights, or an index of several",
                found: "\(kind.count): \(shown); name the one that is meant")
        }
        throw .file(
            file: path, expected: "a file of weights, or a folder of one",
            found: names.isEmpty
                ? "an empty folder" : "a folder of \(names.count) files, none of which has a name of weights")
    }
}
