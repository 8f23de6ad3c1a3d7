/// Strings as JSON has them: in quotes, with escapes for what cannot stand there as it is.
package enum JSONText {
    /// Adds a string to UTF-8 text.
    ///
    /// - Parameter isEscaped: Which scalars are written as numbers beside those for which JSON asks; nil for none. Those above U+FFFF
    ///   never are.
    package static func append(
        _ string: String, to bytes: inout [UInt8], escaping isEscaped: ((Unicode.Scalar) -> Bool)? = nil
    ) {
        bytes.append(UInt8(ascii: "\""))
        if let isEscaped {
            for scalar in string.unicodeScalars {
                let mayStay = scalar.value < 0x20 || scalar.value > 0xffff || !isEscaped(scalar)
                if mayStay {
                    for byte in String(scalar).utf8 { append(byte, to: &bytes) }
                } else {
                    append(number: scalar.value, to: &bytes)
                }
            }
        } else {
            for byte in string.utf8 { append(byte, to: &bytes) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// A string in quotes.
    ///
    /// - Parameter isEscaped: As for ``append(_:to:escaping:)``.
    package static func quoted(_ string: String, escaping isEscaped: ((Unicode.Scalar) -> Bool)? = nil) -> String {
        var bytes: [UInt8] = []
        append(string, to: &bytes, escaping: isEscaped)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func append(_ byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
        case 0x0a: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
        case 0x0d: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
        case 0x09: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
        case 0..<0x20: append(number: UInt32(byte), to: &bytes)
        default: bytes.append(byte)
        }
    }

    private static func append(number: UInt32, to bytes: inout [UInt8]) {
        let digits = String(number, radix: 16)
        bytes +=
            Array("\\u".utf8) + Array(String(repeating: "0", count: max(0, 4 - digits.utf8.count)).utf8)
            + Array(digits.utf8)
    }
}
