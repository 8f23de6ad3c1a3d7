internal import MaskRCNN
internal import Torch

extension HostileReader {
    static let checkpoints = [
        HostileReader("checkpoint-zip", share: 80_000, make: zip, read: readCheckpoint),
        HostileReader(
            "checkpoint-legacy", share: 50_000,
            make: { randomness in
                var document = Pickle.document(&randomness)
                if randomness.once(in: 2) { Mutation.apply(to: &document, tokens: Pickle.tokens, &randomness) }
                var file = CheckpointSeeds.legacy(document)
                if randomness.once(in: 4) { Mutation.apply(to: &file, tokens: Pickle.tokens, &randomness) }
                if randomness.once(in: 200) { file = tar(&randomness) }
                return file
            }, read: readCheckpoint),
        HostileReader(
            "safetensors", share: 60_000,
            make: { randomness in
                var file = CheckpointSeeds.safetensors
                Mutation.apply(to: &file, tokens: JSONMutation.pieces, &randomness)
                return file
            }, read: readCheckpoint),
        HostileReader("metadata", share: 30_000, make: metadata, read: readCheckpoint),
    ]

    @Sendable private static func zip(_ randomness: inout Randomness) -> [UInt8] {
        var file: [UInt8]
        if randomness.once(in: 3) {
            file = CheckpointSeeds.zip
        } else {
            var document = Pickle.document(&randomness)
            if randomness.once(in: 2) { Mutation.apply(to: &document, tokens: Pickle.tokens, &randomness) }
            file = CheckpointSeeds.archive([
                ("a/data.pkl", document), ("a/byteorder", Array("little".utf8)),
                ("a/data/0", [UInt8](repeating: 7, count: randomness.trouble(0...24).magnitude < 100 ? 24 : 0)),
                ("a/version", Array("3\n".utf8)),
            ])
            if randomness.once(in: 2) { return file }
        }
        Mutation.apply(to: &file, tokens: [[0x50, 0x4b, 1, 2], [0x50, 0x4b, 5, 6], [0x50, 0x4b, 6, 6]], &randomness)
        return file
    }

    /// What PyTorch 0.1 wrote, which is refused by name.
    private static func tar(_ randomness: inout Randomness) -> [UInt8] {
        var file = [UInt8](repeating: 0, count: 600)
        file.replaceSubrange(257..<262, with: Array("ustar".utf8))
        Mutation.apply(to: &file, &randomness)
        return file
    }

    /// A safetensors file whose tensors are sound, and whose texts are not.
    @Sendable private static func metadata(_ randomness: inout Randomness) -> [UInt8] {
        let fields = CheckpointSeeds.metadata.sorted { $0.key < $1.key }.map { key, value -> String in
            var bytes = Array(value.utf8)
            if randomness.once(in: 2) { JSONMutation.mutate(&bytes, using: &randomness) }
            if randomness.once(in: 4) { Mutation.apply(to: &bytes, tokens: settings, &randomness) }
            return "\"\(key)\":\(literal(String(decoding: bytes, as: UTF8.self)))"
        }
        let header = Array("{\"__metadata__\":{\(fields.joined(separator: ","))}}".utf8)
        return CheckpointSeeds.little(header.count, 8) + header
    }

    private static let settings: [[UInt8]] = [
        "\"classCount\":", "\"anchorSizes\":[", "\"proposals\":{\"perImage\":", "4611686018427387904", "1e400", "-1",
        "NaN",
        "\"backbone\":{\"depth\":", "\"normalization\":{\"none\":{}}", "\"mean\":[]", "\"sizeDivisor\":0", "\"1\":",
        "\"01\":",
    ].map { Array($0.utf8) }

    private static func literal(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\" + String(scalar)
            case ..<" ":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// Reads all that `weights inspect` and `predict` would before they build a network.
    @Sendable private static func readCheckpoint(_ bytes: [UInt8]) -> Outcome {
        guard let checkpoint = try? Checkpoint(bytes: bytes) else { return .refused }
        var total = 0
        for entry in checkpoint.entries where entry.tensor.byteCount < 1 << 22 {
            total &+= entry.tensor.contiguousBytes().count
            if entry.tensor.isFloatingPoint { total &+= (try? entry.tensor.converted(to: .float64).byteCount) ?? 0 }
        }
        do {
            if let network = try RecognizedNetwork(checkpoint) {
                try network.configuration.validate()
                total &+= network.explanation.utf8.count &+ (network.note?.utf8.count ?? 0)
            } else if let network = try RecognizedSegmentation(checkpoint) {
                try network.configuration.validate()
                total &+= network.explanation.utf8.count &+ (network.note?.utf8.count ?? 0)
                total &+= network.configuration.parameterCount
            }
        } catch {
            return .refused
        }
        total &+= (try? Categories.names(in: checkpoint).count) ?? 0
        return total == .min ? .refused : .accepted
    }
}
