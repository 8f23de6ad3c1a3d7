import Foundation
import Checkpoints

/// Four numbers: 1, 2, 3, 4 in single precision.
let fourFloats: [UInt8] = [Float(1), 2, 3, 4].flatMap { little($0.bitPattern) }

/// An entry of a zip file, whose headers the tests may falsify.
struct ZipPart {
    var name: String
    var bytes: [UInt8]
    var method: UInt16 = 0
    var flags: UInt16 = 0
    /// The size that the directory claims, if not the true one.
    var claimedSize: UInt32?
    /// Where the directory says that the entry begins, if not where it does.
    var claimedOffset: UInt32?
}

/// A zip file of these entries.
func zipFile(_ parts: [ZipPart], comment: [UInt8] = [], count: UInt16? = nil) -> [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for part in parts {
        let size = part.claimedSize ?? UInt32(part.bytes.count)
        let common =
            little(part.flags) + little(part.method) + [UInt8](repeating: 0, count: 8) + little(size) + little(size)
        let offset = part.claimedOffset ?? UInt32(file.count)
        directory += [0x50, 0x4B, 1, 2] + little(UInt16(20)) + little(UInt16(20)) + common
        directory += little(UInt16(part.name.utf8.count)) + [UInt8](repeating: 0, count: 12) + little(offset)
        directory += part.name.utf8
        file += [0x50, 0x4B, 3, 4] + little(UInt16(20)) + common + little(UInt16(part.name.utf8.count))
        file += little(UInt16(0)) + part.name.utf8 + part.bytes
    }
    let number = little(count ?? UInt16(parts.count))
    let end = [0x50, 0x4B, 5, 6] + little(UInt32(0)) + number + number + little(UInt32(directory.count))
    return file + directory + end + little(UInt32(file.count)) + little(UInt16(comment.count)) + comment
}

/// The entries of a checkpoint in the zip layout.
func checkpointParts(pickle: [UInt8], storages: [String: [UInt8]] = ["0": fourFloats]) -> [ZipPart] {
    [ZipPart(name: "archive/data.pkl", bytes: pickle)]
        + storages.sorted { $0.key < $1.key }.map { ZipPart(name: "archive/data/\($0.key)", bytes: $0.value) }
        + [ZipPart(name: "archive/version", bytes: Array("3\n".utf8))]
}

/// A checkpoint in the zip layout.
func zipCheckpoint(pickle: [UInt8], storages: [String: [UInt8]] = ["0": fourFloats]) -> [UInt8] {
    zipFile(checkpointParts(pickle: pickle, storages: storages))
}

/// A checkpoint in the layout from before PyTorch 1.6.
func legacyCheckpoint(
    pickle: [UInt8], storages: [(key: String, count: Int64, bytes: [UInt8])] = [("0", 4, fourFloats)]
) -> [UInt8] {
    var file: [UInt8] = [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E]
    file += PickleAssembler.make { $0.int(1001) }
    file += PickleAssembler.make { pickle in
        pickle.op("}")
        pickle.text("little_endian")
        pickle.raw(0x88)
        pickle.op("s")
    }
    file += pickle
    file += PickleAssembler.make { pickle in
        pickle.op("]")
        pickle.op("(")
        for storage in storages { pickle.text(storage.key) }
        pickle.op("e")
    }
    for storage in storages { file += little(storage.count) + storage.bytes }
    return file
}

/// A safetensors file with this header.
func safetensors(_ header: String, data: [UInt8] = fourFloats, length: UInt64? = nil) -> [UInt8] {
    little(length ?? UInt64(header.utf8.count)) + header.utf8 + data
}

/// Calls `body` with the path of a file of these bytes, and removes it.
func withFile<R>(_ bytes: [UInt8], _ body: (String) throws -> R) throws -> R {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("weights-\(UUID().uuidString)")
    try Data(bytes).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url.path)
}

/// Opens a checkpoint of these bytes.
func open(_ bytes: [UInt8]) throws -> Checkpoint {
    try Checkpoint(bytes: bytes)
}

/// The error of opening a checkpoint of these bytes; nil if there is none.
func refusal(_ bytes: [UInt8]) -> String? {
    do {
        _ = try open(bytes)
        return nil
    } catch {
        return "\(error)"
    }
}

/// Reads every byte of every tensor, as a program that uses the checkpoint would.
@discardableResult func readAll(_ checkpoint: Checkpoint) -> Int {
    checkpoint.entries.reduce(0) { $0 &+ $1.tensor.contiguousBytes().count }
}
