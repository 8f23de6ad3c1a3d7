/// A tensor as a checkpoint holds it: a view of a storage, not yet a `Tensor`.
public struct StoredTensor: Sendable {
    /// The type of the elements.
    public let dtype: DType
    /// The sizes of the dimensions; empty for a scalar.
    public let shape: [Int]
    /// For each dimension, how many elements of the storage lie between neighbours.
    public let strides: [Int]
    /// Where the first element lies in the storage, counted in elements.
    public let offset: Int
    /// The bytes that the tensor views, perhaps with other tensors.
    public let storage: TensorStorage

    /// Views a storage.
    ///
    /// - Parameters:
    ///   - strides: In elements; row-major without gaps if left out.
    ///   - offset: In elements.
    /// - Throws: `mismatch` where the view would leave the storage, has a negative size or stride or over 64 dimensions.
    public init(
        dtype: DType, shape: [Int], strides: [Int]? = nil, offset: Int = 0, storage: TensorStorage
    ) throws(CheckpointError) {
        let strides = strides ?? StoredTensor.rowMajorStrides(shape)
        if let problem = StoredTensor.problem(
            dtype: dtype, shape: shape, strides: strides, offset: offset, storageByteCount: storage.byteCount)
        {
            throw .mismatch(operation: "StoredTensor", expected: problem.expected, found: problem.found)
        }
        self.init(validated: dtype, shape, strides, offset, storage)
    }

    /// Copies the elements of a tensor, row-major without gaps.
    ///
    /// - Throws: `mismatch` where the bytes are fewer than the shape needs.
    public init(dtype: DType, shape: [Int], bytes: some Collection<UInt8>) throws(CheckpointError) {
        try self.init(dtype: dtype, shape: shape, storage: TensorStorage(copying: bytes))
    }

    /// Takes what `problem` found nothing wrong with.
    init(validated dtype: DType, _ shape: [Int], _ strides: [Int], _ offset: Int, _ storage: TensorStorage) {
        self.dtype = dtype
        self.shape = shape
        self.strides = strides
        self.offset = offset
        self.storage = storage
    }

    /// The number of elements: the product of the shape.
    public var elementCount: Int { shape.reduce(1, *) }

    /// The number of bytes that the elements take without gaps.
    public var byteCount: Int { elementCount * dtype.byteCount }

    /// Whether the elements lie row-major without gaps.
    public var isContiguous: Bool { isDense(order: Array(shape.indices)) }

    /// Whether a tensor of four dimensions N, C, H, W lies in the order N, H, W, C without gaps.
    public var isChannelsLast: Bool { shape.count == 4 && isDense(order: [0, 2, 3, 1]) }

    private func isDense(order: [Int]) -> Bool {
        if shape.contains(0) { return true }
        var expected = 1
        for dimension in order.reversed() where shape[dimension] != 1 {
            if strides[dimension] != expected { return false }
            expected *= shape[dimension]
        }
        return true
    }
}

extension StoredTensor {
    /// The strides of a row-major tensor without gaps. Overflow wraps: `problem` refuses such a shape.
    static func rowMajorStrides(_ shape: [Int]) -> [Int] {
        var stride = 1
        let reversed = shape.reversed().map { size in
            defer { stride = stride &* max(size, 1) }
            return stride
        }
        return reversed.reversed()
    }

    /// LibTorch's own limit.
    static let dimensionLimit = 64

    /// How large an expanded tensor (stride 0) may be beyond its storage: a file of a hundred bytes can claim any size.
    static let expandedByteLimit = 1 << 20

    /// What is wrong with a view, or nil if every element lies within the storage.
    package static func problem(
        dtype: DType, shape: [Int], strides: [Int], offset: Int, storageByteCount: Int
    ) -> (expected: String, found: String)? {
        guard shape.count <= dimensionLimit, strides.count == shape.count else {
            return (
                "at most \(dimensionLimit) sizes and as many strides", "\(shape.count) sizes, \(strides.count) strides"
            )
        }
        guard !shape.contains(where: { $0 < 0 }), !strides.contains(where: { $0 < 0 }), offset >= 0 else {
            return ("sizes, strides and an offset of 0 or more", "\(shape), \(strides), \(offset)")
        }
        var last: Int? = offset
        var count: Int? = 1
        let isEmpty = shape.contains(0)
        for (size, stride) in zip(shape, strides) {
            count = count.multiplied(by: max(size, 1))
            last = last.added(isEmpty ? 0 : Optional(size - 1).multiplied(by: stride))
        }
        let claim = "shape \(shape), strides \(strides) and offset \(offset) of \(dtype)"
        guard let byteCount = count.multiplied(by: dtype.byteCount), let last,
            let end = (isEmpty ? Optional(last) : last.added(1)).multiplied(by: dtype.byteCount)
        else {
            return ("sizes whose product a 64-bit number holds", claim)
        }
        guard isEmpty || end <= storageByteCount else {
            return ("a tensor within its storage of \(storageByteCount) bytes", claim)
        }
        guard isEmpty || byteCount <= max(storageByteCount, expandedByteLimit) else {
            return ("a tensor hardly larger than its storage of \(storageByteCount) bytes", claim)
        }
        return nil
    }
}

extension Int? {
    /// The product, or nil where it or a factor is not known or overflows.
    func multiplied(by other: Int) -> Int? {
        flatMap { factor in
            let (product, overflow) = factor.multipliedReportingOverflow(by: other)
            return overflow ? nil : product
        }
    }

    /// The sum, or nil where it or a term is not known or overflows.
    func added(_ other: Int?) -> Int? {
        guard let self, let other else { return nil }
        let (sum, overflow) = self.addingReportingOverflow(other)
        return overflow ? nil : sum
    }
}

extension Int {
    /// The sum, or nil on overflow.
    func added(_ other: Int?) -> Int? { Optional(self).added(other) }
}
