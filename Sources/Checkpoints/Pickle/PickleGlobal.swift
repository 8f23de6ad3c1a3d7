/// A name that a pickle mentions. Nothing is looked up in any program: what is on the list means what is said here, and any
/// other name is a name and no more.
enum PickleGlobal: Sendable, Hashable {
    case dictionary
    case defaultDictionary
    case set
    case size
    case device
    case encode
    /// `bytes`, as Python 3 writes none of them in protocol 2.
    case bytes
    /// `_rebuild_tensor`, `_rebuild_tensor_v2` or `_rebuild_tensor_v3`.
    case rebuildTensor(version: Int)
    /// What gives its first argument, which is a tensor.
    case rebuildParameter
    /// What calls its first argument for a tensor.
    case rebuildFromType
    /// What makes an object of its first argument.
    case objectMaker
    /// A function that makes a kind of tensor which cannot be read, in words.
    case unreadableTensor(String)
    case storage(String)
    case dtype(String)
    /// Anything else: a class or a function of somebody's, by its full name.
    case foreign(String)

    /// The meaning of a name.
    init(module: String, name: String) {
        if module == "torch" || module == "torch.cuda" || module == "torch.storage",
            PickleGlobal.storageClasses[name] != nil
        {
            self = .storage(name)
        } else if module == "torch", PickleGlobal.dtypeNames.contains(name) {
            self = .dtype(name)
        } else if let global = PickleGlobal.functions["\(module).\(name)"] {
            self = global
        } else {
            self = .foreign("\(module).\(name)")
        }
    }

    /// Whether a call of it describes a dense tensor.
    var makesTensors: Bool {
        switch self {
        case .rebuildTensor, .rebuildParameter: true
        default: false
        }
    }

    /// Whether a name is one that attacks call and no training program saves.
    ///
    /// Nothing here would call it. But who reads such a file with other programs runs what its maker wanted, and should
    /// know before.
    static func isDangerous(module: String, name: String) -> Bool {
        let root = String(module.prefix { $0 != "." })
        let last = name.split(separator: ".").last.map(String.init) ?? name
        if attackModules.contains(root) { return !harmlessNames.contains(last) }
        return (root == "builtins" || root == "__builtin__") && attackFunctions.contains(last)
            || module == "torch" && (name == "load" || name.hasPrefix("hub.")) || module == "torch.hub"
    }

    /// With what Python calls some of them in protocol 2, which `torch.save` writes: `subprocess` is `commands` there.
    private static let attackModules: Set<String> = [
        "commands", "popen2", "_posixsubprocess", "pdb", "bdb", "timeit", "cProfile", "code", "pip",
        "os", "posix", "nt", "subprocess", "sys", "runpy", "pty", "socket", "shutil", "importlib", "ctypes",
        "webbrowser",
        "pickle", "_pickle", "marshal",
    ]

    /// Classes of those modules, whose objects people do save.
    private static let harmlessNames: Set<String> = [
        "_Environ", "PathLike", "stat_result", "terminal_size", "version_info", "CompletedProcess",
    ]

    private static let attackFunctions: Set<String> = [
        "eval", "exec", "execfile", "compile", "open", "file", "__import__", "input", "raw_input", "globals", "locals",
        "vars", "apply", "breakpoint", "setattr", "delattr",
    ]

    /// The Python name or kind.
    var description: String {
        switch self {
        case .dictionary: "OrderedDict"
        case .defaultDictionary: "defaultdict"
        case .set: "set"
        case .size: "torch.Size"
        case .device: "torch.device"
        case .encode: "_codecs.encode"
        case .bytes: "bytes"
        case .rebuildTensor, .rebuildParameter, .rebuildFromType, .unreadableTensor: "torch._utils"
        case .objectMaker: "copyreg"
        case .storage(let name), .dtype(let name): "torch.\(name)"
        case .foreign(let name): name
        }
    }

    // The names of Python 2, of Python 3 and, for `_tensor`, of today's PyTorch.
    private static let functions: [String: PickleGlobal] = [
        "collections.OrderedDict": .dictionary,
        "collections.Counter": .dictionary,
        "collections.defaultdict": .defaultDictionary,
        "__builtin__.set": .set,
        "builtins.set": .set,
        "__builtin__.frozenset": .set,
        "builtins.frozenset": .set,
        "torch.Size": .size,
        "torch.device": .device,
        "_codecs.encode": .encode,
        "__builtin__.bytes": .bytes,
        "builtins.bytes": .bytes,
        "torch._utils._rebuild_tensor": .rebuildTensor(version: 1),
        "torch._utils._rebuild_tensor_v2": .rebuildTensor(version: 2),
        "torch._utils._rebuild_tensor_v3": .rebuildTensor(version: 3),
        "torch._utils._rebuild_parameter": .rebuildParameter,
        "torch._utils._rebuild_parameter_with_state": .rebuildParameter,
        "torch._utils._rebuild_device_tensor_from_cpu_tensor": .rebuildParameter,
        "torch._tensor._rebuild_from_type_v2": .rebuildFromType,
        "copyreg._reconstructor": .objectMaker,
        "copy_reg._reconstructor": .objectMaker,
        "copyreg.__newobj__": .objectMaker,
        "copyreg.__newobj_ex__": .objectMaker,
        "builtins.getattr": .objectMaker,
        "__builtin__.getattr": .objectMaker,
        "torch._utils._rebuild_sparse_tensor": .unreadableTensor("a sparse tensor"),
        "torch._utils._rebuild_qtensor": .unreadableTensor("a quantised tensor"),
        "torch._utils._rebuild_nested_tensor": .unreadableTensor("a nested tensor"),
        "torch._utils._rebuild_meta_tensor_no_storage": .unreadableTensor("a tensor without data"),
        "torch._utils._rebuild_wrapper_subclass": .unreadableTensor("a subclass of tensor"),
        "torch._utils._rebuild_device_tensor_from_numpy": .unreadableTensor("a tensor of another device"),
        "torch._utils._rebuild_sparse_csr_tensor": .unreadableTensor("a sparse tensor"),
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
