extension SafetensorsFile {
    /// The header of a file, filled up with spaces to a multiple of eight bytes.
    ///
    /// - Parameters:
    ///   - dtypes: Each entry's type in the file.
    ///   - starts: Where each entry's bytes begin, counted from the header's end.
    static func header(
        _ entries: [Checkpoint.Entry], dtypes: [DType], starts: [Int], metadata: [String: String]
    ) -> [UInt8] {
        let texts = metadata.sorted { $0.key < $1.key }.map { "\(literal($0.key)):\(literal($0.value))" }
        var members = ["\"__metadata__\":{\(texts.joined(separator: ","))}"]
        for (index, entry) in entries.enumerated() {
            let (tensor, type, start) = (entry.tensor, dtypes[index], starts[index])
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            let offsets = "\(start),\(start + tensor.elementCount * type.byteCount)"
            let dtype = name(of: type)
            members.append(
                "\(literal(entry.name)):{\"dtype\":\"\(dtype)\",\"shape\":[\(shape)],\"data_offsets\":[\(offsets)]}")
        }
        var header = Array("{\(members.joined(separator: ","))}".utf8)
        header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
        return header
    }

    /// The format's name of a type.
    static func name(of dtype: DType) -> String { names[dtype] ?? "" }

    private static let names = Dictionary(uniqueKeysWithValues: dtypes.map { ($0.value, $0.key) })

    /// A string of JSON.
    private static func literal(_ text: String) -> String {
        var literal = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": literal += "\\\""
            case "\\": literal += "\\\\"
            case ..<" ":
                let digits = String(scalar.value, radix: 16)
                literal += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: literal.unicodeScalars.append(scalar)
            }
        }
        return literal + "\""
    }
}
