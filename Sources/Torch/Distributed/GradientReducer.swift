internal import CTorch

/// Averages the gradients of parameters over the processes of a group, while the backward pass computes others.
///
///     try group.broadcast(parameters + buffers)
///     let reducer = try GradientReducer(parameters, group: group)
///     for batch in batches.dropLast() { try loss(batch).backward() }     // only adds up
///     try reducer.averaging { () throws(TorchError) in try loss(batches.last).backward() }
///
/// A parameter that got no gradient in this process counts as zeros, and one that got none anywhere keeps none, so
/// processes may use different parts of the network. With the same number of processes and the same gradients the averages
/// are the same to the last bit, in every process and every run.
///
/// Source: Li et al., "PyTorch Distributed" (2020), section 3.2; torch.nn.parallel.DistributedDataParallel.
/// Differs: buckets stay as they are made, and unused parameters need no search through the graph.
public final class GradientReducer {
    private let group: ProcessGroup
    private let handle: ct_reducer

    /// Takes the parameters, leaves that require gradients, in the order in which the forward pass uses them; the same in
    /// all processes, which must all call this.
    ///
    /// - Parameter bucketByteCount: gradients are exchanged when so many bytes have come together.
    public init(
        _ parameters: [Tensor], group: ProcessGroup, bucketByteCount: Int = 25 << 20
    ) throws(TorchError) {
        self.group = group
        try group.expectAlike(parameters, in: "gradientReducer")
        var handle = ct_reducer(ptr: nil)
        try group.exchange { () throws(TorchError) in
            try check("gradientReducer") {
                ct_reducer_new(
                    group.handle, parameters.map(\.handle), Int64(parameters.count), Int64(bucketByteCount), &handle, $0
                )
            }
        }
        self.handle = handle
    }

    deinit {
        ct_reducer_free(handle)
    }

    /// The number of exchanges in each step.
    public var bucketCount: Int { Int(ct_reducer_bucket_count(handle)) }

    /// Runs a backward pass, after which each parameter has the average of all processes' gradients, those of earlier
    /// backward passes included.
    ///
    /// - Throws: what `backward` throws, or ``TorchError`` where another process ended or hangs. The group is of no use
    ///   then, and the other processes fail too.
    public func averaging<Result>(_ backward: () throws(TorchError) -> Result) throws(TorchError) -> Result {
        ct_reducer_begin(handle)
        return try group.exchange { () throws(TorchError) in
            let result: Result
            do throws(TorchError) {
                result = try backward()
            } catch {
                ct_reducer_cancel(handle)
                throw error
            }
            try check("averaging") { ct_reducer_finish(handle, $0) }
            return result
        }
    }
}
