internal import Files

extension Checkpoint {
    /// Tells the layout by the file's first bytes.
    static func detectFormat(of file: MappedFile) throws(CheckpointError) -> Format {
        let head = Array(file.bytes.prefix(16))
        if head.starts(with: [0x50, 0x4B, 3, 4]) || head.starts(with: [0x50, 0x4B, 5, 6]) { return .torchZip }
        if LegacyCheckpoint.isOne(head) { return .torchLegacy }
        if ArrayPickle.isOne(head) { return .pickle }
        if head.count > 8, head[8] == UInt8(ascii: "{") { return .safetensors }
        throw file.malformed(
            expected: "a PyTorch checkpoint, a safetensors file or a pickle of arrays", found: guess(file, head))
    }

    private static func guess(_ file: MappedFile, _ head: [UInt8]) -> String {
        if file.bytes.count >= 262, Array(file.bytes[257..<262]) == Array("ustar".utf8) {
            return "a tar archive, as PyTorch wrote before 0.2: load and save it with a PyTorch of before 2.0"
        }
        if head.starts(with: Array("version https://".utf8)) { return "a Git LFS pointer in the file's stead" }
        if head.starts(with: [UInt8(ascii: "<")]) { return "a web page, perhaps instead of a download" }
        if head.first == 0x80, head.count > 1 {
            return "a pickle of protocol \(head[1]), and those of 2 to 5 are read"
        }
        if ArrayPickle.isOfOldProtocol(head) {
            return "a pickle of protocol 0 or 1, and those of 2 to 5 are read: load it and dump it with protocol=2"
        }
        if ShardIndex.begins(file) { return "JSON" }
        if head.starts(with: [0x1F, 0x8B]) { return "a file compressed with gzip" }
        if head.starts(with: [0x89, 0x48, 0x44, 0x46]) { return "an HDF5 file" }
        return "a file that begins with the bytes \(head.map { String($0, radix: 16) }.joined(separator: " "))"
    }
}
