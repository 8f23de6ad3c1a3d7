internal import Foundation
internal import Torch

/// Small checkpoints of every layout, made here.
enum CheckpointSeeds {
    static let safetensors: [UInt8] = written { try Checkpoint.writeSafetensors(entries, metadata: metadata, to: $0) }
    static let zip: [UInt8] = written { try Checkpoint.writeTorch(entries, metadata: metadata, to: $0) }

    /// What this program writes into checkpoints.
    static let metadata = [
        "maskrcnn.version": "1", "maskrcnn.categories": #"{"1":"cat","2":"nucleus é"}"#,
        "maskrcnn.configuration":
            #"{"name":"maskrcnn_resnet50_fpn","classCount":3,"transform":{"minimumSide":320,"maximumSide":512}}"#,
    ]

    private static let entries: [Checkpoint.Entry] = {
        let shapes: [(String, DType, [Int])] = [
            ("backbone.body.conv1.weight", .float32, [2, 3, 2, 2]), ("rpn.head.bbox_pred.weight", .float16, [4, 2]),
            ("roi_heads.box_predictor.cls_score.weight", .float32, [3, 4]), ("module.count", .int64, []),
            ("empty", .uint8, [0, 7]), ("flag", .bool, [3]),
        ]
        return shapes.compactMap { name, dtype, shape in
            let count = shape.reduce(1, *) * dtype.byteCount
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 3) }
            return (try? StoredTensor(dtype: dtype, shape: shape, bytes: bytes)).map {
                Checkpoint.Entry(name: name, tensor: $0)
            }
        }
    }()

    private static func written(_ body: (String) throws -> Void) -> [UInt8] {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("seed-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try? body(path)
        return FileManager.default.contents(atPath: path).map { Array($0) } ?? []
    }

    /// What PyTorch wrote before 1.6: five pickles, then the storages.
    static func legacy(_ document: [UInt8]) -> [UInt8] {
        let magic: [UInt8] = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e]
        let version: [UInt8] = [0x80, 2, 0x4d, 0xe9, 3, 0x2e]
        let start: [UInt8] = [0x80, 2]
        let system: [UInt8] = start + [0x7d] + Pickle.text("little_endian") + [0x88, 0x73, 0x2e]
        let keys: [UInt8] = start + [0x5d] + Pickle.text("0") + [0x61, 0x2e]
        let storage = little(6, 8) + [UInt8](repeating: 9, count: 24)
        return magic + version + system + document + keys + storage
    }

    /// A zip file of stored entries.
    static func archive(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for (name, bytes) in files {
            let (title, offset) = (Array(name.utf8), file.count)
            var common: [UInt8] = [0, 0, 0, 0, 0, 0, 0x21, 0]
            common += little(Int(PNGChunks.crc(bytes)), 4)
            for _ in 0..<2 { common += little(bytes.count, 4) }
            common += little(title.count, 2)
            file += [0x50, 0x4b, 3, 4, 20, 0]
            file += common + little(0, 2)
            file += title + bytes
            directory += [0x50, 0x4b, 1, 2, 20, 0, 20, 0]
            directory += common + little(0, 12)
            directory += little(offset, 4) + title
        }
        let start = file.count
        var end: [UInt8] = [0x50, 0x4b, 5, 6]
        end += little(0, 4)
        for _ in 0..<2 { end += little(files.count, 2) }
        end += little(directory.count, 4)
        end += little(start, 4) + little(0, 2)
        return file + directory + end
    }

    static func little(_ value: Int, _ size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}

/// Pickles in their own operations.
enum Pickle {
    static func text(_ text: String) -> [UInt8] {
        [0x58] + CheckpointSeeds.little(text.utf8.count, 4) + Array(text.utf8)
    }

    static func global(_ module: String, _ name: String) -> [UInt8] { [0x63] + Array("\(module)\n\(name)\n".utf8) }

    static func integer(_ value: Int) -> [UInt8] { [0x8a, 8] + CheckpointSeeds.little(value, 8) }

    /// A tensor of a storage, as `torch.save` describes it.
    static func tensor(key: String, count: Int, offset: Int, shape: [Int], strides: [Int]) -> [UInt8] {
        var storage: [UInt8] = [0x28]
        storage += text("storage")
        storage += global("torch", "FloatStorage")
        storage += text(key)
        storage += text("cpu")
        storage += integer(count)
        storage += [0x74, 0x51]
        var pickle = global("torch._utils", "_rebuild_tensor_v2")
        pickle.append(0x28)
        pickle += storage
        pickle += integer(offset)
        for values in [shape, strides] {
            pickle.append(0x28)
            for value in values { pickle += integer(value) }
            pickle.append(0x74)
        }
        return pickle + [0x89, 0x7d, 0x74, 0x52]
    }

    /// A dictionary of tensors, some of which are not what they say.
    static func document(_ randomness: inout Randomness) -> [UInt8] {
        var pickle: [UInt8] = [0x80, UInt8(randomness.number(2...5)), 0x7d, 0x71, 0]
        if randomness.once(in: 3) { pickle += text(randomness.one(of: ["state_dict", "model", "ema"])) + [0x7d] }
        pickle.append(0x28)
        for index in 0..<randomness.number(0...4) {
            pickle += text(randomness.once(in: 8) ? "a" : "layer.\(index).weight")
            switch randomness.number(0...9) {
            case 0: pickle += integer(randomness.trouble(0...9))
            case 1: pickle += [0x68, 0]
            case 2: pickle += global("my", "Class") + [0x29, 0x81, 0x7d, 0x62]
            default:
                let shape = (0..<randomness.number(0...3)).map { _ in randomness.trouble(1...3) }
                let strides = shape.map { _ in randomness.trouble(0...3) }
                pickle += tensor(
                    key: randomness.once(in: 9) ? "1" : "0", count: randomness.trouble(1...6),
                    offset: randomness.trouble(0...2), shape: shape, strides: strides)
            }
        }
        pickle.append(0x75)
        if pickle.contains(0x7d), randomness.once(in: 3) { pickle.append(0x73) }
        pickle.append(0x2e)
        return pickle
    }

    /// Every operation, and the names that matter.
    static let tokens: [[UInt8]] = {
        var tokens: [[UInt8]] = (0...0x97).map { (code: UInt8) in [code] }
        tokens += ["storage", "torch", "module"].map(text)
        tokens.append(global("collections", "OrderedDict") + [0x29, 0x52])
        for (module, name) in [
            ("torch", "Size"), ("os", "system"), ("torch._utils", "_rebuild_parameter"), ("builtins", "set"),
            ("copyreg", "_reconstructor"), ("_codecs", "encode"),
        ] { tokens.append(global(module, name)) }
        let short: [[UInt8]] = [
            [0x68, 0], [0x71, 1], [0x68, 1], [0x94], [0x28, 0x74], [0x5d, 0x61], [0x32],
            [0x8a, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        ]
        tokens += short
        tokens.append([0x28] + [UInt8](repeating: 0x32, count: 40) + [0x74])
        tokens += ["I00\n", "L99999999999999999999L\n", "Fnan\n", "S'a'\n"].map { Array($0.utf8) }
        return tokens
    }()
}
