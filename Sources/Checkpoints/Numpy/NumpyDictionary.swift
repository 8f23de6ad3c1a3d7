package import Files

/// The dictionary in a file that `np.save(path, {…})` wrote, such as Cellpose's `_seg.npy`; nothing in it is run.
package struct NumpyDictionary {
    private let file: MappedFile
    private let document: PickleDocument
    private let root: PickleValue

    /// Reads a file.
    /// - Throws: `CheckpointError` where it is no file of NumPy's, is damaged, or holds something else than a dictionary.
    package init(_ file: MappedFile) throws(CheckpointError) {
        self.file = file
        var reader = try NumpyDictionary.pickle(in: file)
        document = try PickleReader.read(&reader)
        // The dictionary is the only element of an array without dimensions; `np.save` makes it of what is no array.
        var root = document.root
        if let array = try document.rawArray(root, "the file's array", file) {
            guard array.shape.isEmpty, let elements = document.elements(array.content), elements.count == 1 else {
                throw file.malformed(
                    expected: "one dictionary", found: "an array of the shape \(array.shape) of \(array.typeName)")
            }
            root = elements[0]
        }
        guard document.isDictionary(root) else {
            throw file.malformed(expected: "a dictionary", found: document.summary(root))
        }
        self.root = root
    }

    /// The text under a name; nil where there is none, or it is no text.
    package func text(_ name: String) -> String? {
        if case .string(let text)? = document.member(name, of: root) { text } else { nil }
    }

    /// The names in the file's order.
    package var names: [String] {
        (document.pairs(root) ?? []).compactMap { if case .string(let name) = $0.key { name } else { nil } }
    }

    /// The array of whole numbers from 0 on under a name, with its shape, the last index changing fastest; nil where there is none.
    /// - Throws: `CheckpointError` where the value is no array of such numbers of at most 32 bits.
    package func wholeNumbers(_ name: String) throws(CheckpointError) -> (shape: [Int], values: [UInt32])? {
        guard let value = document.member(name, of: root) else { return nil }
        guard let array = try document.rawArray(value, name, file) else {
            throw file.malformed(expected: "\(name.quoted) to be an array", found: document.summary(value))
        }
        let letters = array.typeName.drop { "<>|=".contains($0) }
        guard let kind = letters.first, let width = Int(letters.dropFirst()), "biu".contains(kind),
            [1, 2, 4, 8].contains(width)
        else {
            throw file.malformed(
                expected: "\(name.quoted) to be of whole numbers", found: "an array of \(array.typeName)")
        }
        guard let byteCount = array.shape.reduce(Optional(width), { $0.multiplied(by: $1) }) else {
            throw file.malformed(expected: "\(name.quoted) of a size", found: "\(array.shape)")
        }
        let values: [UInt32]
        switch array.content {
        case .span(let range):
            let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[range])
            values = try numbers(bytes, of: array, kind, width, byteCount, name)
        case .bytes(let bytes):
            values = try bytes.withUnsafeBufferPointer { bytes throws(CheckpointError) in
                try numbers(UnsafeRawBufferPointer(bytes), of: array, kind, width, byteCount, name)
            }
        case .latin1, .string:
            throw file.malformed(
                expected: "\(name.quoted) as Python 3 saves it", found: "a text of Python 2's in its place")
        default:
            throw file.malformed(expected: "\(name.quoted) to have bytes", found: document.summary(array.content))
        }
        guard array.isFortran, array.shape.count == 2 else {
            guard !array.isFortran || array.shape.count < 2 else {
                throw file.malformed(
                    expected: "\(name.quoted) with its last index fastest", found: "Fortran's order of \(array.shape)")
            }
            return (array.shape, values)
        }
        let (rows, columns) = (array.shape[0], array.shape[1])
        var turned = [UInt32](repeating: 0, count: values.count)
        for column in 0..<columns {
            for row in 0..<rows { turned[row * columns + column] = values[column * rows + row] }
        }
        return (array.shape, turned)
    }

    private func numbers(
        _ bytes: UnsafeRawBufferPointer, of array: PickleDocument.RawArray, _ kind: Character, _ width: Int,
        _ byteCount: Int, _ name: String
    ) throws(CheckpointError) -> [UInt32] {
        guard bytes.count == byteCount else {
            throw file.malformed(
                expected: "\(name.quoted) of \(byteCount) bytes for \(array.shape)", found: "\(bytes.count)")
        }
        do {
            try MemoryBudget.process.check(bytes.count / width * 4, for: name.quoted, of: file.path)
        } catch {
            throw .memory(error)
        }
        let isSigned = kind == "i"
        var values: [UInt32] = []
        values.reserveCapacity(bytes.count / width)
        for place in stride(from: 0, to: bytes.count, by: width) {
            var value: UInt64 = 0
            for byte in 0..<width {
                value |= UInt64(bytes[place + byte]) << UInt64(8 * (array.isBigEndian ? width - 1 - byte : byte))
            }
            let isNegative = isSigned && value >> UInt64(8 * width - 1) != 0
            guard !isNegative, let number = UInt32(exactly: value) else {
                throw file.malformed(
                    expected: "\(name.quoted) of numbers from 0 to \(UInt32.max)",
                    found: isNegative ? "one below 0" : "\(value)")
            }
            values.append(number)
        }
        return values
    }

    /// The pickle behind the head of a file of NumPy's.
    private static func pickle(in file: MappedFile) throws(CheckpointError) -> ByteReader {
        var reader = ByteReader(file, range: 0..<file.bytes.count, subject: "the file of NumPy's")
        guard file.bytes.starts(with: [0x93] + Array("NUMPY".utf8)) else {
            throw file.malformed(
                expected: "a file of NumPy's, which begins with \\x93NUMPY",
                found: "\(file.bytes.count) bytes of another")
        }
        _ = try reader.take(6)
        let version = try reader.integer(UInt8.self)
        _ = try reader.take(1)
        let length = version == 1 ? Int(try reader.integer(UInt16.self)) : Int(try reader.integer(UInt32.self))
        let head = String(decoding: file.bytes[try reader.take(length)], as: UTF8.self)
        guard head.contains("'|O'") || head.contains("\"|O\"") else {
            throw file.malformed(
                expected: "a dictionary that numpy.save has pickled",
                found: "an array with the head \(head.trimmed.quoted)")
        }
        return ByteReader(file, range: reader.offset..<file.bytes.count, subject: "its pickle")
    }
}

extension String {
    fileprivate var trimmed: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
