internal import CTorch

/// How the tensors of all processes become one.
public enum Reduction: Sendable, Hashable {
    /// Their sum.
    case sum
    /// Their sum divided by the number of processes; for floating-point tensors.
    case mean
    /// The largest of them, element by element.
    case maximum
}

extension ProcessGroup {
    /// The tensors of all processes reduced to one, the same everywhere. Gradients do not flow through it.
    public func allReduce(_ tensor: Tensor, _ reduction: Reduction = .sum) throws(TorchError) -> Tensor {
        let operation =
            switch reduction {
            case .sum: CT_SUM
            case .mean: CT_MEAN
            case .maximum: CT_MAXIMUM
            }
        return try exchange { () throws(TorchError) in
            try .make("allReduce") { ct_all_reduce(handle, tensor.handle, Int32(operation), $0, $1) }
        }
    }

    /// The sum over all processes, through which gradients flow: the gradient of each summand is the sum of the gradients
    /// that all processes have for the result.
    ///
    /// The backward pass waits for the other processes as well, so each must come to it: the loss of each must depend on
    /// the result.
    ///
    /// Source: torch.distributed.nn.functional.all_reduce.
    public func sum(_ tensor: Tensor) throws(TorchError) -> Tensor {
        try exchange { () throws(TorchError) in
            try .make("sum") { ct_all_reduce_sum_autograd(handle, tensor.handle, $0, $1) }
        }
    }

    /// Overwrites the tensor with that of one process; it has the same shape and type everywhere.
    public func broadcast(_ tensor: Tensor, from root: Int = 0) throws(TorchError) {
        guard (0..<size).contains(root) else {
            throw .mismatch(operation: "broadcast", expected: "a rank below \(size)", found: "\(root)")
        }
        try exchange { () throws(TorchError) in
            try check("broadcast") { ct_broadcast(handle, tensor.handle, Int32(root), $0) }
        }
    }

    /// Overwrites parameters and buffers with those of one process, so that all begin alike.
    ///
    /// - Throws: ``TorchError`` also where the processes have other tensors: other numbers, shapes or types.
    public func broadcast(_ tensors: [Tensor], from root: Int = 0) throws(TorchError) {
        try expectAlike(tensors, in: "broadcast")
        for tensor in tensors {
            try broadcast(tensor, from: root)
        }
    }

    /// The bytes of all processes by rank, however many each has.
    public func allGather(bytes: [UInt8]) throws(TorchError) -> [[UInt8]] {
        let counts = try gathered(Tensor([Int64(bytes.count)], shape: [1])).elements(as: Int64.self)
        let longest = Int(counts.max() ?? 0)
        guard longest > 0 else { return counts.map { _ in [] } }
        let padded = bytes + [UInt8](repeating: 0, count: longest - bytes.count)
        let all = try gathered(Tensor(padded, shape: [longest])).elements(as: UInt8.self)
        return counts.enumerated().map { Array(all[$0.offset * longest..<$0.offset * longest + Int($0.element)]) }
    }

    /// Returns when all processes have called it.
    public func barrier() throws(TorchError) {
        try exchange { () throws(TorchError) in
            try check("barrier") { ct_barrier(handle, $0) }
        }
    }

    private func gathered(_ tensor: Tensor) throws(TorchError) -> Tensor {
        try exchange { () throws(TorchError) in
            try .make("allGather") { ct_all_gather(handle, tensor.handle, $0, $1) }
        }
    }

    /// Throws where another process has other tensors than this one, so that none waits for what never comes.
    func expectAlike(_ tensors: [Tensor], in operation: String) throws(TorchError) {
        let own = tensors.map { "\($0.shape) \($0.dtype)" }
        let everyones = try allGather(bytes: Array(own.joined(separator: "\n").utf8))
        for (other, bytes) in everyones.enumerated() {
            let theirs = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
            guard theirs != own else { continue }
            guard theirs.count == own.count, let index = own.indices.first(where: { own[$0] != theirs[$0] }) else {
                throw .mismatch(
                    operation: operation, expected: "\(own.count) tensors, as process \(rank) has",
                    found: "\(theirs.count) in process \(other)")
            }
            throw .mismatch(
                operation: operation, expected: "tensor \(index) to be \(own[index]), as process \(rank) has",
                found: "\(theirs[index]) in process \(other)")
        }
    }
}
