extension Tensor {
    /// What training hides: each element is 0 with the probability `share`, and the others are divided by 1 − `share`.
    ///
    /// - Parameters:
    ///   - share: From 0 to below 1.
    ///   - generator: What decides; the same for the same seed.
    ///
    /// Source: `torch.nn.Dropout` in training, but for the numbers that are drawn.
    public func droppingOut(_ share: Double, using generator: RandomGenerator) throws(TorchError) -> Tensor {
        guard (0..<1).contains(share) else {
            throw .mismatch(operation: "dropout", expected: "a share from 0 to below 1", found: "\(share)")
        }
        if share == 0 { return self }
        let draws = try Tensor.zeros(shape)
        try draws.fillUniform(low: 0, high: 1, using: generator)
        return try self * (draws.isAtLeast(share).to(device, dtype) / (1 - share))
    }
}
