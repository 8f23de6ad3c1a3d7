internal import Files

/// The check sums of a safetensors file, which the layout itself has none of.
///
/// They stand among the texts of the header as one under ``key``: CRC-32 in eight hexadecimal digits, first that of all else that
/// the header says, then that of each tensor's bytes in the header's order, with spaces between. Other programs pass over the
/// text; files without it are read as ever.
struct SafetensorsSums {
    /// The text's name. A program that changes tensors and writes the texts as they were is told by it.
    static let key = "maskrcnn.crc32"

    private let header: UInt32
    private let tensors: [UInt32]

    /// The sums of what is to be written.
    ///
    /// - Parameter dtypes: Each entry's type in the file, which it is converted to once for its sum and once as it is written.
    /// - Throws: `file` where a tensor is damaged in the file that it is from.
    init(
        _ entries: [Checkpoint.Entry], dtypes: [DType], starts: [Int], metadata: [String: String]
    ) throws(CheckpointError) {
        var sums: [UInt32] = []
        var described: [SafetensorsHeader.Tensor] = []
        for (index, entry) in entries.enumerated() {
            try entry.tensor.verify()
            let tensor = try entry.tensor.converted(toFloating: dtypes[index])
            var sum = CRC32()
            tensor.forEachRun { sum.add($0) }
            sums.append(sum.value)
            described.append(
                SafetensorsHeader.Tensor(
                    name: entry.name, dtype: SafetensorsFile.name(of: dtypes[index]), shape: tensor.shape,
                    start: starts[index], end: starts[index] + tensor.byteCount))
        }
        tensors = sums
        header = Self.sum(described, metadata)
    }

    /// Takes the sums out of a header's texts; nil where there are none.
    ///
    /// - Throws: `file` where they do not fit the rest of the header.
    init?(
        _ tensors: [SafetensorsHeader.Tensor], metadata: inout [String: String], _ file: MappedFile
    ) throws(CheckpointError) {
        guard let text = metadata.removeValue(forKey: Self.key) else { return nil }
        let sums = text.split(separator: " ", omittingEmptySubsequences: false).map { UInt32(hexadecimal: $0) }
        let known = sums.compactMap(\.self)
        guard known.count == sums.count, known.count == tensors.count + 1 else {
            throw file.malformed(
                expected: "\(tensors.count + 1) check sums under \(Self.key.quoted)",
                found: known.count == sums.count ? "\(known.count)" : "another text: the file is damaged")
        }
        header = known[0]
        self.tensors = Array(known.dropFirst())
        let found = Self.sum(tensors, metadata)
        guard found == header else {
            throw file.malformed(
                expected: "a header with the check sum \(header.hexadecimal)",
                found:
                    "\(found.hexadecimal): the file is damaged, or was changed by a program that kept \(Self.key.quoted)"
            )
        }
    }

    /// The text that stands in the file.
    var text: String { ([header] + tensors).map(\.hexadecimal).joined(separator: " ") }

    /// The sum of the tensor at a place of the header.
    subscript(place: Int, name: String) -> TensorStorage.CheckSum {
        TensorStorage.CheckSum(value: tensors[place], subject: "the tensor \(name.quoted)")
    }

    /// The sum of what a header says, however it is written.
    private static func sum(_ tensors: [SafetensorsHeader.Tensor], _ metadata: [String: String]) -> UInt32 {
        var text = ""
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) { text += "\(key)\0\(value)\0" }
        for tensor in tensors {
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            text += "\(tensor.name)\0\(tensor.dtype)\0\(shape)\0\(tensor.start)\0\(tensor.end)\0"
        }
        return CRC32.sum(of: text)
    }
}
