internal import Files

/// One pickle of dictionaries of NumPy's arrays: `{"model": {name: array}, "__author__": …}` as detectron2's model zoo has it,
/// `{"blobs": {name: array}}` as Caffe2's Detectron does, or a dictionary of arrays.
enum ArrayPickle {
    /// Whether a file that begins so is a pickle of protocols 2 to 5.
    static func isOne(_ head: [UInt8]) -> Bool {
        head.count > 2 && head[0] == 0x80 && (2...5).contains(head[1])
    }

    /// Whether a file that begins so is a dictionary or a list in a pickle of protocol 0 or 1, which do not say what they are.
    static func isOfOldProtocol(_ head: [UInt8]) -> Bool {
        ["(dp", "(lp", "}q", "]q", "ccollections", "ccopy_reg"].contains { head.starts(with: $0.utf8) }
    }

    static func read(_ file: MappedFile, key: String?) throws(CheckpointError) -> Checkpoint {
        var reader = ByteReader(file, range: 0..<file.bytes.count, subject: "the pickle")
        let document = try PickleReader.read(&reader)
        guard reader.remaining == 0 else {
            throw file.malformed(expected: "one pickle", found: "\(reader.remaining) bytes after it")
        }
        return try StateDict(document, file: file, key: key).checkpoint(format: .pickle) {
            _, name throws(CheckpointError) in
            throw file.malformed(expected: "\(name.quoted) as an array", found: "a tensor without its elements")
        }
    }
}
