internal import Files

/// Makes a checkpoint of what its pickle describes: finds the tensors, and makes them of their storages.
struct StateDict {
    private let document: PickleDocument
    private let file: MappedFile
    /// Under which key the tensors are to be looked for first.
    private let key: String?

    init(_ document: PickleDocument, file: MappedFile, key: String?) {
        self.document = document
        self.file = file
        self.key = key
    }

    /// Makes the checkpoint, with the names of its tensors as they are.
    ///
    /// - Parameter storage: Gives the bytes of a storage; the same object for the same key.
    func checkpoint(
        format: Checkpoint.Format,
        storage: (PickleStorage, _ name: String) throws(CheckpointError) -> TensorStorage
    ) throws(CheckpointError) -> Checkpoint {
        let readsArrays = format == .pickle
        var search = StateDictSearch(document: document, file: file, readsArrays: readsArrays)
        let found = try search.find(key: key)
        var other = found.other
        var entries: [Checkpoint.Entry] = []
        for (name, value) in found.pairs {
            switch value {
            case .tensor(let index):
                let tensor = try tensor(document.tensors[index], name, storage)
                entries.append(Checkpoint.Entry(name: name, tensor: tensor))
            case .unreadableTensor(let kind):
                throw file.malformed(expected: "a dense tensor as \(name.quoted)", found: kind)
            default:
                if readsArrays, document.isArray(value), let array = try document.array(value, name, file) {
                    entries.append(Checkpoint.Entry(name: name, tensor: array))
                } else {
                    other[name] = document.summary(value)
                }
            }
        }
        return try Checkpoint(
            path: file.path, format: format, entries: entries, stateDictKey: found.key, metadata: metadata(found.state),
            other: other, skipped: document.skippedObjects(arraysAreRead: readsArrays), otherStateDictKeys: found.copies
        )
    }

    /// The texts that `Checkpoint.writeTorch` puts into the attributes of a state dictionary.
    private func metadata(_ state: PickleValue?) throws(CheckpointError) -> [String: String] {
        guard
            let texts = document.member(
                Checkpoint.metadataKey, of: document.member(Checkpoint.stateMetadataKey, of: state))
        else { return [:] }
        guard let pairs = document.pairs(texts) else {
            throw file.malformed(expected: "metadata of names and texts", found: document.summary(texts))
        }
        var metadata: [String: String] = [:]
        for (key, value) in pairs {
            guard case .string(let key) = key, case .string(let value) = value else {
                throw file.malformed(
                    expected: "metadata of names and texts",
                    found: "\(document.summary(value)) under \(document.summary(key))")
            }
            metadata[key] = value
        }
        return metadata
    }

    private func tensor(
        _ record: PickleTensor, _ name: String,
        _ storage: (PickleStorage, _ name: String) throws(CheckpointError) -> TensorStorage
    ) throws(CheckpointError) -> StoredTensor {
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
