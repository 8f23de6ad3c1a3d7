internal import Files

/// The tensors of a checkpoint file by name, in the file's order, without the bytes having been read.
///
/// Four layouts are read: PyTorch's zip (since 1.6), its earlier run of pickles, safetensors, and a pickle of NumPy's arrays. Nothing
/// in a file is executed, and a file that is damaged or hostile is an error, never a crash.
public struct Checkpoint: Sendable {
    /// How a file is laid out.
    public enum Format: String, Sendable, Hashable, CaseIterable {
        /// PyTorch's since 1.6: a zip file of a pickle and storages.
        case torchZip
        /// PyTorch's before 1.6: a run of pickles, then storages.
        case torchLegacy
        /// Hugging Face's: a JSON header, then tensors.
        case safetensors
        /// Python's: one pickle of dictionaries of NumPy's arrays, as detectron2's and Caffe2's model zoos have it in `.pkl`.
        case pickle
    }

    /// A tensor and its name.
    public struct Entry: Sendable {
        /// The name, such as `backbone.body.conv1.weight`.
        public let name: String
        /// The tensor.
        public let tensor: StoredTensor

        /// Names a tensor.
        public init(name: String, tensor: StoredTensor) {
            self.name = name
            self.tensor = tensor
        }
    }

    /// The file's path as the caller gave it.
    public let path: String
    /// How the file is laid out.
    public let format: Format
    /// The tensors in the file's order.
    public let entries: [Entry]
    /// The keys under which the tensors stood in the file's dictionary, such as `state_dict` or `ema.module`; nil at the top.
    public let stateDictKey: String?
    /// What was taken off the front of every name, such as `module.`; nil where nothing was.
    public let strippedPrefix: String?
    /// The texts that go with the tensors: those of a safetensors file, and of a PyTorch file that this package wrote.
    public let metadata: [String: String]
    /// What else a PyTorch file holds beside the tensors, in words: `epoch` is `12`, `optimizer` a dictionary of 2.
    public let other: [String: String]
    /// Objects of classes in a PyTorch file, which were passed over: nothing is made of them. At most a thousand are named.
    public let skipped: [SkippedObject]
    /// The keys of other dictionaries of a PyTorch file with at least half as many tensors as the one that was taken: averaged
    /// weights beside trained ones, for instance. Each can be chosen when the file is opened.
    public let otherStateDictKeys: [String]
    /// The files of which the checkpoint is made, where it is an index of several.
    public let shards: [String]

    /// Whether the file is in the safetensors layout with check sums of this package's, which are compared when a tensor is used.
    public let hasCheckSums: Bool

    private let places: [String: Int]

    /// Opens a checkpoint of any of the layouts, which is told by the file's content and not by its name.
    ///
    /// The tensors of a PyTorch file are looked for under the keys of `stateDictKeys`, in that order, then at the top;
    /// a prefix that all names share and that only wrappers make (`module.`, `_orig_mod.`) is taken off.
    ///
    /// - Parameters:
    ///   - path: A file, an index of several (`model.safetensors.index.json`, `pytorch_model.bin.index.json`), or a folder that
    ///     has one of either.
    ///   - key: Which tensors are wanted where there are several networks: the key of a dictionary in a PyTorch file, such as
    ///     `model_ema` or `ema.module`, or what names begin with, such as `teacher`; nil takes them as described.
    /// - Throws: `file` where the file cannot be read, is damaged, holds no tensors or wants anything executed, where a shard is
    ///   missing, and where nothing stands under `key`.
    /// - Complexity: O(number of tensors): the tensors' bytes are mapped into memory, not read.
    public init(contentsOfFile path: String, key: String? = nil) throws(CheckpointError) {
        let file = try MappedFile.checkpoint(at: CheckpointFolder.file(at: path))
        let stored =
            if ShardIndex.begins(file) { try ShardedCheckpoint.read(file) } else {
                try Checkpoint(stored: file, key: key)
            }
        try self.init(stored, key: key)
    }

    /// Reads a checkpoint of one file from memory; `path` is what errors call it.
    public init(bytes: [UInt8], path: String = "memory", key: String? = nil) throws(CheckpointError) {
        try self.init(Checkpoint(stored: MappedFile(path: path, copying: bytes), key: key), key: key)
    }

    private init(_ stored: Checkpoint, key: String?) throws(CheckpointError) {
        let named = try stored.withoutWrappers()
        self = if let key { try named.selecting(key) } else { named }
    }

    /// Reads one file, with the names of its tensors as they are.
    init(stored file: MappedFile, key: String?) throws(CheckpointError) {
        switch try Checkpoint.detectFormat(of: file) {
        case .torchZip: self = try ZipCheckpoint.read(file, key: key)
        case .torchLegacy: self = try LegacyCheckpoint.read(file, key: key)
        case .safetensors: self = try SafetensorsFile.read(file)
        case .pickle: self = try ArrayPickle.read(file, key: key)
        }
    }

    /// The tensor of this name, or nil.
    public subscript(name: String) -> StoredTensor? {
        places[name].map { entries[$0].tensor }
    }

    /// Compares all tensors with their check sums, where the file has any.
    ///
    /// - Throws: `file` with the name of what is damaged.
    /// - Complexity: O(bytes), for those that were not used before.
    public func verify() throws(CheckpointError) {
        for entry in entries { try entry.tensor.verify() }
    }

    /// The number of elements of all tensors together.
    public var elementCount: Int { entries.reduce(0) { $0 &+ $1.tensor.elementCount } }

    /// The number of bytes of all tensors together, each counted without gaps, as if none shared a storage.
    public var byteCount: Int { entries.reduce(0) { $0 &+ $1.tensor.byteCount } }

    /// Keeps the entries, or finds a name that occurs twice.
    init(
        path: String, format: Format, entries: [Entry], stateDictKey: String? = nil, strippedPrefix: String? = nil,
        metadata: [String: String] = [:], other: [String: String] = [:], skipped: [SkippedObject] = [],
        otherStateDictKeys: [String] = [], shards: [String] = [], hasCheckSums: Bool = false
    ) throws(CheckpointError) {
        var places: [String: Int] = [:]
        for (place, entry) in entries.enumerated() {
            guard places.updateValue(place, forKey: entry.name) == nil else {
                throw .file(file: path, expected: "each tensor once", found: "\(entry.name.quoted) twice")
            }
        }
        self.path = path
        self.format = format
        self.entries = entries
        self.stateDictKey = stateDictKey
        self.strippedPrefix = strippedPrefix
        self.metadata = metadata
        self.other = other
        self.skipped = skipped
        self.otherStateDictKeys = otherStateDictKeys
        self.shards = shards
        self.hasCheckSums = hasCheckSums
        self.places = places
    }
}
