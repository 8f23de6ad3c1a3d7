internal import CTorch

// Element by element; shapes broadcast as in PyTorch.
extension Tensor {
    /// The sum.
    public static func + (a: Tensor, b: Tensor) throws(TorchError) -> Tensor {
        try make("+") { ct_add(a.handle, b.handle, $0, $1) }
    }

    /// The difference.
    public static func - (a: Tensor, b: Tensor) throws(TorchError) -> Tensor {
        try make("-") { ct_subtract(a.handle, b.handle, $0, $1) }
    }

    /// The product.
    public static func * (a: Tensor, b: Tensor) throws(TorchError) -> Tensor {
        try make("*") { ct_multiply(a.handle, b.handle, $0, $1) }
    }

    /// The quotient.
    public static func / (a: Tensor, b: Tensor) throws(TorchError) -> Tensor {
        try make("/") { ct_divide(a.handle, b.handle, $0, $1) }
    }

    /// The sum with a number.
    public static func + (a: Tensor, value: Double) throws(TorchError) -> Tensor {
        try make("+") { ct_add_scalar(a.handle, value, $0, $1) }
    }

    /// The product with a number.
    public static func * (a: Tensor, value: Double) throws(TorchError) -> Tensor {
        try make("*") { ct_multiply_scalar(a.handle, value, $0, $1) }
    }

    /// The quotient by a number.
    public static func / (a: Tensor, value: Double) throws(TorchError) -> Tensor {
        try make("/") { ct_divide_scalar(a.handle, value, $0, $1) }
    }

    /// Adds another tensor into this one.
    public func addInPlace(_ other: Tensor) throws(TorchError) {
        try check("addInPlace") { ct_add_in_place(handle, other.handle, $0) }
    }

    /// Replaces negative elements by 0.
    public func reluInPlace() throws(TorchError) {
        try check("reluInPlace") { ct_relu_in_place(handle, $0) }
    }

    /// e to the power of each element.
    public func exp() throws(TorchError) -> Tensor {
        try .make("exp") { ct_exp(handle, $0, $1) }
    }

    /// The logarithm to base 2.
    public func log2() throws(TorchError) -> Tensor {
        try .make("log2") { ct_log2(handle, $0, $1) }
    }

    /// The largest whole number that is not above each element.
    public func floor() throws(TorchError) -> Tensor {
        try .make("floor") { ct_floor(handle, $0, $1) }
    }

    /// The nearest whole number to each element; halves go to the even one.
    public func rounded() throws(TorchError) -> Tensor {
        try .make("rounded") { ct_round(handle, $0, $1) }
    }

    /// The square root.
    public func sqrt() throws(TorchError) -> Tensor {
        try .make("sqrt") { ct_sqrt(handle, $0, $1) }
    }

    /// One over the square root.
    public func rsqrt() throws(TorchError) -> Tensor {
        try .make("rsqrt") { ct_rsqrt(handle, $0, $1) }
    }

    /// 1 / (1 + e⁻ˣ).
    public func sigmoid() throws(TorchError) -> Tensor {
        try .make("sigmoid") { ct_sigmoid(handle, $0, $1) }
    }

    /// min(max(x + 3, 0), 6) / 6 (Howard et al. 2019).
    public func hardSigmoid() throws(TorchError) -> Tensor {
        try .make("hardSigmoid") { ct_hardsigmoid(handle, $0, $1) }
    }

    /// x · min(max(x + 3, 0), 6) / 6 (Howard et al. 2019).
    public func hardSwish() throws(TorchError) -> Tensor {
        try .make("hardSwish") { ct_hardswish(handle, $0, $1) }
    }

    /// Exponentials that add up to 1 along a dimension.
    public func softmax(along dimension: Int) throws(TorchError) -> Tensor {
        try .make("softmax") { ct_softmax(handle, Int64(dimension), $0, $1) }
    }

    /// Elements limited to a range; an infinite bound does not limit.
    public func clamped(low: Double = -.infinity, high: Double = .infinity) throws(TorchError) -> Tensor {
        try .make("clamped") { ct_clamp(handle, low, high, $0, $1) }
    }

    /// Whether each element is above a value.
    public func isGreater(than value: Double) throws(TorchError) -> Tensor {
        try .make("isGreater") { ct_greater(handle, value, $0, $1) }
    }

    /// Whether each element is at least a value.
    public func isAtLeast(_ value: Double) throws(TorchError) -> Tensor {
        try .make("isAtLeast") { ct_greater_or_equal(handle, value, $0, $1) }
    }

    /// Whether both are true.
    public func and(_ other: Tensor) throws(TorchError) -> Tensor {
        try .make("and") { ct_logical_and(handle, other.handle, $0, $1) }
    }

    /// The natural logarithm.
    public func log() throws(TorchError) -> Tensor {
        try .make("log") { ct_log(handle, $0, $1) }
    }

    /// The sum of all elements.
    public func sum() throws(TorchError) -> Tensor {
        try .make("sum") { ct_sum(handle, $0, $1) }
    }

    /// The mean over some dimensions, which stay with size 1.
    public func mean(over dimensions: [Int]) throws(TorchError) -> Tensor {
        try .make("mean") { ct_mean(handle, dimensions.map(Int64.init), Int64(dimensions.count), true, $0, $1) }
    }
}
