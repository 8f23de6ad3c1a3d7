internal import Files

extension Checkpoint {
    /// Writes the tensors and `metadata` in PyTorch's zip layout: `torch.load(path, weights_only=True)` gives the tensors as an
    /// ordered dictionary.
    ///
    /// See `writeTorch(_:metadata:to:)`.
    public func writeTorch(to path: String) throws(CheckpointError) {
        try Checkpoint.writeTorch(entries, metadata: metadata, to: path)
    }

    /// Writes the tensors and `metadata` in the safetensors layout.
    ///
    /// See `writeSafetensors(_:metadata:to:)`.
    public func writeSafetensors(to path: String) throws(CheckpointError) {
        try Checkpoint.writeSafetensors(entries, metadata: metadata, to: path)
    }

    /// Writes tensors in the safetensors layout where the file's name ends so, else in PyTorch's zip layout.
    ///
    /// See `writeSafetensors(_:as:metadata:to:)` and `writeTorch(_:as:metadata:to:)`.
    public static func write(
        _ entries: [Entry], as type: DType? = nil, metadata: [String: String] = [:], to path: String
    ) throws(CheckpointError) {
        if Path.fileExtension(of: path) == "safetensors" {
            try writeSafetensors(entries, as: type, metadata: metadata, to: path)
        } else {
            try writeTorch(entries, as: type, metadata: metadata, to: path)
        }
    }

    /// Writes tensors in PyTorch's zip layout.
    ///
    /// A storage that several tensors of one type share is written once, and they share it again when they are loaded.
    /// Views keep their strides. The same tensors always make the same bytes. The file appears under its name only once
    /// it is complete; where that fails, a file that was there before stays.
    ///
    /// - Parameter metadata: Texts to go with the tensors. They stand where PyTorch keeps the versions of modules, in the
    ///   dictionary's attribute `_metadata`, under `__metadata__`: `torch.load` with `weights_only` gives them back,
    ///   `torch.save` of what it gave keeps them, and `load_state_dict` passes over them. `format`, which belongs to
    ///   safetensors, is left out.
    /// - Parameter type: What floating-point tensors become as they are written, one after the other; nil leaves them.
    /// - Throws: `file` where two entries have one name, one is damaged in the file it is from, or tensors of `type` that share
    ///   bytes would be written out many times; `unwritable`; `mismatch` where `type` is no floating-point type.
    public static func writeTorch(
        _ entries: [Entry], as type: DType? = nil, metadata: [String: String] = [:], to path: String
    ) throws(CheckpointError) {
        try checkNames(entries, path)
        for entry in entries { try entry.tensor.verify() }
        try checkExpansion(entries.filter { $0.tensor.changes(as: type) }, path)
        struct Identity: Hashable {
            var storage: ObjectIdentifier
            var dtype: DType
        }
        var places: [Identity: Int] = [:]
        var storages: [WrittenStorage] = []
        let tensors = entries.map { entry in
            let tensor = entry.tensor
            if let type, tensor.changes(as: type) {
                storages.append(.converted(tensor, type))
                let described = StoredTensor(
                    validated: type, tensor.shape, StoredTensor.rowMajorStrides(tensor.shape), 0, tensor.storage)
                return PickleWriter.Tensor(
                    name: entry.name, tensor: described, key: String(storages.count - 1),
                    storageCount: tensor.elementCount)
            }
            let count = tensor.storage.byteCount / tensor.dtype.byteCount
            let identity = Identity(storage: ObjectIdentifier(tensor.storage), dtype: tensor.dtype)
            let place = places[identity] ?? storages.count
            if place == storages.count {
                places[identity] = place
                storages.append(.kept(tensor.storage, byteCount: count * tensor.dtype.byteCount))
            }
            return PickleWriter.Tensor(name: entry.name, tensor: tensor, key: String(place), storageCount: count)
        }
        try AtomicFile.write(to: path) { file throws(CheckpointError) in
            var zip = ZipWriter(file)
            let texts = metadata.filter { $0.key != "format" }.sorted { $0.key < $1.key }
            try zip.add("archive/data.pkl", PickleWriter.dictionary(tensors, metadata: texts))
            try zip.add("archive/.format_version", Array("1".utf8))
            try zip.add("archive/.storage_alignment", Array("64".utf8))
            try zip.add("archive/byteorder", Array("little".utf8))
            for (place, source) in storages.enumerated() {
                switch source {
                case .kept(let storage, let byteCount):
                    try storage.withUnsafeBytes { bytes throws(CheckpointError) in
                        try zip.add("archive/data/\(place)", UnsafeRawBufferPointer(rebasing: bytes[..<byteCount]))
                    }
                case .converted(let tensor, let type):
                    try zip.add("archive/data/\(place)", tensor.converted(to: type).contiguousBytes())
                }
            }
            try zip.add("archive/version", Array("3\n".utf8))
            try zip.finish()
        }
    }

