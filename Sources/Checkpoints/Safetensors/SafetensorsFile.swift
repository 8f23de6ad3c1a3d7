internal import Files

/// The safetensors layout: the length of a header in eight bytes, the header in JSON, then the tensors' bytes.
enum SafetensorsFile {
    /// The longest header that the format's own library reads.
    static let headerLimit = 100_000_000

    /// The types that are read, by the format's names.
    static let dtypes: [String: DType] = [
        "F64": .float64, "F32": .float32, "F16": .float16, "BF16": .bfloat16, "I64": .int64, "I32": .int32,
        "I16": .int16, "I8": .int8, "U8": .uint8, "BOOL": .bool,
    ]

    static func read(_ file: MappedFile) throws(CheckpointError) -> Checkpoint {
        var reader = ByteReader(file, range: 0..<file.bytes.count, subject: "the safetensors file")
        let length = try reader.integer(UInt64.self)
        guard length <= UInt64(min(headerLimit, reader.remaining)) else {
            throw file.malformed(
                expected: "a header of at most \(min(headerLimit, reader.remaining)) bytes", found: "\(length) bytes")
        }
        let header = try SafetensorsHeader(file, range: try reader.take(length))
        let data = reader.offset..<file.bytes.count
        var metadata = header.metadata
        let sums = try SafetensorsSums(header.tensors, metadata: &metadata, file)
        var entries: [Checkpoint.Entry] = []
        entries.reserveCapacity(header.tensors.count)
        for (place, described) in header.tensors.enumerated() {
            let tensor = try tensor(described, in: data, of: file, sum: sums?[place, described.name])
            entries.append(Checkpoint.Entry(name: described.name, tensor: tensor))
        }
        try checkCoverage(header.tensors, byteCount: data.count, file)
        return try Checkpoint(
            path: file.path, format: .safetensors, entries: entries, metadata: metadata, hasCheckSums: sums != nil)
    }

    private static func tensor(
        _ described: SafetensorsHeader.Tensor, in data: Range<Int>, of file: MappedFile, sum: TensorStorage.CheckSum?
    ) throws(CheckpointError) -> StoredTensor {
        let name = described.name.quoted
        guard let dtype = dtypes[described.dtype] else {
            throw file.malformed(expected: "\(name) of a real, integer or truth type", found: described.dtype.quoted)
        }
        let (start, end) = (described.start, described.end)
        guard start >= 0, start <= end, end <= data.count else {
            throw file.malformed(
                expected: "\(name) within the \(data.count) bytes of tensors", found: "bytes \(start) to \(end)")
        }
        if let problem = StoredTensor.problem(
            dtype: dtype, shape: described.shape, strides: StoredTensor.rowMajorStrides(described.shape), offset: 0,
            storageByteCount: end - start)
        {
            throw file.malformed(expected: "\(name) to be \(problem.expected)", found: problem.found)
        }
        let range = data.lowerBound + start..<data.lowerBound + end
        let storage = TensorStorage(file: file, range: range, alignment: dtype.byteCount, sum: sum)
        let strides = StoredTensor.rowMajorStrides(described.shape)
        let tensor = StoredTensor(validated: dtype, described.shape, strides, 0, storage)
        guard tensor.byteCount == end - start else {
            throw file.malformed(
                expected: "\(name) of \(tensor.byteCount) bytes, as its shape says", found: "\(end - start) bytes")
        }
        return tensor
    }

    /// The format allows neither gaps nor overlaps, so that a file can hide nothing.
    private static func checkCoverage(
        _ tensors: [SafetensorsHeader.Tensor], byteCount: Int, _ file: MappedFile
    ) throws(CheckpointError) {
        var position = 0
        for tensor in tensors.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
            guard tensor.start == position else {
                throw file.malformed(
                    expected: "\(tensor.name.quoted) at byte \(position), where the last tensor ends",
                    found: "byte \(tensor.start)")
            }
            position = tensor.end
        }
        guard position == byteCount else {
            throw file.malformed(expected: "\(position) bytes of tensors", found: "\(byteCount)")
        }
    }
}
