internal import Files

/// What a pickle says of an array of NumPy's: nothing is called, its description is all that is looked at.
///
/// Protocols 2 to 4 make an empty array and then give it `(version, shape, type, is Fortran's order, bytes)`; protocol 5 calls a function
/// with `(bytes, type, shape, order)`.
enum NumpyArray {
    private static let modules = ["numpy.core", "numpy._core"]
    private static let empty = Set(modules.map { $0 + ".multiarray._reconstruct" })
    private static let ofBuffer = Set(modules.map { $0 + ".numeric._frombuffer" })
    /// The functions whose arguments are kept.
    static let functions = empty.union(ofBuffer).union(["numpy.dtype"])

    /// The types of elements that are read, by NumPy's short names without the order of bytes.
    private static let dtypes: [String: DType] = [
        "u1": .uint8, "i1": .int8, "i2": .int16, "i4": .int32, "i8": .int64, "f2": .float16, "f4": .float32,
        "f8": .float64,
        "b1": .bool,
    ]

    /// An array's description as it stands in the pickle.
    fileprivate struct Description {
        var shape: PickleValue
        var type: PickleValue
        var isFortran: Bool
        var bytes: PickleValue
    }

    static func isArray(_ node: PickleNode) -> Bool {
        node.className.map { empty.contains($0) || ofBuffer.contains($0) } ?? false
    }

    fileprivate static func description(_ node: PickleNode, in document: PickleDocument) -> Description? {
        if let name = node.className, ofBuffer.contains(name) {
            guard node.arguments.count == 4, case .string(let order) = node.arguments[3] else { return nil }
            return Description(
                shape: node.arguments[2], type: node.arguments[1], isFortran: order == "F", bytes: node.arguments[0])
        }
        guard let state = node.state.flatMap(document.elements), state.count == 5 else { return nil }
        let isFortran =
            switch state[3] {
            case .bool(let value): value
            case .integer(let value): value != 0
            default: false
            }
        return Description(shape: state[1], type: state[2], isFortran: isFortran, bytes: state[4])
    }

    /// The elements' type; nil for one that is no number, such as text.
    fileprivate static func dtype(
        _ value: PickleValue, in document: PickleDocument
    ) -> (dtype: DType?, isBigEndian: Bool, name: String)? {
        guard document.className(of: value) == "numpy.dtype", case .container(let index) = value,
            case .string(let name)? = document.nodes[index].arguments.first
        else { return nil }
        var order = name.first.flatMap { "<>|=".contains($0) ? $0 : nil }
        let short = order == nil ? name : String(name.dropFirst())
        if let state = document.nodes[index].state.flatMap(document.elements), state.count > 1,
            case .string(let text) = state[1], let first = text.first
        {
            order = first
        }
        return (dtypes[short], order == ">", name)
    }
}

extension PickleDocument {
    /// The name of an object's class, or of the function that would have made it; nil for what is no object.
    func className(of value: PickleValue) -> String? {
        guard case .container(let index) = value, nodes[index].kind == .object else { return nil }
        return nodes[index].className
    }

    /// Whether a value is an array of NumPy's.
    func isArray(_ value: PickleValue) -> Bool {
        guard case .container(let index) = value, nodes[index].kind == .object else { return false }
        return NumpyArray.isArray(nodes[index])
    }

    /// An array's elements, which are not copied where they lie in the file as they are; nil for one of no numbers.
    func array(_ value: PickleValue, _ name: String, _ file: MappedFile) throws(CheckpointError) -> StoredTensor? {
        guard case .container(let index) = value, let array = NumpyArray.description(nodes[index], in: self),
            let (dtype, isBigEndian, typeName) = NumpyArray.dtype(array.type, in: self)
        else { throw file.malformed(expected: "\(name.quoted) to be an array", found: "one of no known form") }
        guard let dtype else { return nil }
        guard !isBigEndian || dtype.byteCount == 1 else {
            throw file.malformed(
                expected: "little-endian numbers", found: "\(name.quoted) of big-endian \(typeName)")
        }
        guard let shape = integers(array.shape), shape.count <= StoredTensor.dimensionLimit,
            shape.allSatisfy({ $0 >= 0 }),
            let byteCount = shape.reduce(Optional(dtype.byteCount), { $0.multiplied(by: $1) })
        else {
            throw file.malformed(expected: "\(name.quoted) of a shape", found: summary(array.shape))
        }
        let storage: TensorStorage
        switch array.bytes {
        case .span(let range): storage = TensorStorage(file: file, range: range, alignment: dtype.byteCount)
        case .bytes(let bytes): storage = TensorStorage(copying: bytes)
        case .string(let text): storage = TensorStorage(copying: text.utf8)
        case .latin1(let text):
            storage = TensorStorage(copying: text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
        default:
            throw file.malformed(expected: "\(name.quoted) to have bytes", found: summary(array.bytes))
        }
        guard storage.byteCount == byteCount else {
            throw file.malformed(
                expected: "\(name.quoted) of \(byteCount) bytes for \(shape) of \(dtype)",
                found: "\(storage.byteCount)")
        }
        let strides =
            array.isFortran
            ? StoredTensor.rowMajorStrides(shape.reversed()).reversed() : StoredTensor.rowMajorStrides(shape)
        if let problem = StoredTensor.problem(
            dtype: dtype, shape: shape, strides: strides, offset: 0, storageByteCount: byteCount)
        {
            throw file.malformed(expected: "\(name.quoted) to be \(problem.expected)", found: problem.found)
        }
        return StoredTensor(validated: dtype, shape, strides, 0, storage)
    }
}

extension PickleDocument {
    /// An array's elements as they lie in the file, whatever their type; nil for what is no array.
    func rawArray(_ value: PickleValue, _ name: String, _ file: MappedFile) throws(CheckpointError) -> RawArray? {
        guard case .container(let index) = value, nodes[index].kind == .object, NumpyArray.isArray(nodes[index]),
            let array = NumpyArray.description(nodes[index], in: self),
            let (_, isBigEndian, typeName) = NumpyArray.dtype(array.type, in: self)
        else { return nil }
        guard let shape = integers(array.shape), shape.allSatisfy({ $0 >= 0 }) else {
            throw file.malformed(expected: "\(name.quoted) of a shape", found: summary(array.shape))
        }
        return RawArray(
            shape: shape, typeName: typeName, isBigEndian: isBigEndian, isFortran: array.isFortran, content: array.bytes
        )
    }

    /// An array as a pickle describes it.
    struct RawArray {
        var shape: [Int]
        /// NumPy's short name, with or without the order of bytes.
        var typeName: String
        var isBigEndian: Bool
        /// Whether the first index changes fastest.
        var isFortran: Bool
        /// Its bytes, or a list of objects.
        var content: PickleValue
    }
}
