extension StoredTensor {
    /// Compares the bytes with the check sum that their file has of them, where it has one; a second time does nothing.
    ///
    /// - Throws: `file` with the name of what is damaged.
    public func verify() throws(CheckpointError) { try storage.verify() }

    /// The elements' bytes, row-major without gaps, little-endian: a copy, also where the tensor is a strided view.
    ///
    /// - Complexity: O(bytes); one copy for a tensor without gaps.
    public func contiguousBytes() -> [UInt8] {
        let byteCount = byteCount
        return [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, initialized in
            var written = 0
            forEachRun { run in
                UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[written...])
                    .copyMemory(from: run)
                written += run.count
            }
            initialized = written
        }
    }

    /// Calls `body` with the elements' bytes in row-major order, in as few pieces as the strides allow and without
    /// copying any.
    public func forEachRun<E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> Void) throws(E) {
        if shape.contains(0) { return }
        // The last dimensions that lie without gaps form one run; the others are counted through.
        var runLength = 1
        var outer = shape.count
        while outer > 0, shape[outer - 1] == 1 || strides[outer - 1] == runLength {
            runLength *= shape[outer - 1]
            outer -= 1
        }
        let size = dtype.byteCount
        try storage.withUnsafeBytes { bytes throws(E) in
            var position = offset
            var counter = [Int](repeating: 0, count: outer)
            while true {
                let start = position * size
                try body(UnsafeRawBufferPointer(rebasing: bytes[start..<start + runLength * size]))
                var dimension = outer - 1
                while dimension >= 0 {
                    counter[dimension] += 1
                    // Wrapping, since the stride of a dimension of size 1 may be anything; it is taken back below.
                    position &+= strides[dimension]
                    if counter[dimension] < shape[dimension] { break }
                    position &-= strides[dimension] &* shape[dimension]
                    counter[dimension] = 0
                    dimension -= 1
                }
                if dimension < 0 { return }
            }
        }
    }
}