    /// Writes tensors in the safetensors layout.
    ///
    /// Every tensor is written row-major without gaps; those that share a storage are written one by one. The file
    /// appears under its name only once it is complete; where that fails, a file that was there before stays.
    ///
    /// The header's check sum and that of each tensor are written among the texts (see ``SafetensorsSums``), as a zip file has
    /// them of its own; every reader of this package compares them.
    ///
    /// - Parameter metadata: Texts to go with the tensors. `format` = `pt`, which some programs ask for, is added where
    ///   there is no `format`.
    /// - Parameter type: What floating-point tensors become as they are written, one after the other; nil leaves them.
    /// - Throws: `file` where two entries have one name, one is damaged in the file it is from, or tensors that share bytes would
    ///   be written out many times; `unwritable`; `mismatch` where `type` is no floating-point type.
    public static func writeSafetensors(
        _ entries: [Entry], as type: DType? = nil, metadata: [String: String] = [:], to path: String
    ) throws(CheckpointError) {
        try checkNames(entries, path)
        try checkExpansion(entries, path)
        let dtypes = entries.map { entry in
            type.flatMap { entry.tensor.changes(as: $0) ? $0 : nil } ?? entry.tensor.dtype
        }
        if entries.contains(where: { $0.name == metadataKey }) {
            throw .file(file: path, expected: "names of tensors", found: "\"__metadata__\", which the layout keeps")
        }
        // Large elements first, so that every tensor lies at a multiple of its element's size.
        let order = entries.indices.sorted { first, second in
            let sizes = (dtypes[first].byteCount, dtypes[second].byteCount)
            return sizes.0 != sizes.1 ? sizes.0 > sizes.1 : first < second
        }
        var starts = [Int](repeating: 0, count: entries.count)
        var position = 0
        for place in order {
            starts[place] = position
            position += entries[place].tensor.elementCount * dtypes[place].byteCount
        }
        var texts = metadata.merging(["format": "pt"]) { given, _ in given }
        texts[SafetensorsSums.key] = nil
        texts[SafetensorsSums.key] = try SafetensorsSums(entries, dtypes: dtypes, starts: starts, metadata: texts).text
        let header = SafetensorsFile.header(entries, dtypes: dtypes, starts: starts, metadata: texts)
        guard header.count <= SafetensorsFile.headerLimit else {
            throw .file(
                file: path, expected: "a header of at most \(SafetensorsFile.headerLimit) bytes",
                found: "\(header.count) bytes")
        }
        try AtomicFile.write(to: path) { file throws(CheckpointError) in
            try file.append(withUnsafeBytes(of: UInt64(header.count).littleEndian, Array.init))
            try file.append(header)
            for place in order {
                let tensor = try entries[place].tensor.converted(toFloating: dtypes[place])
                try tensor.forEachRun { run throws(CheckpointError) in try file.append(run) }
            }
        }
    }

    /// The attribute of a state dictionary in which PyTorch keeps what is known of it.
    static let stateMetadataKey = "_metadata"
    /// Where the texts stand there; a safetensors file has them under the same name.
    static let metadataKey = "__metadata__"

    /// Views of one storage are written out each by itself where a layout knows no sharing. Tied weights double a file; a file that
    /// would become many times as large was made to fill a disk.
    private static let mostExpansion = 4
    private static let smallExpansion = 64 << 20

    /// Makes sure that tensors which are written out one by one are not many times what they share.
    /// - Throws: `file`, which names the path.
    package static func checkExpansion(_ entries: [Entry], _ path: String) throws(CheckpointError) {
        var storages: [ObjectIdentifier: Int] = [:]
        for entry in entries { storages[ObjectIdentifier(entry.tensor.storage)] = entry.tensor.storage.byteCount }
        let stored = storages.values.reduce(0) { .sum($0, $1) }
        let written = entries.reduce(0) { .sum($0, $1.tensor.byteCount) }
        let most = max(.product(mostExpansion, stored), smallExpansion)
        guard written > most else { return }
        throw .file(
            file: path, expected: "tensors of at most \(MemorySize(bytes: most)), written out one by one",
            found:
                "\(MemorySize(bytes: written)): \(entries.count) tensors view the same \(MemorySize(bytes: stored)) of the file "
                + "again and again")
    }

    private static func checkNames(_ entries: [Entry], _ path: String) throws(CheckpointError) {
        var names: Set<String> = []
        for entry in entries where !names.insert(entry.name).inserted {
            throw .file(file: path, expected: "each tensor once", found: "\(entry.name.quoted) twice")
        }
    }
}

/// What a storage of a PyTorch file is written from.
private enum WrittenStorage {
    case kept(TensorStorage, byteCount: Int)
    case converted(StoredTensor, DType)
}

extension StoredTensor {
    /// Whether it is to be converted where floating-point tensors get a type.
    fileprivate func changes(as type: DType?) -> Bool { type.map { isFloatingPoint && $0 != dtype } ?? false }

    /// The tensor in another type, where that is one.
    func converted(toFloating type: DType) throws(CheckpointError) -> StoredTensor {
        type == dtype ? self : try converted(to: type)
    }
}
