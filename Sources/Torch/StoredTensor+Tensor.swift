internal import CTorch

extension StoredTensor {
    /// The tensor over the same memory, which stays mapped as long as the tensor lives: no element is copied.
    ///
    /// - Throws: `checkpoint` where the file has a check sum of the bytes that does not fit them.
    public func tensor() throws(TorchError) -> Tensor {
        try reading { () throws(CheckpointError) in try verify() }
        return try Tensor(
            sharing: storage.baseAddress + offset * dtype.byteCount, shape: shape, strides: strides, dtype: dtype,
            keeping: storage)
    }
}

extension Tensor {
    /// A copy of the elements in the form that checkpoints are written from.
    public func stored() throws(TorchError) -> StoredTensor {
        let stored: DType = dtype == .float64 || dtype == .int64 ? dtype : .float32
        let converted = try to(stored)
        let storage = try TensorStorage(byteCount: count * stored.byteCount) { buffer throws(TorchError) in
            try check("stored") {
                ct_tensor_copy_out(converted.handle, buffer.baseAddress, Int64(buffer.count), $0)
            }
        }
        return try reading { () throws(CheckpointError) in
            try StoredTensor(dtype: stored, shape: shape, storage: storage)
        }
    }
}

/// Runs what may throw a ``CheckpointError`` and passes that on as a ``TorchError``.
private func reading<Result>(_ body: () throws(CheckpointError) -> Result) throws(TorchError) -> Result {
    do {
        return try body()
    } catch {
        throw .checkpoint(error)
    }
}
