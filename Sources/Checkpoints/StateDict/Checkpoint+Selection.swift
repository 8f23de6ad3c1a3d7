internal import Files

extension Checkpoint {
    /// The checkpoint without what wrappers put into its names.
    func withoutWrappers() throws(CheckpointError) -> Checkpoint {
        let wrapping = WrapperNames(entries.map(\.name))
        var kept: [Entry] = []
        var other = other
        for entry in entries {
            if let name = wrapping.inner(entry.name) {
                kept.append(Entry(name: name, tensor: entry.tensor))
            } else {
                other[entry.name] = "a tensor of the wrapper"
            }
        }
        return try replacing(kept, other: other, strippedPrefix: wrapping.prefix.isEmpty ? nil : wrapping.prefix)
    }

    /// The checkpoint with the tensors of a key alone, which is that of a dictionary in the file, or what names begin with.
    ///
    /// - Throws: `file` where neither is there; the message says what is.
    func selecting(_ key: String) throws(CheckpointError) -> Checkpoint {
        if let found = stateDictKey, found == key || found.hasPrefix(key + ".") { return self }
        let rest = stateDictKey.flatMap { key.hasPrefix($0 + ".") ? String(key.dropFirst($0.count + 1)) : nil } ?? key
        let prefix = rest.hasSuffix(".") ? rest : rest + "."
        let inside = entries.compactMap { entry in
            entry.name.hasPrefix(prefix)
                ? Entry(name: String(entry.name.dropFirst(prefix.count)), tensor: entry.tensor) : nil
        }
        guard !inside.isEmpty else { throw noSuchKey(key) }
        var other = other
        if inside.count < entries.count {
            other["outside \(prefix.quoted)"] = "\(entries.count - inside.count) tensors"
        }
        return try replacing(inside, other: other, strippedPrefix: (strippedPrefix ?? "") + prefix)
    }

    private func noSuchKey(_ key: String) -> CheckpointError {
        var prefixes: [String] = []
        var seen: Set<String> = []
        for entry in entries {
            let first = String(entry.name.prefix { $0 != "." })
            if first.count < entry.name.count, seen.insert(first).inserted { prefixes.append(first) }
        }
        let keys = [stateDictKey].compactMap(\.self) + otherStateDictKeys
        let nearest = NearestName.of(key, among: keys + prefixes).map { "; did you mean \($0.quoted)?" } ?? ""
        let places =
            (keys.isEmpty ? "" : "tensors under \(keys.map(\.quoted).joined(separator: ", ")), and ")
            + "names that begin with \(prefixes.prefix(8).map(\.quoted).joined(separator: ", "))"
            + (prefixes.count > 8 ? ", …" : "")
        return .file(file: path, expected: "tensors under \(key.quoted)", found: places + nearest)
    }
}
