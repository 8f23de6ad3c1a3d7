/// How TFRecord files hold records, which TensorBoard's event files are.
///
/// A record is its length (64 bits, the least byte first), that length's masked CRC-32C, the bytes, and their masked CRC-32C.
package enum RecordFraming {
    /// How many bytes stand before those of a record.
    package static let headSize = 12

    /// A record as it stands in a file.
    package static func framed(_ record: [UInt8]) -> [UInt8] {
        let length = bytes(of: UInt64(record.count))
        return length + bytes(of: CRC32C.masked(length)) + record + bytes(of: CRC32C.masked(record))
    }

    private static func bytes(of number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
}
