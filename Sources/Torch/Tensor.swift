internal import CTorch

/// An array of numbers with any number of dimensions, on a device: LibTorch's tensor.
///
/// A tensor is a reference: views share their elements with the tensor they were taken from. Every operation throws
/// ``TorchError/operation(_:message:)`` where LibTorch refuses it.
public final class Tensor {
    let handle: ct_tensor

    init(owning handle: ct_tensor) {
        self.handle = handle
    }

    deinit {
        ct_tensor_free(handle)
    }

    /// The sizes of the dimensions.
    public var shape: [Int] {
        (0..<ct_tensor_dimension_count(handle)).map { Int(ct_tensor_size(handle, $0)) }
    }

    /// The size of one dimension, counted from 0; it must exist.
    public func size(_ dimension: Int) -> Int {
        precondition((0..<Int(ct_tensor_dimension_count(handle))).contains(dimension), "no such dimension")
        return Int(ct_tensor_size(handle, Int64(dimension)))
    }

    /// The number of elements.
    public var count: Int { shape.reduce(1, *) }

    /// The type of the elements.
    public var dtype: DType {
        // LibTorch knows more types than this module ever makes; a checkpoint's are checked when it is read.
        DType(rawValue: ct_tensor_dtype(handle)) ?? .float32
    }

    /// Where the elements are.
    public var device: Device { Device(ct_tensor_device(handle)) }

    /// Whether a (N, C, H, W) tensor lies in memory channels-last, without gaps.
    public var isChannelsLast: Bool { ct_tensor_is_contiguous(handle, true) }
}

// MARK: - Data in and out

extension Tensor {
    /// A tensor of a copy of these elements, in row-major order, on the CPU; their number must be the shape's product.
    public convenience init<Element: TensorElement>(_ elements: [Element], shape: [Int]) throws(TorchError) {
        guard shape.allSatisfy({ $0 >= 0 }), shape.reduce(1, *) == elements.count else {
            throw .mismatch(operation: "tensor", expected: "\(shape) elements", found: "\(elements.count)")
        }
        let owner = Unmanaged.passRetained(ElementOwner(elements))
        let base = owner.takeUnretainedValue().base
        try self.init(
            memory: base, shape: shape, strides: Self.rowMajorStrides(shape), dtype: Element.dtype, owner: owner)
    }

    /// A tensor over memory that `owner` keeps valid: no element is copied. Strides count elements.
    ///
    /// The memory must not be written to while the tensor, or a view of it, is in use.
    public convenience init(
        sharing memory: UnsafeRawPointer, shape: [Int], strides: [Int], dtype: DType, keeping owner: AnyObject
    ) throws(TorchError) {
        try self.init(
            memory: memory, shape: shape, strides: strides, dtype: dtype, owner: Unmanaged.passRetained(owner))
    }

    private convenience init<Owner: AnyObject>(
        memory: UnsafeRawPointer, shape: [Int], strides: [Int], dtype: DType, owner: Unmanaged<Owner>
    ) throws(TorchError) {
        // LibTorch ends the process where the extent of the memory cannot be computed.
        if let problem = StoredTensor.problem(
            dtype: dtype, shape: shape, strides: strides, offset: 0, storageByteCount: .max)
        {
            owner.release()
            throw .mismatch(operation: "tensor", expected: problem.expected, found: problem.found)
        }
        var handle = ct_tensor(ptr: nil)
        // The C function releases the owner, also where it fails.
        try check("tensor") {
            ct_tensor_from_memory(
                memory, shape.map(Int64.init), strides.map(Int64.init), Int64(shape.count), dtype.rawValue,
                { context in
                    guard let context else { return }
                    Unmanaged<AnyObject>.fromOpaque(context).release()
                }, owner.toOpaque(), &handle, $0)
        }
        self.init(owning: handle)
    }

    static func rowMajorStrides(_ shape: [Int]) -> [Int] {
        var stride = 1
        return Array(
            shape.reversed().map { size in
                defer { stride *= max(size, 1) }
                return stride
            }.reversed())
    }

