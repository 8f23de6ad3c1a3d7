package import Torch

/// A checkpoint's tensors under the names that a network has for them today.
///
/// Programs save a network as a part of something larger, so that its names begin with `model.`, `net.` or whatever they call
/// it; torchvision has changed some names, and other frameworks have others. All are undone here.
package struct NetworkTensors {
    /// The tensors, without the counters of norms, which nothing computes with.
    package let tensors: [String: StoredTensor]
    /// The counters of norms.
    let counters: [String: StoredTensor]
    /// What was taken off the front of the names; "" for nothing.
    let prefix: String
    /// How many tensors are outside that prefix, and left out.
    let outsideCount: Int
    /// Other prefixes under which a whole network stands, too.
    let otherPrefixes: [String]
    /// Whose names the file has where they are not torchvision's.
    package let framework: WeightsFramework?
    /// What of that a person should know.
    private let frameworkNotes: [String]

    /// How names of torchvision's detectors end.
    private static let detectorEnds = ["backbone.body.conv1.weight", "rpn.head.bbox_pred.weight"]
    /// The key of the dictionary that it is from, where the file has others of networks under these keys.
    private let keys: (own: String?, others: [String])

    /// Finds a network in a checkpoint.
    ///
    /// - Parameters:
    ///   - ends: How the names of tensors end that every such network has; the first that occurs counts. Nil is for detectors, of other
    ///     frameworks as well.
    ///   - model: The network that it is for, where that is known.
    /// - Throws: ``MaskRCNNError/checkpoint(_:)`` where a tensor of another framework that has to be rearranged is damaged.
    package init(
        _ checkpoint: Checkpoint, ends: [String]? = nil, model: Configuration? = nil
    ) throws(MaskRCNNError) {
        let names = checkpoint.entries.map(\.name)
        if ends == nil, let (framework, prefix) = FrameworkCheckpoint.framework(of: names) {
            let entries = checkpoint.entries.filter { $0.name.hasPrefix(prefix) }
                .map { (name: String($0.name.dropFirst(prefix.count)), tensor: $0.tensor) }
            let translated: FrameworkCheckpoint
            do {
                translated = try FrameworkCheckpoint(framework, entries, model: model)
            } catch {
                throw .checkpoint(error)
            }
            tensors = translated.tensors
            counters = translated.counters
            self.prefix = prefix
            outsideCount = checkpoint.entries.count - entries.count
            otherPrefixes = []
            self.framework = framework
            frameworkNotes = translated.notes
            keys = (checkpoint.stateDictKey, checkpoint.otherStateDictKeys)
            return
        }
        framework = nil
        frameworkNotes = []
        let prefixes = Self.prefixes(of: names, ends: ends ?? Self.detectorEnds)
        let prefix = prefixes.first ?? ""
        var tensors: [String: StoredTensor] = [:]
        var counters: [String: StoredTensor] = [:]
        for entry in checkpoint.entries where entry.name.hasPrefix(prefix) {
            let name = StateDictionaryNames.current(String(entry.name.dropFirst(prefix.count)))
            if name.hasSuffix(StateDictionaryNames.counterEnd) {
                counters[name] = entry.tensor
            } else {
                tensors[name] = entry.tensor
            }
        }
        self.tensors = tensors
        self.counters = counters
        self.prefix = prefix
        outsideCount = names.count { !$0.hasPrefix(prefix) }
        otherPrefixes = Array(prefixes.dropFirst())
        keys = (checkpoint.stateDictKey, checkpoint.otherStateDictKeys)
    }

    /// The prefixes of whole networks, the one with the most tensors first, of equals that which stands first in the file.
    static func prefixes(of names: [String], ends: [String]) -> [String] {
        for end in ends {
            let found = names.filter { $0 == end || $0.hasSuffix("." + end) }.map { String($0.dropLast(end.count)) }
            if found.isEmpty { continue }
            // What stands at the top is the network, whatever else there is.
            if found.contains("") { return [""] }
            let counts = found.map { prefix in names.count { $0.hasPrefix(prefix) } }
            return found.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }.map { found[$0] }
        }
        return []
    }

    /// What of this a person should know.
    package var notes: [String] {
        var notes: [String] = []
        if !prefix.isEmpty {
            let rest =
                switch outsideCount {
                case 0: ""
                case 1: "; 1 tensor outside it is left out"
                default: "; \(outsideCount) tensors outside it are left out"
                }
            notes.append("the network stands under \"\(prefix)\" in the checkpoint\(rest)")
        }
        if !otherPrefixes.isEmpty {
            let others = otherPrefixes.map { "\"\($0)\"" }.joined(separator: ", ")
            notes.append(
                "others stand under \(others), and are not used: predict, eval and weights convert choose by --weights-key"
            )
        }
        if !keys.others.isEmpty {
            let own = keys.own.map { "under \"\($0)\"" } ?? "at the top"
            let others = keys.others.prefix(8).map { "\"\($0)\"" }.joined(separator: ", ")
            notes.append(
                "the tensors \(own) are used, not those under \(others): predict, eval and weights convert choose by "
                    + "--weights-key")
        }
        notes += frameworkNotes
        return notes
    }
}
