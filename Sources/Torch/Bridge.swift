internal import CTorch

// The one file where C's conventions become Swift's: statuses become errors, handles become tensors.

/// Throws what a C function reported.
@inline(__always)
func check(
    _ operation: StaticString, _ body: (UnsafeMutablePointer<ct_error>) -> ct_status
) throws(TorchError) {
    var error = ct_error(message: nil)
    guard body(&error) != CT_OK else { return }
    throw failure(operation, error)
}

@inline(never)
private func failure(_ operation: StaticString, _ error: ct_error) -> TorchError {
    defer { ct_error_free(error) }
    // LibTorch's messages can go on for a page; the first line says what is wrong.
    let message = error.message.map { String(cString: $0) } ?? "out of memory"
    let line = message.split(whereSeparator: \.isNewline).first.map(String.init) ?? message
    return .operation(operation.description, message: line)
}

extension Tensor {
    /// Wraps the tensor that a C function gives.
    @inline(__always)
    static func make(
        _ operation: StaticString,
        _ body: (UnsafeMutablePointer<ct_tensor>, UnsafeMutablePointer<ct_error>) -> ct_status
    ) throws(TorchError) -> Tensor {
        var handle = ct_tensor(ptr: nil)
        try check(operation) { body(&handle, $0) }
        return Tensor(owning: handle)
    }
}

extension Device {
    /// The device as LibTorch numbers it.
    var raw: ct_device {
        switch self {
        case .cpu: ct_device(type: 0, index: -1)
        case .cuda(let index): ct_device(type: 1, index: Int32(index))
        case .mps: ct_device(type: 13, index: -1)
        }
    }

    init(_ raw: ct_device) {
        switch raw.type {
        case 1: self = .cuda(index: Int(max(0, raw.index)))
        case 13: self = .mps
        default: self = .cpu
        }
    }
}
