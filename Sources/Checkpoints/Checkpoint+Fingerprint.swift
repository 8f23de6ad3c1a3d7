extension Checkpoint {
    /// Sixteen hexadecimal digits that tell tensors from others: by names, types, shapes and bytes, in their order.
    ///
    /// Against mistakes, not against intent: 64-bit FNV-1a of the descriptions and of the bytes' CRC-32.
    ///
    /// - Throws: `file` where a tensor is damaged in the file that it is from.
    /// - Complexity: O(bytes).
    public static func fingerprint(of entries: [Entry]) throws(CheckpointError) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for entry in entries {
            try entry.tensor.verify()
            var sum = CRC32()
            entry.tensor.forEachRun { sum.add($0) }
            let shape = entry.tensor.shape.map(String.init).joined(separator: ",")
            for byte in "\(entry.name)\0\(entry.tensor.dtype)\0\(shape)\0\(sum.value)\0".utf8 {
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
            }
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
