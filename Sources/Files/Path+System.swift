extension Path {
    /// Names of files are bytes to the system, and text here. Bytes that are no UTF-8 become these characters, one each, which
    /// are for private use and at the far end of Unicode, so that `systemBytes(of:)` gives the very name back.
    private static let rawBytes: ClosedRange<UInt32> = 0x10FE80...0x10FEFF

    /// The byte that a character stands for, where it stands for one that is no UTF-8.
    static func rawByte(_ scalar: Unicode.Scalar) -> UInt8? {
        rawBytes.contains(scalar.value) ? UInt8(truncatingIfNeeded: scalar.value) : nil
    }

    /// The text for a name or path that the system gives; nothing of it is lost, whatever its bytes are.
    package static func decoded(_ bytes: some Collection<UInt8>) -> String {
        if let text = String(validating: bytes, as: UTF8.self), isPlain(text) { return text }
        let bytes = Array(bytes)
        var text = ""
        var parser = Unicode.UTF8.ForwardParser()
        var rest = bytes.makeIterator()
        var place = 0
        while true {
            let count: Int
            switch parser.parseScalar(from: &rest) {
            case .emptyInput: return text
            case .valid(let encoded):
                count = encoded.count
                let scalar = Unicode.UTF8.decode(encoded)
                if rawByte(scalar) == nil { text.unicodeScalars.append(scalar) } else { escape(count) }
            case .error(let length):
                count = length
                escape(count)
            }
            place += count
        }

        func escape(_ count: Int) {
            for byte in bytes[place..<(place + count)] {
                if let scalar = Unicode.Scalar(0x10FE00 + UInt32(byte)) { text.unicodeScalars.append(scalar) }
            }
        }
    }

    /// The bytes that the system knows a name or path by.
    package static func systemBytes(of path: String) -> [UInt8] {
        if isPlain(path) { return Array(path.utf8) }
        var bytes: [UInt8] = []
        for scalar in path.unicodeScalars {
            if let byte = rawByte(scalar) { bytes.append(byte) } else { bytes += Array(String(scalar).utf8) }
        }
        return bytes
    }

    /// How many bytes a character of a name takes on the disk.
    static func systemLength(of scalar: Unicode.Scalar) -> Int {
        rawByte(scalar) == nil ? UTF8.width(scalar) : 1
    }

    /// Whether a name is UTF-8 on the disk, so that files of text, such as a data set's, can hold it.
    package static func isUnicode(_ path: String) -> Bool { isPlain(path) }

    /// Whether no character of a text stands for a byte: all of those begin with 0xF4.
    private static func isPlain(_ text: String) -> Bool {
        !text.utf8.contains(0xF4) || text.unicodeScalars.allSatisfy { rawByte($0) == nil }
    }
}