    /// The elements in row-major order, converted to `Element` where they have another type.
    public func elements<Element: TensorElement>(
        as type: Element.Type = Element.self
    ) throws(TorchError) -> [Element] {
        let converted = try to(Element.dtype)
        let count = count
        var status: Result<Void, TorchError> = .success(())
        let elements = [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
            do throws(TorchError) {
                try check("elements") {
                    ct_tensor_copy_out(
                        converted.handle, buffer.baseAddress, Int64(count * MemoryLayout<Element>.stride), $0)
                }
                initialized = count
            } catch {
                status = .failure(error)
            }
        }
        try status.get()
        return elements
    }

    /// The only element of a tensor that has one.
    public func item() throws(TorchError) -> Double {
        var value = 0.0
        try check("item") { ct_tensor_item(handle, &value, $0) }
        return value
    }

    /// The tensor with another element type; itself where it has that already.
    public func to(_ dtype: DType) throws(TorchError) -> Tensor {
        dtype == self.dtype ? self : try to(device, dtype)
    }

    /// The tensor on another device, with another element type if one is given.
    public func to(_ device: Device, _ dtype: DType? = nil) throws(TorchError) -> Tensor {
        let dtype = dtype ?? self.dtype
        return try .make("to") { ct_tensor_to(handle, device.raw, dtype.rawValue, $0, $1) }
    }

    /// A copy of the tensor on a device, which shares no memory with it.
    public func copied(to device: Device, _ dtype: DType? = nil) throws(TorchError) -> Tensor {
        let copy = try Tensor.zeros(shape, dtype: dtype ?? self.dtype, device: device)
        try copy.copy(from: self)
        return copy
    }

    /// The tensor with its elements in row-major order in memory.
    public func contiguous() throws(TorchError) -> Tensor {
        try .make("contiguous") { ct_tensor_contiguous(handle, false, $0, $1) }
    }

    /// A (N, C, H, W) tensor with the channels of each pixel side by side in memory.
    public func channelsLast() throws(TorchError) -> Tensor {
        try .make("channelsLast") { ct_tensor_contiguous(handle, true, $0, $1) }
    }

    /// Copies the elements of another tensor, of a shape that broadcasts to this one's, into this one.
    public func copy(from source: Tensor) throws(TorchError) {
        try check("copy") { ct_tensor_copy_into(handle, source.handle, $0) }
    }

    /// Whether no element is NaN or infinite.
    public func isFinite() throws(TorchError) -> Bool {
        var result = false
        try check("isFinite") { ct_tensor_is_finite(handle, &result, $0) }
        return result
    }

    /// The largest absolute difference of two elements at the same place; infinite where only one of them is NaN.
    public func largestDifference(from other: Tensor) throws(TorchError) -> Double {
        var result = 0.0
        try check("largestDifference") { ct_tensor_largest_difference(handle, other.handle, &result, $0) }
        return result
    }
}

/// Keeps an array's elements at a fixed address.
private final class ElementOwner<Element: TensorElement> {
    private let buffer: UnsafeMutableBufferPointer<Element>

    init(_ elements: [Element]) {
        buffer = .allocate(capacity: max(1, elements.count))
        _ = buffer.initialize(from: elements)
    }

    deinit {
        buffer.deallocate()
    }

    var base: UnsafeRawPointer { UnsafeRawPointer(buffer.baseAddress.unsafelyUnwrapped) }
}

/// A Swift type that a tensor's elements can be.
public protocol TensorElement: BitwiseCopyable, Sendable {
    /// The tensor's name for the type.
    static var dtype: DType { get }
}

extension UInt8: TensorElement {
    /// Its name as a tensor element.
    public static var dtype: DType { .uint8 }
}

extension Int64: TensorElement {
    /// Its name as a tensor element.
    public static var dtype: DType { .int64 }
}

extension Float: TensorElement {
    /// Its name as a tensor element.
    public static var dtype: DType { .float32 }
}

extension Double: TensorElement {
    /// Its name as a tensor element.
    public static var dtype: DType { .float64 }
}
