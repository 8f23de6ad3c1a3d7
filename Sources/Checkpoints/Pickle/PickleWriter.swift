/// Writes the pickle of a dictionary of tensors, in protocol 2, as `torch.save(OrderedDict(...))` does.
struct PickleWriter {
    private(set) var bytes: [UInt8] = [PickleOpcode.protocolVersion.rawValue, 2]
    /// Names that were written before, by the place where they are kept.
    private var memo: [String: UInt8] = [:]

    /// A tensor's description.
    struct Tensor {
        var name: String
        var tensor: StoredTensor
        /// The storage's name in the checkpoint.
        var key: String
        /// The number of elements of the storage.
        var storageCount: Int
    }

    /// The pickle of an ordered dictionary of tensors, with texts in its attribute `_metadata`.
    static func dictionary(_ tensors: [Tensor], metadata: [(key: String, value: String)] = []) -> [UInt8] {
        var writer = PickleWriter()
        writer.emptyDictionary()
        writer.append(.mark)
        for tensor in tensors {
            writer.string(tensor.name)
            writer.tensor(tensor)
        }
        writer.append(.setItems)
        if !metadata.isEmpty { writer.state(metadata) }
        writer.append(.stop)
        return writer.bytes
    }

    private mutating func state(_ metadata: [(key: String, value: String)]) {
        append(.emptyDictionary)
        string(Checkpoint.stateMetadataKey)
        emptyDictionary()
        string(Checkpoint.metadataKey)
        append(.emptyDictionary, .mark)
        for (key, value) in metadata {
            string(key)
            string(value)
        }
        append(.setItems, .setItem, .setItem, .build)
    }

    /// The class of a storage of a type: those names are from before types had objects of their own.
    static func storageClass(of dtype: DType) -> String {
        switch dtype {
        case .uint8: "ByteStorage"
        case .int8: "CharStorage"
        case .int16: "ShortStorage"
        case .int32: "IntStorage"
        case .int64: "LongStorage"
        case .float16: "HalfStorage"
        case .bfloat16: "BFloat16Storage"
        case .float32: "FloatStorage"
        case .float64: "DoubleStorage"
        case .bool: "BoolStorage"
        }
    }

    private mutating func tensor(_ described: Tensor) {
        global("torch._utils", "_rebuild_tensor_v2")
        append(.mark, .mark)
        string("storage")
        global("torch", PickleWriter.storageClass(of: described.tensor.dtype))
        string(described.key)
        string("cpu")
        integer(described.storageCount)
        append(.tuple, .binPersistentID)
        integer(described.tensor.offset)
        tuple(described.tensor.shape)
        tuple(described.tensor.strides)
        append(.newFalse)
        emptyDictionary()
        append(.tuple, .reduce)
    }

    private mutating func emptyDictionary() {
        global("collections", "OrderedDict")
        append(.emptyTuple, .reduce)
    }

    private mutating func append(_ opcodes: PickleOpcode...) {
        for opcode in opcodes { bytes.append(opcode.rawValue) }
    }

    /// A name, which from the second time on is taken from the memo: there are a dozen at most.
    private mutating func global(_ module: String, _ name: String) {
        let line = "\(module)\n\(name)\n"
        if let place = memo[line] {
            append(.binGet)
            bytes.append(place)
            return
        }
        let place = UInt8(memo.count)
        memo[line] = place
        append(.global)
        bytes += line.utf8
        append(.binPut)
        bytes.append(place)
    }

    private mutating func string(_ text: String) {
        append(.binUnicode)
        little(UInt32(clamping: text.utf8.count))
        bytes += text.utf8
    }

    private mutating func integer(_ value: Int) {
        if let small = UInt8(exactly: value) {
            append(.binInt1)
            bytes.append(small)
        } else if let medium = Int32(exactly: value) {
            append(.binInt)
            little(medium)
        } else {
            append(.long1)
            bytes.append(8)
            little(Int64(value))
        }
    }

    private mutating func tuple(_ values: [Int]) {
        append(.mark)
        for value in values { integer(value) }
        append(.tuple)
    }

    private mutating func little(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }
}
