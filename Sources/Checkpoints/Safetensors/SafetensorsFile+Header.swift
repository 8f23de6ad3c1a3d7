internal import Files

extension SafetensorsFile {
    /// The header of a file, filled up with spaces to a multiple of eight bytes.
    ///
    /// - Parameters:
    ///   - dtypes: Each entry's type in the file.
    ///   - starts: Where each entry's bytes begin, counted from the header's end.
    static func header(
        _ entries: [Checkpoint.Entry], dtypes: [DType], starts: [Int], metadata: [String: String]
    ) -> [UInt8] {
        let texts = metadata.sorted { $0.key < $1.key }.map {
            "\(JSONText.quoted($0.key)):\(JSONText.quoted($0.value))"
        }
        var members = ["\"__metadata__\":{\(texts.joined(separator: ","))}"]
        for (index, entry) in entries.enumerated() {
            let (tensor, type, start) = (entry.tensor, dtypes[index], starts[index])
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            let offsets = "\(start),\(start + tensor.elementCount * type.byteCount)"
            let dtype = name(of: type)
            members.append(
                "\(JSONText.quoted(entry.name)):{\"dtype\":\"\(dtype)\",\"shape\":[\(shape)],\"data_offsets\":[\(offsets)]}"
            )
        }
        var header = Array("{\(members.joined(separator: ","))}".utf8)
        header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
        return header
    }

    /// The format's name of a type.
    static func name(of dtype: DType) -> String { names[dtype] ?? "" }

    private static let names = Dictionary(uniqueKeysWithValues: dtypes.map { ($0.value, $0.key) })
}
