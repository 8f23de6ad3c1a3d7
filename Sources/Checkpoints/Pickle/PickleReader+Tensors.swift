extension PickleReader {
    /// The storage that a persistent identifier names: `('storage', class, key, location, count)`, to which a file from
    /// before PyTorch 1.6 adds None or `(key, offset, count)` of a view.
    mutating func storage(_ identifier: PickleValue) throws(CheckpointError) -> PickleValue {
        // Modules that were saved whole before PyTorch 1.6 came with their source: (module, class, file, text).
        if let parts = document.elements(identifier), parts.count == 4, case .string("module") = parts[0],
            case .global = parts[1]
        {
            return parts[1]
        }
        guard let parts = document.elements(identifier), parts.count >= 5, case .string("storage") = parts[0],
            case .global(.storage(let className)) = parts[1], case .string(let key) = parts[2],
            case .integer(let count) = parts[4], count >= 0
        else {
            throw refusal("a persistent identifier that names no storage")
        }
        var view = 0..<count
        if parts.count > 5, let metadata = document.elements(parts[5]) {
            guard metadata.count == 3, case .integer(let offset) = metadata[1], case .integer(let size) = metadata[2],
                offset >= 0, size >= 0, let end = offset.added(size), end <= count
            else {
                throw malformed("a view that leaves the storage \(key.quoted) of \(count) elements")
            }
            view = offset..<end
        }
        document.storages.append(PickleStorage(className: className, key: key, elementCount: count, view: view))
        return .storage(document.storages.count - 1)
    }

    /// The tensor that a call of `_rebuild_tensor` and its successors describes: (storage, offset, shape, strides, and
    /// from version 2 on requires_grad and hooks, in version 3 the type, then perhaps metadata).
    mutating func tensor(version: Int, _ arguments: [PickleValue]) throws(CheckpointError) -> PickleValue {
        if let first = arguments.first, document.className(of: first) == "torch.storage._load_from_bytes" {
            throw refusal("a tensor that was pickled by itself: torch.save writes those that are read")
        }
        let known = [1: 4, 2: 6, 3: 7][version] ?? 0
        guard (known...known + 1).contains(arguments.count), case .storage(let storage) = arguments[0],
            case .integer(let offset) = arguments[1]
        else {
            throw malformed("a tensor described by other values than a storage, offset, shape and strides")
        }
        let shape = try sizes(arguments[2])
        let strides = try sizes(arguments[3])
        var dtypeName: String?
        if version == 3 {
            guard case .global(.dtype(let name)) = arguments[6] else { throw malformed("a tensor of no type") }
            dtypeName = name
        }
        if arguments.count > known, case .container(let index) = arguments[known],
            !document.nodes[index].items.isEmpty
        {
            return .unreadableTensor("a tensor to be conjugated or negated")
        }
        document.tensors.append(
            PickleTensor(storage: storage, offset: offset, shape: shape, strides: strides, dtypeName: dtypeName))
        return .tensor(document.tensors.count - 1)
    }

    private func sizes(_ value: PickleValue) throws(CheckpointError) -> [Int] {
        guard case .container(let index) = value, document.nodes[index].items.count <= StoredTensor.dimensionLimit,
            let sizes = document.integers(value)
        else {
            throw malformed("a shape or strides that are no short tuple of whole numbers")
        }
        return sizes
    }
}
