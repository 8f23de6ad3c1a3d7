internal import CTorch

// What training makes small. Each is a sum: what it is divided by is the caller's to say.
extension Tensor {
    /// −Σ t log σ(x) + (1 − t) log(1 − σ(x)), the elements being logits x: `binary_cross_entropy_with_logits`.
    ///
    /// - Parameter targets: t from 0 to 1, of this tensor's shape and type.
    public func binaryCrossEntropySum(with targets: Tensor) throws(TorchError) -> Tensor {
        try .make("binaryCrossEntropy") { ct_binary_cross_entropy(handle, targets.handle, $0, $1) }
    }

    /// −Σ w[label] log softmax(x)[label] over the rows of logits (N, K), or over the pixels of (N, K, H, W): `cross_entropy`.
    ///
    /// - Parameters:
    ///   - labels: (N) or (N, H, W), int64, from 0 to K − 1.
    ///   - weights: w, (K), of this tensor's type; nil is 1 everywhere.
    ///   - ignored: The label of what does not count.
    public func crossEntropySum(
        with labels: Tensor, weights: Tensor? = nil, ignoring ignored: Int = -100
    ) throws(TorchError) -> Tensor {
        try .make("crossEntropy") { ct_cross_entropy(handle, labels.handle, weights.raw, Int64(ignored), $0, $1) }
    }

    /// Σ of d² / 2β where |d| < β and |d| − β / 2 elsewhere, d the difference of two elements (Girshick 2015).
    public func smoothL1Sum(with targets: Tensor, beta: Double) throws(TorchError) -> Tensor {
        try .make("smoothL1") { ct_smooth_l1(handle, targets.handle, beta, $0, $1) }
    }
}
