internal import CTorch

// What is recorded for gradients, and the gradients.
extension Tensor {
    /// Whether operations with the tensor are recorded, so that its gradient can be computed.
    public var requiresGradient: Bool { ct_requires_gradient(handle) }

    /// Says whether operations with this tensor, which was not computed from others, are to be recorded.
    public func setRequiresGradient(_ value: Bool) throws(TorchError) {
        try check("setRequiresGradient") { ct_set_requires_gradient(handle, value, $0) }
    }

    /// The same elements, cut off from what they were computed from.
    public func detached() throws(TorchError) -> Tensor {
        try .make("detached") { ct_detach(handle, $0, $1) }
    }

    /// Adds the gradient of this tensor, which has one element, to that of every tensor that it was computed from.
    public func backward() throws(TorchError) {
        try check("backward") { ct_backward(handle, $0) }
    }

    /// The gradient so far; nil where there is none.
    public func gradient() throws(TorchError) -> Tensor? {
        var gradient = ct_tensor(ptr: nil)
        try check("gradient") { ct_gradient(handle, &gradient, $0) }
        return gradient.ptr == nil ? nil : Tensor(owning: gradient)
    }

    /// Replaces the gradient; nil drops it.
    public func setGradient(_ gradient: Tensor?) throws(TorchError) {
        try check("setGradient") { ct_set_gradient(handle, gradient.raw, $0) }
    }
}

/// Runs `body` without recording anything for gradients: torch.no_grad. Unlike in inference mode, what it makes can be
/// used in recorded operations later.
///
/// The mode belongs to the calling thread, so the body is not asynchronous.
public func withoutGradients<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    var guardian = ct_no_gradients(ptr: nil)
    var error = ct_error(message: nil)
    let status = ct_no_gradients_new(&guardian, &error)
    ct_error_free(error)
    defer { if status == CT_OK { ct_no_gradients_free(guardian) } }
    return try body()
}

/// Runs `body` so that operations on this device which gain from it compute in a lower precision: torch.autocast.
///
/// - Parameter dtype: The precision; nil computes as ever.
public func withAutocast<Result>(
    _ dtype: DType?, on device: Device, _ body: () throws(TorchError) -> Result
) throws(TorchError) -> Result {
    guard let dtype else { return try body() }
    var autocast = ct_autocast(ptr: nil)
    try check("autocast") { ct_autocast_new(device.raw.type, dtype.rawValue, &autocast, $0) }
    defer { ct_autocast_free(autocast) }
    return try body()
}
