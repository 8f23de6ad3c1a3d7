/// Writes pickles operation by operation, as the tests want them, also such as no program would write.
struct PickleAssembler {
    var bytes: [UInt8] = []

    /// A pickle that begins as protocol 2.
    static func make(_ build: (inout PickleAssembler) -> Void) -> [UInt8] {
        var pickle = PickleAssembler(bytes: [0x80, 2])
        build(&pickle)
        return pickle.bytes + [UInt8(ascii: ".")]
    }

    /// Appends an operation of one character.
    mutating func op(_ character: Unicode.Scalar) { bytes.append(UInt8(ascii: character)) }

    /// Appends bytes.
    mutating func raw(_ more: UInt8...) { bytes += more }

    mutating func text(_ string: String) {
        op("X")
        bytes += little(UInt32(string.utf8.count)) + string.utf8
    }

    mutating func int(_ value: Int) {
        bytes += [0x8A, 8] + little(Int64(value))
    }

    mutating func global(_ module: String, _ name: String) {
        op("c")
        bytes += "\(module)\n\(name)\n".utf8
    }

    mutating func ints(_ values: [Int]) {
        op("(")
        for value in values { int(value) }
        op("t")
    }

    /// A dictionary of tensors in the form that `torch.save` gives it.
    mutating func stateDict(_ tensors: [TensorDescription]) {
        global("collections", "OrderedDict")
        op(")")
        op("R")
        op("(")
        for tensor in tensors {
            text(tensor.name)
            self.tensor(tensor)
        }
        op("u")
    }

    mutating func tensor(_ tensor: TensorDescription) {
        global("torch._utils", "_rebuild_tensor_v2")
        op("(")
        op("(")
        text("storage")
        global("torch", tensor.storageClass)
        text(tensor.key)
        text("cpu")
        int(tensor.count)
        if tensor.isLegacy { op("N") }
        op("t")
        op("Q")
        int(tensor.offset)
        ints(tensor.shape)
        ints(tensor.strides)
        raw(0x89)
        op("}")
        op("t")
        op("R")
    }
}

/// What a pickle says of a tensor.
struct TensorDescription {
    var name = "w"
    var storageClass = "FloatStorage"
    var key = "0"
    var count = 4
    var offset = 0
    var shape = [2, 2]
    var strides = [2, 1]
    var isLegacy = false
}

/// A number's bytes, lowest first.
func little(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian, Array.init)
}
