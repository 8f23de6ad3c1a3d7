/// The cyclic redundancy check with Castagnoli's polynomial.
///
/// Source: RFC 3720, appendix B.4, which has the test vectors, too.
package enum CRC32C {
    /// The check of some bytes.
    package static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var crc = UInt32.max
        for byte in bytes {
            crc = table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ (crc >> 8)
        }
        return ~crc
    }

    /// The check as text: eight hexadecimal digits.
    package static func text(_ bytes: some Sequence<UInt8>) -> String {
        let digits = String(checksum(bytes), radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// The check as TFRecord files hold it: turned, and moved by a constant, since the check of bytes that hold their own
    /// check is a weak one.
    package static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
        let crc = checksum(bytes)
        return (crc >> 15 | crc << 17) &+ 0xa282_ead8
    }

    /// What each byte makes of an empty check; bits are in reverse, the least first.
    private static let table: [UInt32] = (0..<256).map { (byte: UInt32) in
        (0..<8).reduce(byte) { crc, _ in crc >> 1 ^ (crc & 1 == 1 ? 0x82f6_3b78 : 0) }
    }
}
