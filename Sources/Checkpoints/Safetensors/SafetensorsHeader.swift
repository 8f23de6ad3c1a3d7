internal import Files

/// Reads the header of a safetensors file: an object of tensors, and one of texts under `__metadata__`.
///
/// Just that, and no general JSON: where the grammar knows no nesting, no nesting can be too deep.
struct SafetensorsHeader {
    /// What the header says of a tensor.
    struct Tensor {
        var name: String
        var dtype = ""
        var shape: [Int] = []
        /// Where the bytes begin and end, counted from the header's end.
        var start = 0
        var end = 0
    }

    /// The tensors in the header's order.
    let tensors: [Tensor]
    /// The texts of `__metadata__`.
    let metadata: [String: String]

    /// Reads the whole header, which spaces may follow.
    init(_ file: MappedFile, range: Range<Int>) throws(CheckpointError) {
        var scanner = JSONScanner(ByteReader(file, range: range, subject: "the safetensors header"))
        var tensors: [Tensor] = []
        var metadata: [String: String]?
        try scanner.object { scanner, name throws(CheckpointError) in
            if name == "__metadata__" {
                guard metadata == nil else { throw scanner.malformed("\"__metadata__\" twice") }
                metadata = try SafetensorsHeader.metadata(&scanner)
            } else {
                tensors.append(try SafetensorsHeader.tensor(name, &scanner))
            }
        }
        try scanner.end()
        self.tensors = tensors
        self.metadata = metadata ?? [:]
    }

    private static func metadata(_ scanner: inout JSONScanner) throws(CheckpointError) -> [String: String] {
        var metadata: [String: String] = [:]
        try scanner.object { scanner, key throws(CheckpointError) in
            guard metadata.updateValue(try scanner.string(), forKey: key) == nil else {
                throw scanner.malformed("\(key.quoted) twice")
            }
        }
        return metadata
    }

    private static func tensor(_ name: String, _ scanner: inout JSONScanner) throws(CheckpointError) -> Tensor {
        var tensor = Tensor(name: name)
        var seen: Set<String> = []
        try scanner.object { scanner, key throws(CheckpointError) in
            guard seen.insert(key).inserted else { throw scanner.malformed("\(key.quoted) of \(name.quoted) twice") }
            switch key {
            case "dtype": tensor.dtype = try scanner.string()
            case "shape": tensor.shape = try scanner.integers(limit: StoredTensor.dimensionLimit)
            case "data_offsets":
                let offsets = try scanner.integers(limit: 2)
                guard offsets.count == 2 else { throw scanner.malformed("one offset of \(name.quoted)") }
                (tensor.start, tensor.end) = (offsets[0], offsets[1])
            default: throw scanner.malformed("\(key.quoted) of \(name.quoted)")
            }
        }
        guard seen.count == 3 else { throw scanner.malformed("\(name.quoted) without dtype, shape or data_offsets") }
        return tensor
    }
}
