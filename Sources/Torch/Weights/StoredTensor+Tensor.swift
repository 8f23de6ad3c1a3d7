extension StoredTensor {
    /// The tensor over the same memory, which stays mapped as long as the tensor lives: no element is copied.
    ///
    /// - Throws: `file` where the file has a check sum of the bytes that does not fit them.
    public func tensor() throws(TorchError) -> Tensor {
        try verify()
        return try Tensor(
            sharing: storage.baseAddress + offset * dtype.byteCount, shape: shape, strides: strides, dtype: dtype,
            keeping: storage)
    }
}

extension Tensor {
    /// A copy of the elements in the form that checkpoints are written from.
    public func stored() throws(TorchError) -> StoredTensor {
        let bytes: [UInt8]
        switch dtype {
        case .float64: bytes = try elements(as: Double.self).withUnsafeBytes(Array.init)
        case .int64: bytes = try elements(as: Int64.self).withUnsafeBytes(Array.init)
        default: bytes = try elements(as: Float.self).withUnsafeBytes(Array.init)
        }
        let stored: DType = dtype == .float64 || dtype == .int64 ? dtype : .float32
        return try StoredTensor(dtype: stored, shape: shape, bytes: bytes)
    }
}
