extension Checkpoint {
    /// The checkpoint with each tensor replaced by what `transform` makes of it: converted, renamed or left out.
    ///
    /// Tensors that are returned as they are go on sharing their storages. What is known of the file stays.
    ///
    /// - Parameter transform: Returns the entry to keep in the given one's stead, or nil for none.
    /// - Throws: What `transform` throws, and ``CheckpointError/file(file:expected:found:)`` where two entries get one name.
    public func compactMap(_ transform: (Entry) throws -> Entry?) throws -> Checkpoint {
        try replacing(entries.compactMap(transform))
    }

    /// The checkpoint with every floating-point tensor in the given type; whole numbers and truth values stay.
    ///
    /// - Throws: `mismatch` where `dtype` is not a floating-point type.
    public func converted(to dtype: DType) throws(CheckpointError) -> Checkpoint {
        try replacing(
            entries.map { entry throws(CheckpointError) in
                guard entry.tensor.isFloatingPoint else { return entry }
                return Entry(name: entry.name, tensor: try entry.tensor.converted(to: dtype))
            })
    }

    private func replacing(_ entries: [Entry]) throws(CheckpointError) -> Checkpoint {
        try replacing(entries, other: other, strippedPrefix: strippedPrefix)
    }

    /// The checkpoint with other entries, and what is to be known of them.
    func replacing(
        _ entries: [Entry], other: [String: String], strippedPrefix: String?
    ) throws(CheckpointError) -> Checkpoint {
        try Checkpoint(
            path: path, format: format, entries: entries, stateDictKey: stateDictKey, strippedPrefix: strippedPrefix,
            metadata: metadata, other: other, skipped: skipped, otherStateDictKeys: otherStateDictKeys, shards: shards,
            hasCheckSums: hasCheckSums)
    }
}
