internal import Files

/// Reads a checkpoint whose tensors stand in several files, of either of PyTorch's layouts or safetensors.
enum ShardedCheckpoint {
    /// The tensors that an index names, in its order of files and in each file's own order.
    ///
    /// - Throws: `file` where a shard is missing or damaged, has not got what the index says, or has what another one has, too.
    static func read(_ file: MappedFile) throws(CheckpointError) -> Checkpoint {
        let index = try ShardIndex(file)
        let folder = Path.folder(of: file.path)
        var parts: [Checkpoint] = []
        var shardOfTensor: [String: String] = [:]
        var other: [String: String] = [:]
        var entries: [Checkpoint.Entry] = []
        for shard in index.shards {
            let part = try part(shard, in: folder, index: file)
            let wanted = Set(shard.tensors)
            for entry in part.entries {
                if let first = shardOfTensor.updateValue(shard.name, forKey: entry.name) {
                    throw file.malformed(
                        expected: "each tensor in one shard",
                        found: "\(entry.name.quoted) in both \(first.quoted) and \(shard.name.quoted)")
                }
                if wanted.contains(entry.name) {
                    entries.append(entry)
                } else {
                    other[entry.name] = "a tensor of \(shard.name.quoted) that the index does not name"
                }
            }
            if let missing = shard.tensors.first(where: { shardOfTensor[$0] != shard.name }) {
                throw file.malformed(
                    expected: "\(missing.quoted) in \(shard.name.quoted), as the index says",
                    found: shardOfTensor[missing].map { "it in \($0.quoted)" } ?? "no such tensor there")
            }
            for (name, value) in part.other { other[name] = value }
            parts.append(part)
        }
        return try Checkpoint(
            path: file.path, format: parts[0].format, entries: entries,
            metadata: parts.reduce(into: [:]) { $0.merge($1.metadata) { first, _ in first } }, other: other,
            skipped: Array(parts.flatMap(\.skipped).prefix(PickleDocument.skippedLimit)),
            shards: parts.map(\.path), hasCheckSums: parts.allSatisfy(\.hasCheckSums))
    }

    private static func part(
        _ shard: ShardIndex.Shard, in folder: String, index: MappedFile
    ) throws(CheckpointError) -> Checkpoint {
        let path = Path.joined(folder, shard.name)
        guard FileStatus.exists(path) else {
            let count = shard.tensors.count
            throw index.malformed(
                expected: "\(shard.name.quoted) beside the index, with \(count) of its tensors",
                found: "no such file: fetch or copy all shards")
        }
        return try Checkpoint(stored: MappedFile.checkpoint(at: path), key: nil)
    }
}
