internal import Files

extension Checkpoint {
    /// Writes the tensors and `metadata` in PyTorch's zip layout: `torch.load(path, weights_only=True)` gives the tensors as an
    /// ordered dictionary.
    ///
    /// See `writeTorch(_:metadata:to:)`.
    public func writeTorch(to path: String) throws(TorchError) {
        try Checkpoint.writeTorch(entries, metadata: metadata, to: path)
    }

    /// Writes the tensors and `metadata` in the safetensors layout.
    ///
    /// See `writeSafetensors(_:metadata:to:)`.
    public func writeSafetensors(to path: String) throws(TorchError) {
        try Checkpoint.writeSafetensors(entries, metadata: metadata, to: path)
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
    /// - Throws: `file` where the file cannot be written, two entries have one name, or one is damaged in the file it is from.
    public static func writeTorch(
        _ entries: [Entry], metadata: [String: String] = [:], to path: String
    ) throws(TorchError) {
        try checkNames(entries, path)
        for entry in entries { try entry.tensor.verify() }
        struct Identity: Hashable {
            var storage: ObjectIdentifier
            var dtype: DType
        }
        var places: [Identity: Int] = [:]
        var storages: [(storage: TensorStorage, byteCount: Int)] = []
        let tensors = entries.map { entry in
            let tensor = entry.tensor
            let count = tensor.storage.byteCount / tensor.dtype.byteCount
            let identity = Identity(storage: ObjectIdentifier(tensor.storage), dtype: tensor.dtype)
            let place = places[identity] ?? storages.count
            if place == storages.count {
                places[identity] = place
                storages.append((tensor.storage, count * tensor.dtype.byteCount))
            }
            return PickleWriter.Tensor(name: entry.name, tensor: tensor, key: String(place), storageCount: count)
        }
        try AtomicFile.write(to: path) { file throws(TorchError) in
            var zip = ZipWriter(file)
            let texts = metadata.filter { $0.key != "format" }.sorted { $0.key < $1.key }
            try zip.add("archive/data.pkl", PickleWriter.dictionary(tensors, metadata: texts))
            try zip.add("archive/.format_version", Array("1".utf8))
            try zip.add("archive/.storage_alignment", Array("64".utf8))
            try zip.add("archive/byteorder", Array("little".utf8))
            for (place, source) in storages.enumerated() {
                try source.storage.withUnsafeBytes { bytes throws(TorchError) in
                    try zip.add("archive/data/\(place)", UnsafeRawBufferPointer(rebasing: bytes[..<source.byteCount]))
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
    /// - Throws: `file` where the file cannot be written, two entries have one name, or one is damaged in the file it is from.
    public static func writeSafetensors(
        _ entries: [Entry], metadata: [String: String] = [:], to path: String
    ) throws(TorchError) {
        try checkNames(entries, path)
        if entries.contains(where: { $0.name == metadataKey }) {
            throw .file(path: path, expected: "names of tensors", found: "\"__metadata__\", which the layout keeps")
        }
        // Large elements first, so that every tensor lies at a multiple of its element's size.
        let order = entries.indices.sorted { first, second in
            let sizes = (entries[first].tensor.dtype.byteCount, entries[second].tensor.dtype.byteCount)
            return sizes.0 != sizes.1 ? sizes.0 > sizes.1 : first < second
        }
        var starts = [Int](repeating: 0, count: entries.count)
        var position = 0
        for place in order {
            starts[place] = position
            position += entries[place].tensor.byteCount
        }
        var texts = metadata.merging(["format": "pt"]) { given, _ in given }
        texts[SafetensorsSums.key] = nil
        texts[SafetensorsSums.key] = try SafetensorsSums(entries, starts: starts, metadata: texts).text
        let header = SafetensorsFile.header(entries, starts: starts, metadata: texts)
        guard header.count <= SafetensorsFile.headerLimit else {
            throw .file(
                path: path, expected: "a header of at most \(SafetensorsFile.headerLimit) bytes",
                found: "\(header.count) bytes")
        }
        try AtomicFile.write(to: path) { file throws(TorchError) in
            try file.append(withUnsafeBytes(of: UInt64(header.count).littleEndian, Array.init))
            try file.append(header)
            for place in order {
                try entries[place].tensor.forEachRun { run throws(TorchError) in try file.append(run) }
            }
        }
    }

    /// The attribute of a state dictionary in which PyTorch keeps what is known of it.
    static let stateMetadataKey = "_metadata"
    /// Where the texts stand there; a safetensors file has them under the same name.
    static let metadataKey = "__metadata__"

    private static func checkNames(_ entries: [Entry], _ path: String) throws(TorchError) {
        var names: Set<String> = []
        for entry in entries where !names.insert(entry.name).inserted {
            throw .file(path: path, expected: "each tensor once", found: "\(entry.name.quoted) twice")
        }
    }
}
