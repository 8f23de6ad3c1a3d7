import MaskRCNN
import Torch

/// A checkpoint in words.
struct CheckpointDescription {
    /// Objects that were passed over are named up to so many; a JSON document has more.
    private static let skippedCount = 12

    private let checkpoint: Checkpoint
    private let model: InspectedModel

    /// - Parameter key: What `--weights-key` says, by which the checkpoint was opened.
    init(_ checkpoint: Checkpoint, key: String?) {
        self.checkpoint = checkpoint
        model = InspectedModel(checkpoint, key: key)
    }

    /// What a detector would refuse it for, where it is one's.
    var problem: CommandFailure? { model.problem }

    /// The description for a person.
    func text(listsAll: Bool) -> TerminalText {
        var facts = Table([("file", .left), (checkpoint.path, .left)])
        facts.add(["format", Self.name(of: checkpoint.format)])
        if !checkpoint.shards.isEmpty { facts.add(["shards", String(checkpoint.shards.count)]) }
        if let size = CheckpointFile.size(of: checkpoint) { facts.add(["size", Quantity.bytes(size)]) }
        if let key = checkpoint.stateDictKey { facts.add(["found under", key]) }
        if let prefix = checkpoint.strippedPrefix { facts.add(["names without", prefix]) }
        let count = Quantity.count(checkpoint.entries.count, "tensor")
        let types = types.map { "\($0.count) \($0.name)" }.joined(separator: ", ")
        facts.add(["tensors", "\(count), \(Quantity.count(checkpoint.elementCount, "element")): \(types)"])
        facts.add(["model", model.text])
        if let classes = model.classes { facts.add(["classes", classes]) }
        for note in model.notes { facts.add(["note", note]) }
        for (key, value) in pairs(checkpoint.metadata) { facts.add(["metadata", "\(key) = \(value)"]) }
        let passedOver = Set(checkpoint.skipped.map(\.place))
        for (key, value) in pairs(checkpoint.other) where !passedOver.contains(key) {
            facts.add(["also holds", "\(key): \(value)"])
        }
        for object in checkpoint.skipped.prefix(Self.skippedCount) {
            facts.add(["passed over", "\(object.className) at \(object.place)"])
        }
        let unnamed = checkpoint.skipped.count - Self.skippedCount
        if unnamed > 0 { facts.add(["", "and \(Quantity.count(unnamed, "more object"))"]) }
        return facts.text + "\n\n" + (listsAll ? tensors : groups)
    }

    /// The description for a program.
    var json: JSON {
        let tensors = checkpoint.entries.map { entry in
            JSON.object([
                ("name", .string(entry.name)), ("shape", .array(entry.tensor.shape.map(JSON.integer))),
                ("dtype", .string("\(entry.tensor.dtype)")),
            ])
        }
        return .object([
            ("file", .string(checkpoint.path)), ("format", .string(checkpoint.format.rawValue)),
            ("bytes", CheckpointFile.size(of: checkpoint).map(JSON.integer) ?? .null),
            ("shards", .array(checkpoint.shards.map(JSON.string))),
            ("state_dict_key", .optional(checkpoint.stateDictKey)),
            ("other_state_dict_keys", .array(checkpoint.otherStateDictKeys.map(JSON.string))),
            ("stripped_prefix", .optional(checkpoint.strippedPrefix)),
            ("elements", .integer(checkpoint.elementCount)),
            ("dtypes", .object(types.map { ($0.name, .integer($0.count)) })),
            ("model", .optional(model.name)), ("model_told_from", .optional(model.explanation)),
            ("notes", .array(model.notes.map(JSON.string))), ("problem", .optional(model.problem?.text)),
            (
                "skipped",
                .array(
                    checkpoint.skipped.map {
                        .object([("class", .string($0.className)), ("place", .string($0.place))])
                    })
            ),
            ("metadata", .object(pairs(checkpoint.metadata).map { ($0, .string($1)) })),
            ("other", .object(pairs(checkpoint.other).map { ($0, .string($1)) })),
            ("tensors", .array(tensors)),
        ])
    }

    private static func name(of format: Checkpoint.Format) -> String {
        switch format {
        case .torchZip: "PyTorch, zip (since 1.6)"
        case .torchLegacy: "PyTorch, run of pickles (before 1.6)"
        case .safetensors: "safetensors"
        case .pickle: "a pickle of NumPy's arrays"
        }
    }

    private func pairs(_ values: [String: String]) -> [(String, String)] {
        values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private var types: [(name: String, count: Int)] {
        Dictionary(checkpoint.entries.map { ("\($0.tensor.dtype)", 1) }, uniquingKeysWith: +)
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { (name: $0.key, count: $0.value) }
    }

    private var tensors: TerminalText {
        var table = Table([("tensor", .left), ("shape", .left), ("dtype", .left)])
        for entry in checkpoint.entries {
            table.add([entry.name, Self.shape(entry.tensor.shape), "\(entry.tensor.dtype)"])
        }
        return table.text
    }

    /// Tensors by the first parts of their names, in the file's order.
    private var groups: TerminalText {
        var table = Table([
            ("tensors of", .left), ("count", .right), ("elements", .right), ("for instance", .left),
        ])
        var names: [String] = []
        var members: [String: [Checkpoint.Entry]] = [:]
        for entry in checkpoint.entries {
            let parts = entry.name.split(separator: ".")
            let group = parts.prefix(max(1, min(3, parts.count - 1))).joined(separator: ".")
            if members[group] == nil { names.append(group) }
            members[group, default: []].append(entry)
        }
        for name in names {
            let entries = members[name] ?? []
            let elements = entries.reduce(0) { $0 &+ $1.tensor.elementCount }
            let first = entries.first.map { "\($0.name) \(Self.shape($0.tensor.shape))" } ?? ""
            table.add([name, String(entries.count), Quantity.grouped(elements), first])
        }
        return table.text
    }

    private static func shape(_ sizes: [Int]) -> String {
        sizes.isEmpty ? "scalar" : sizes.map(String.init).joined(separator: "×")
    }
}
