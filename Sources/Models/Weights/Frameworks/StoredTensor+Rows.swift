internal import Torch

extension StoredTensor {
    /// The bytes of a row, of a tensor that has elements; nil for others.
    private var rowByteCount: Int? {
        guard let rows = shape.first, !shape.contains(0) else { return nil }
        return byteCount / rows
    }

    /// Some of the rows.
    func rows(_ range: Range<Int>) throws(CheckpointError) -> StoredTensor {
        guard let row = rowByteCount, let count = shape.first, range.upperBound <= count else { return self }
        try verify()
        let bytes = contiguousBytes()[range.lowerBound * row..<range.upperBound * row]
        return try StoredTensor(dtype: dtype, shape: [range.count] + shape.dropFirst(), bytes: bytes)
    }

    /// The last rows moved to the front.
    func rollingRows(by count: Int) throws(CheckpointError) -> StoredTensor {
        guard let row = rowByteCount, let rows = shape.first, count <= rows else { return self }
        try verify()
        let bytes = contiguousBytes()
        let cut = (rows - count) * row
        return try StoredTensor(dtype: dtype, shape: shape, bytes: bytes[cut...] + bytes[..<cut])
    }

    /// The first rows moved to the end.
    func rollingRowsBack(by count: Int) throws(CheckpointError) -> StoredTensor {
        guard let rows = shape.first, count <= rows else { return self }
        return try rollingRows(by: rows - count)
    }

    /// Rows of zeros before the others.
    func prependingZeroRows(_ count: Int) throws(CheckpointError) -> StoredTensor {
        guard let row = rowByteCount, let rows = shape.first else { return self }
        try verify()
        let bytes = [UInt8](repeating: 0, count: count * row) + contiguousBytes()
        return try StoredTensor(dtype: dtype, shape: [rows + count] + shape.dropFirst(), bytes: bytes)
    }

    /// A tensor of the same shape in float32 with one value everywhere; of sizes that only a file claims, itself.
    func filled(with value: Float) throws(CheckpointError) -> StoredTensor {
        guard rowByteCount != nil else { return self }
        let bytes = withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
        let all = (0..<elementCount).flatMap { _ in bytes }
        return try StoredTensor(dtype: .float32, shape: shape, bytes: all)
    }

    /// Whether another has the same elements.
    func isSame(as other: StoredTensor) -> Bool {
        guard dtype == other.dtype, shape == other.shape else { return false }
        if storage === other.storage, offset == other.offset, strides == other.strides { return true }
        return contiguousBytes() == other.contiguousBytes()
    }
}
