/// The check sum of zip files: CRC-32 with the reversed polynomial 0xEDB88320.
struct CRC32 {
    private var register: UInt32 = 0xFFFF_FFFF

    /// The sum of what was added.
    var value: UInt32 { ~register }

    /// Adds bytes, eight at a time by eight tables: over 1 GB/s without any particular processor's instructions.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var register = register
        var position = 0
        CRC32.tables.withUnsafeBufferPointer { table in
            while position + 8 <= bytes.count {
                let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
                let low = UInt32(truncatingIfNeeded: word) ^ register
                let high = UInt32(truncatingIfNeeded: word >> 32)
                let first = table[0x700 + Int(low & 0xFF)] ^ table[0x600 + Int(low >> 8 & 0xFF)]
                let second = table[0x500 + Int(low >> 16 & 0xFF)] ^ table[0x400 + Int(low >> 24)]
                let third = table[0x300 + Int(high & 0xFF)] ^ table[0x200 + Int(high >> 8 & 0xFF)]
                let fourth = table[0x100 + Int(high >> 16 & 0xFF)] ^ table[Int(high >> 24)]
                register = first ^ second ^ third ^ fourth
                position += 8
            }
            while position < bytes.count {
                register = register >> 8 ^ table[Int((register ^ UInt32(bytes[position])) & 0xFF)]
                position += 1
            }
        }
        self.register = register
    }

    /// The sum of some bytes.
    static func sum(of bytes: UnsafeRawBufferPointer) -> UInt32 {
        var sum = CRC32()
        sum.add(bytes)
        return sum.value
    }

    /// The sum of a text's bytes.
    static func sum(of text: String) -> UInt32 {
        Array(text.utf8).withUnsafeBytes { sum(of: $0) }
    }

    /// Eight tables of 256: the n-th gives what a byte does to the register n bytes later.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var value = UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
            tables[byte] = value
        }
        for index in 256..<tables.count {
            let previous = tables[index - 256]
            tables[index] = previous >> 8 ^ tables[Int(previous & 0xFF)]
        }
        return tables
    }()
}

extension UInt32 {
    /// Eight hexadecimal digits.
    var hexadecimal: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// The number of eight hexadecimal digits in small letters; nil for any other text.
    init?(hexadecimal text: some StringProtocol) {
        guard let number = UInt32(text, radix: 16), number.hexadecimal == text else { return nil }
        self = number
    }
}
