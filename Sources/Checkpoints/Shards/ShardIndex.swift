internal import Files

/// The index of a checkpoint in several files, `model.safetensors.index.json` or `pytorch_model.bin.index.json`: a JSON object that
/// says under `weight_map` in which file each tensor stands.
///
/// Source: Hugging Face's `split_torch_state_dict_into_shards`, which Accelerate and Transformers write by.
struct ShardIndex {
    /// How the name of an index ends.
    static let ending = ".index.json"
    private static let form = "an index of shards"

    /// A file of tensors, and those that the index puts there.
    struct Shard {
        let name: String
        var tensors: [String]
    }

    /// The files in the order in which the index first names them.
    let shards: [Shard]

    /// Whether a file is JSON, which no file of tensors begins as.
    static func begins(_ file: MappedFile) -> Bool {
        file.bytes.prefix(64).first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "{")
    }

    /// Reads an index.
    ///
    /// - Throws: `file` where it is none, names a tensor twice, or names a file that is not in its own folder or one below.
    init(_ file: MappedFile) throws(CheckpointError) {
        guard file.bytes.count <= SafetensorsFile.headerLimit else {
            throw file.malformed(
                expected: "\(Self.form) of at most \(SafetensorsFile.headerLimit) bytes",
                found: "\(file.bytes.count) bytes")
        }
        var scanner = JSONScanner(
            ByteReader(file, range: 0..<file.bytes.count, subject: Self.form), form: Self.form)
        var shards: [Shard] = []
        var places: [String: Int] = [:]
        var names: Set<String> = []
        var hasMap = false
        try scanner.object { scanner, key throws(CheckpointError) in
            guard key == "weight_map" else { return try scanner.skipValue() }
            guard !hasMap else { throw scanner.malformed("\"weight_map\" twice") }
            hasMap = true
            try scanner.object { scanner, tensor throws(CheckpointError) in
                let shard = try scanner.string()
                guard names.insert(tensor).inserted else { throw scanner.malformed("\(tensor.quoted) twice") }
                if let place = places[shard] {
                    shards[place].tensors.append(tensor)
                } else {
                    if let problem = Self.problem(of: shard) {
                        throw file.malformed(
                            expected: "a shard in the folder of the index for \(tensor.quoted)",
                            found: "\(shard.quoted), \(problem)")
                    }
                    places[shard] = shards.count
                    shards.append(Shard(name: shard, tensors: [tensor]))
                }
            }
        }
        try scanner.end()
        guard hasMap else {
            throw file.malformed(expected: Self.form + " with a \"weight_map\"", found: "a JSON file without one")
        }
        guard !shards.isEmpty else { throw file.malformed(expected: Self.form, found: "one that names no tensor") }
        self.shards = shards
    }

    /// Why a name is no shard's. Links are followed: caches of downloads are made of them.
    private static func problem(of name: String) -> String? {
        if Path.isAbsolute(name) { return "an absolute path" }
        if Path.steps(of: name).contains("..") { return "which leads out of it" }
        if name.hasSuffix(ending) { return "another index" }
        return name.isEmpty || name.utf8.contains(0) ? "which is no name of a file" : nil
    }
}
