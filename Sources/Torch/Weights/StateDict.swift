internal import Files

/// Finds the tensors in what a checkpoint's pickle describes, and makes them of its storages.
struct StateDict {
    private let document: PickleDocument
    private let file: MappedFile

    init(_ document: PickleDocument, file: MappedFile) {
        self.document = document
        self.file = file
    }

    /// Makes the checkpoint.
    ///
    /// - Parameter storage: Gives the bytes of a storage; the same object for the same key.
    func checkpoint(
        format: Checkpoint.Format,
        storage: (PickleStorage, _ name: String) throws(TorchError) -> TensorStorage
    ) throws(TorchError) -> Checkpoint {
        let found = try find()
        var other = found.other
        var names: [String] = []
        var tensors: [StoredTensor] = []
        for (name, value) in found.pairs {
            switch value {
            case .tensor(let index):
                names.append(name)
                tensors.append(try tensor(document.tensors[index], name, storage))
            case .unreadableTensor(let kind):
                throw file.malformed(expected: "a dense tensor as \(name.quoted)", found: kind)
            default: other[name] = document.summary(value)
            }
        }
        let prefix = StateDict.wrapperPrefix(of: names)
        let entries = zip(names, tensors).map { name, tensor in
            Checkpoint.Entry(name: String(name.dropFirst(prefix.count)), tensor: tensor)
        }
        return try Checkpoint(
            path: file.path, format: format, entries: entries, stateDictKey: found.key,
            strippedPrefix: prefix.isEmpty ? nil : prefix, other: other)
    }

    /// The dictionary of tensors, the key it stands under, and in words what else there is.
    private func find() throws(TorchError) -> (
        key: String?, pairs: [(String, PickleValue)], other: [String: String]
    ) {
        guard let top = try named(document.root) else {
            throw file.malformed(expected: "a dictionary of tensors", found: document.summary(document.root))
        }
        for key in Checkpoint.stateDictKeys {
            guard let value = top.first(where: { $0.0 == key })?.1, let nested = try named(value),
                holdsTensors(nested)
            else { continue }
            var other: [String: String] = [:]
            for (name, value) in top where name != key { other[name] = document.summary(value) }
            return (key, nested, other)
        }
        guard holdsTensors(top) else {
            let keys = top.prefix(20).map { "\($0.0.quoted): \(document.summary($0.1))" }.joined(separator: ", ")
            let found = top.isEmpty ? "an empty one" : "one of \(keys)"
            throw file.malformed(expected: "a dictionary of tensors", found: found)
        }
        return (nil, top, [:])
    }

    private func holdsTensors(_ pairs: [(String, PickleValue)]) -> Bool {
        pairs.contains { pair in
            if case .tensor = pair.1 { true } else { false }
        }
    }

    /// A dictionary's entries; keys that are numbers become text, since optimisers use them. Nil for anything else.
    private func named(_ value: PickleValue) throws(TorchError) -> [(String, PickleValue)]? {
        guard let pairs = document.pairs(value) else { return nil }
        return pairs.map { key, value in
            if case .string(let name) = key { (name, value) } else { (document.summary(key), value) }
        }
    }

    private func tensor(
        _ record: PickleTensor, _ name: String,
        _ storage: (PickleStorage, _ name: String) throws(TorchError) -> TensorStorage
    ) throws(TorchError) -> StoredTensor {
        let source = document.storages[record.storage]
        guard let dtype = record.dtypeName.map({ PickleGlobal.dtypes[$0] }) ?? source.dtype else {
            let found = record.dtypeName ?? source.className
            throw file.malformed(expected: "\(name.quoted) of a real, integer or truth type", found: found)
        }
        let bytes = try storage(source, name)
        // The number of elements that the pickle claims may be less than the storage has, and never more.
        guard let claimed = Optional(source.elementCount).multiplied(by: source.elementByteCount),
            claimed <= bytes.byteCount
        else {
            throw file.malformed(
                expected: "a storage of \(source.elementCount) elements for \(name.quoted)",
                found: "\(bytes.byteCount) bytes")
        }
        // The bounds of a view are in the storage's elements, which are bytes for an untyped one.
        let start = source.view.lowerBound * source.elementByteCount
        guard start.isMultiple(of: dtype.byteCount), let offset = record.offset.added(start / dtype.byteCount) else {
            throw file.malformed(expected: "\(name.quoted) at a whole element", found: "offset \(record.offset)")
        }
        if let problem = StoredTensor.problem(
            dtype: dtype, shape: record.shape, strides: record.strides, offset: offset,
            storageByteCount: source.view.upperBound * source.elementByteCount)
        {
            throw file.malformed(expected: "\(name.quoted) to be \(problem.expected)", found: problem.found)
        }
        return StoredTensor(validated: dtype, record.shape, record.strides, offset, bytes)
    }
}

extension Checkpoint {
    /// The keys under which training programs keep the model's tensors, in the order in which they are looked for.
    ///
    /// The first that holds a dictionary with a tensor is taken. Averaged weights, where a file has both, come after
    /// those that the training itself used.
    public static let stateDictKeys = [
        "state_dict", "model_state_dict", "model", "model_state", "module", "net", "network", "weights", "params",
        "model_ema", "state_dict_ema", "ema",
    ]
}

extension StateDict {
    /// What data-parallel training (`module.`) and compilation (`_orig_mod.`) put before every name; "" for none.
    static func wrapperPrefix(of names: [String]) -> String {
        var prefix = ""
        while prefix.count < 64,
            let next = ["module.", "_orig_mod."].first(where: { wrapper in
                !names.isEmpty && names.allSatisfy { $0.hasPrefix(prefix + wrapper) && $0 != prefix + wrapper }
            })
        {
            prefix += next
        }
        return prefix
    }
}
