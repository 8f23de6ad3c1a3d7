/// A name that a pickle may mention, from a list that never grows while reading: nothing is looked up in any program.
enum PickleGlobal: Sendable, Hashable {
    case dictionary
    case set
    case size
    case device
    case encode
    /// `_rebuild_tensor`, `_rebuild_tensor_v2` or `_rebuild_tensor_v3`.
    case rebuildTensor(version: Int)
    case rebuildParameter
    /// A function that makes a kind of tensor which cannot be read, in words.
    case unreadableTensor(String)
    case storage(String)
    case dtype(String)

    /// The meaning of a name, or nil for every name that is not on the list.
    init?(module: String, name: String) {
        if module == "torch" || module == "torch.cuda" || module == "torch.storage",
            PickleGlobal.storageClasses[name] != nil
        {
            self = .storage(name)
        } else if module == "torch", PickleGlobal.dtypeNames.contains(name) {
            self = .dtype(name)
        } else if let global = PickleGlobal.functions["\(module).\(name)"] {
            self = global
        } else {
            return nil
        }
    }

    /// The Python name or kind.
    var description: String {
        switch self {
        case .dictionary: "OrderedDict"
        case .set: "set"
        case .size: "torch.Size"
        case .device: "torch.device"
        case .encode: "_codecs.encode"
        case .rebuildTensor, .rebuildParameter, .unreadableTensor: "torch._utils"
        case .storage(let name), .dtype(let name): "torch.\(name)"
        }
    }

    // The names of Python 2, of Python 3 and, for `_tensor`, of today's PyTorch.
    private static let functions: [String: PickleGlobal] = [
        "collections.OrderedDict": .dictionary,
        "collections.Counter": .dictionary,
        "__builtin__.set": .set,
        "builtins.set": .set,
        "torch.Size": .size,
        "torch.device": .device,
        "_codecs.encode": .encode,
        "torch._utils._rebuild_tensor": .rebuildTensor(version: 1),
        "torch._utils._rebuild_tensor_v2": .rebuildTensor(version: 2),
        "torch._utils._rebuild_tensor_v3": .rebuildTensor(version: 3),
        "torch._utils._rebuild_parameter": .rebuildParameter,
        "torch._utils._rebuild_parameter_with_state": .rebuildParameter,
        "torch._utils._rebuild_sparse_tensor": .unreadableTensor("a sparse tensor"),
        "torch._utils._rebuild_qtensor": .unreadableTensor("a quantised tensor"),
        "torch._utils._rebuild_nested_tensor": .unreadableTensor("a nested tensor"),
        "torch._utils._rebuild_meta_tensor_no_storage": .unreadableTensor("a tensor without data"),
        "torch._utils._rebuild_wrapper_subclass": .unreadableTensor("a subclass of tensor"),
        "torch._tensor._rebuild_from_type_v2": .unreadableTensor("a subclass of tensor"),
        // What the above take as arguments.
        "torch.serialization._get_layout": .unreadableTensor("a layout"),
        "torch.Tensor": .unreadableTensor("a class of tensor"),
        "torch.nn.parameter.Parameter": .unreadableTensor("a class of tensor"),
        "torch.per_tensor_affine": .dtype("per_tensor_affine"),
        "torch.per_tensor_symmetric": .dtype("per_tensor_symmetric"),
        "torch.per_channel_affine": .dtype("per_channel_affine"),
        "torch.per_channel_symmetric": .dtype("per_channel_symmetric"),
        "torch.per_channel_affine_float_qparams": .dtype("per_channel_affine_float_qparams"),
    ]

    /// PyTorch's storage classes: the type of their elements, where it can be read, and its size in a file.
    static let storageClasses: [String: (dtype: DType?, byteCount: Int)] = [
        "ByteStorage": (.uint8, 1), "CharStorage": (.int8, 1), "ShortStorage": (.int16, 2), "IntStorage": (.int32, 4),
        "LongStorage": (.int64, 8), "HalfStorage": (.float16, 2), "BFloat16Storage": (.bfloat16, 2),
        "FloatStorage": (.float32, 4), "DoubleStorage": (.float64, 8), "BoolStorage": (.bool, 1),
        "UntypedStorage": (nil, 1), "ComplexFloatStorage": (nil, 8), "ComplexDoubleStorage": (nil, 16),
        "QInt8Storage": (nil, 1), "QUInt8Storage": (nil, 1), "QInt32Storage": (nil, 4), "QUInt4x2Storage": (nil, 1),
        "QUInt2x4Storage": (nil, 1),
    ]

    /// The types of elements that are read, by PyTorch's names.
    static let dtypes: [String: DType] = [
        "uint8": .uint8, "int8": .int8, "int16": .int16, "int32": .int32, "int64": .int64, "float16": .float16,
        "bfloat16": .bfloat16, "float32": .float32, "float64": .float64, "bool": .bool,
    ]

    private static let dtypeNames: Set<String> = Set(dtypes.keys).union([
        "uint16", "uint32", "uint64", "complex32", "complex64", "complex128", "qint8", "quint8", "qint32", "quint4x2",
        "quint2x4", "bits8", "bits16", "bits1x8", "bits2x4", "bits4x2", "float8_e4m3fn", "float8_e4m3fnuz",
        "float8_e5m2", "float8_e5m2fnuz", "float8_e8m0fnu", "float4_e2m1fn_x2",
    ])
}
