internal import Files
internal import Synchronization

/// The bytes that one or several stored tensors view: part of a mapped file, or memory of its own.
///
/// Tensors that shared memory when they were saved share one storage object here, so identity (`===`) tells sharing.
public final class TensorStorage: Sendable {
    /// The number of bytes.
    public let byteCount: Int

    private let source: Source
    /// The least common multiple of the addresses at which elements may lie.
    private let alignment: Int
    /// Made at the first use of `baseAddress` where the file left the bytes unaligned.
    private let alignedCopy = Mutex<OwnedBytes?>(nil)
    /// What the file says that the bytes are; nil where it says nothing.
    private let sum: CheckSum?
    /// Whether the bytes were found to be what it says.
    private let isVerified = Atomic(false)

    private enum Source: Sendable {
        case mapped(MappedFile, Range<Int>)
        case owned(OwnedBytes)
        case foreign(ForeignBytes)
    }

    /// A check sum that stands in a file, and what messages call the bytes that it is of.
    struct CheckSum: Sendable {
        var value: UInt32
        var subject: String
    }

    /// Views part of a file, which must lie within it.
    init(file: MappedFile, range: Range<Int>, alignment: Int, sum: CheckSum? = nil) {
        byteCount = range.count
        source = .mapped(file, range)
        self.alignment = alignment
        self.sum = sum
    }

    /// Copies bytes into memory of its own.
    public init(copying bytes: some Collection<UInt8>) {
        let owned = OwnedBytes(byteCount: bytes.count)
        owned.buffer.copyBytes(from: bytes)
        byteCount = bytes.count
        source = .owned(owned)
        alignment = 1
        sum = nil
    }

    /// Fills memory of its own, which is aligned for any element.
    package init<E: Error>(byteCount: Int, filledBy fill: (UnsafeMutableRawBufferPointer) throws(E) -> Void) throws(E) {
        let owned = OwnedBytes(byteCount: byteCount)
        try fill(owned.buffer)
        self.byteCount = byteCount
        source = .owned(owned)
        alignment = 1
        sum = nil
    }

    /// Views memory of another owner's, which is kept alive as long as the storage.
    ///
    /// Nothing may write to the bytes while the storage lives; the storage has no means to check that.
    public init(unsafeBytes bytes: UnsafeRawBufferPointer, keepingAlive owner: any AnyObject & Sendable) {
        byteCount = bytes.count
        source = .foreign(ForeignBytes(bytes: bytes, owner: owner))
        alignment = 1
        sum = nil
    }

    /// Compares the bytes with the check sum that the file has of them: what is damaged must not be computed with.
    ///
    /// Everything that computes with stored tensors, converts or writes them does so first. It is done once, when the bytes
    /// are needed and not when the file is opened, which reads none.
    ///
    /// - Throws: `file` with the name of what is damaged.
    /// - Complexity: O(bytes) the first time: 1.2 GB/s.
    package func verify() throws(CheckpointError) {
        guard let sum, case .mapped(let file, _) = source, !isVerified.load(ordering: .relaxed) else { return }
        try file.verify(bytes, sum)
        isVerified.store(true, ordering: .relaxed)
    }

    /// Calls `body` with the bytes where they lie, for which no alignment is promised.
    public func withUnsafeBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        defer { withExtendedLifetime(self) {} }
        return try body(bytes)
    }

    /// The first byte's address, at which elements may be loaded: it stays valid as long as the storage lives.
    ///
    /// Where a file left its elements unaligned (only files from before PyTorch 1.6 do as a rule), the first call
    /// copies them.
    ///
    /// The bytes may be those of a read-only mapping, where a write ends the process: copy what is to be changed.
    public var baseAddress: UnsafeRawPointer {
        if let address = bytes.baseAddress, Int(bitPattern: address).isMultiple(of: alignment) { return address }
        return alignedCopy.withLock { copy in
            let owned = copy ?? OwnedBytes(byteCount: byteCount)
            if copy == nil {
                owned.buffer.copyMemory(from: bytes)
                copy = owned
            }
            return UnsafeRawPointer(owned.address)
        }
    }

    /// Whether the bytes are those of a mapped file, so that no memory was taken for them.
    public var isMapped: Bool {
        if case .mapped = source { true } else { false }
    }

    private var bytes: UnsafeRawBufferPointer {
        switch source {
        case .mapped(let file, let range): UnsafeRawBufferPointer(rebasing: file.bytes[range])
        case .owned(let owned): UnsafeRawBufferPointer(owned.buffer)
        case .foreign(let foreign): foreign.bytes
        }
    }
}

/// Memory aligned for any vector instruction. Written before it is shared and never after, hence unchecked.
private final class OwnedBytes: @unchecked Sendable {
    let address: UnsafeMutableRawPointer
    let byteCount: Int

    init(byteCount: Int) {
        address = .allocate(byteCount: max(byteCount, 1), alignment: 64)
        self.byteCount = byteCount
    }

    deinit { address.deallocate() }

    var buffer: UnsafeMutableRawBufferPointer { .init(start: address, count: byteCount) }
}

/// Memory that another object owns. Its owner promises not to write to it, hence unchecked.
private final class ForeignBytes: @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer
    let owner: any AnyObject & Sendable

    init(bytes: UnsafeRawBufferPointer, owner: any AnyObject & Sendable) {
        self.bytes = bytes
        self.owner = owner
    }
}
