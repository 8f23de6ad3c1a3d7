internal import CTorch

extension Tensor {
    /// The same elements in another shape, one of whose sizes may be −1: what is left.
    public func reshaped(_ shape: [Int]) throws(TorchError) -> Tensor {
        try .make("reshaped") { ct_reshape(handle, shape.map(Int64.init), Int64(shape.count), $0, $1) }
    }

    /// The dimensions in another order.
    public func permuted(_ order: [Int]) throws(TorchError) -> Tensor {
        try .make("permuted") { ct_permute(handle, order.map(Int64.init), Int64(order.count), $0, $1) }
    }

    /// The part of a dimension within a range, as a view.
    public func narrowed(_ dimension: Int, to range: Range<Int>) throws(TorchError) -> Tensor {
        try .make("narrowed") {
            ct_narrow(handle, Int64(dimension), Int64(range.lowerBound), Int64(range.count), $0, $1)
        }
    }

    /// One element of a dimension, which is dropped, as a view.
    public func selected(_ dimension: Int, _ index: Int) throws(TorchError) -> Tensor {
        var shape = shape
        shape.remove(at: dimension)
        return try narrowed(dimension, to: index..<index + 1).reshaped(shape)
    }

    /// Tensors one after the other along a dimension.
    public static func concatenated(_ tensors: [Tensor], along dimension: Int) throws(TorchError) -> Tensor {
        let handles = tensors.map(\.handle)
        return try withExtendedLifetime(tensors) { () throws(TorchError) in
            try make("concatenated") { ct_cat(handles, Int64(handles.count), Int64(dimension), $0, $1) }
        }
    }

    /// Tensors of one shape along a new dimension.
    public static func stacked(_ tensors: [Tensor], along dimension: Int) throws(TorchError) -> Tensor {
        let handles = tensors.map(\.handle)
        return try withExtendedLifetime(tensors) { () throws(TorchError) in
            try make("stacked") { ct_stack(handles, Int64(handles.count), Int64(dimension), $0, $1) }
        }
    }

    /// The elements of a dimension at these indices (int64).
    public func gathered(_ dimension: Int, at indices: Tensor) throws(TorchError) -> Tensor {
        try .make("gathered") { ct_index_select(handle, Int64(dimension), indices.handle, $0, $1) }
    }

    /// Row i of the second dimension's element `indices[i]`: (N, K, …) and (N) give (N, …).
    public func gatheredPerRow(at indices: Tensor) throws(TorchError) -> Tensor {
        try .make("gatheredPerRow") { ct_select_per_row(handle, indices.handle, $0, $1) }
    }

    /// The indices of the true elements of a one-dimensional tensor, ascending (int64).
    public func trueIndices() throws(TorchError) -> Tensor {
        try .make("trueIndices") { ct_true_indices(handle, $0, $1) }
    }

    /// The largest elements along the last dimension and their indices, in descending order.
    public func topK(_ count: Int) throws(TorchError) -> (values: Tensor, indices: Tensor) {
        var values = ct_tensor(ptr: nil)
        var indices = ct_tensor(ptr: nil)
        try check("topK") { ct_top_k(handle, Int64(count), &values, &indices, $0) }
        return (Tensor(owning: values), Tensor(owning: indices))
    }
}
