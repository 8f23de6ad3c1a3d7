internal import Files
internal import Foundation
public import MaskRCNN
internal import TrainingData
internal import Yams

extension TrainingConfiguration {
    /// Reads a configuration from a YAML file.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - model: The network to start from, whatever stands under `model` in the file.
    ///   - fallback: The network to start from where the file names none.
    /// - Throws: ``TrainingError/file(file:reason:)`` where there is no such file, and
    ///   ``TrainingError/configurationFile(file:reason:)`` with the line, the key, and what is wrong.
    public init(
        contentsOfFile path: String, model: Configuration? = nil, fallback: Configuration = .maskRCNNResNet50FPN
    ) throws(TrainingError) {
        try self.init(
            contentsOfFile: path, model: model.map(NetworkDescription.detection), fallback: .detection(fallback))
    }

    /// Reads a configuration of a network of either kind from a YAML file; the rest is as with
    /// ``init(contentsOfFile:model:fallback:)``.
    public init(
        contentsOfFile path: String, model: NetworkDescription?, fallback: NetworkDescription
    ) throws(TrainingError) {
        let text = try YAMLDocument.text(ofFile: path)
        self = try TrainingConfiguration(yaml: text, path: path, model: model, fallback: fallback)
    }

    /// Reads a configuration from YAML.
    ///
    /// What is not said has its default. `model` names the network that `network` changes; `augmentation` is a name, or settings
    /// over those of its `preset`; `sampling` may be the name `small` or `torchvision`. Anchors, aliases, tags and texts of more than
    /// 256 KB are refused.
    ///
    /// - Parameters:
    ///   - yaml: The text.
    ///   - path: What messages call it.
    ///   - model: The network to start from, whatever stands under `model`.
    ///   - fallback: The network to start from where `model` is lacking.
    /// - Throws: ``TrainingError/configurationFile(file:reason:)`` with the line, the key, and what is wrong.
    public init(
        yaml: String, path: String, model: Configuration? = nil, fallback: Configuration = .maskRCNNResNet50FPN
    ) throws(TrainingError) {
        try self.init(
            yaml: yaml, path: path, model: model.map(NetworkDescription.detection), fallback: .detection(fallback))
    }

    /// Reads a configuration of a network of either kind from YAML; the rest is as with ``init(yaml:path:model:fallback:)``.
    public init(
        yaml: String, path: String, model: NetworkDescription?, fallback: NetworkDescription
    ) throws(TrainingError) {
        let document = try YAMLDocument.parse(yaml, path: path)
        do throws(SettingFault) {
            try self.init(document: document, model: model, fallback: fallback)
        } catch {
            throw .configurationFile(file: Self.place(path, error.line), reason: error.text)
        }
        do {
            try validate()
        } catch {
            guard case .configuration(let key, _, _) = error else { throw error }
            throw .configurationFile(file: Self.place(path, Self.line(of: key, in: document)), reason: "\(error)")
        }
    }

    /// Changes one setting.
    ///
    /// - Parameters:
    ///   - key: Its path in a configuration file, such as `optimizer.rate`.
    ///   - value: Its value as it would stand there.
    /// - Throws: ``TrainingError/configuration(key:expected:found:)`` where it cannot have the value, and
    ///   ``TrainingError/configurationFile(file:reason:)`` where there is no such key, or the value is not YAML.
    public mutating func set(_ key: String, to value: String) throws(TrainingError) {
        guard var node = try YAMLDocument.parse(value.isEmpty ? "null" : value, path: key) else {
            throw .configuration(key: key, expected: "a value", found: "nothing")
        }
        for part in key.split(separator: ".", omittingEmptySubsequences: false).reversed() {
            node = Node([(Node(String(part)), node)])
        }
        // A network of another input size is trained at that size.
        let followed = Augmentation.Preset.followingNetworks.first { augmentation.scale == augmentation($0).scale }
        do throws(SettingFault) {
            self = try TrainingConfiguration(Self.setting(of: self).overlaid(by: node))
            if let followed, key.hasPrefix("network") { augmentation.scale = augmentation(followed).scale }
        } catch {
            if case .mismatch(let expected, let found) = error.problem {
                throw .configuration(key: error.key, expected: expected, found: found)
            }
            let fault = searchedEverywhere(error)
            guard case .ofOtherTask(let network) = fault.problem else {
                throw .configurationFile(file: key, reason: fault.text)
            }
            throw .configuration(
                key: fault.key, expected: "a setting that has a meaning for \(network)",
                found: "one of the other kind of network")
        }
    }

    /// The whole configuration in YAML, which ``init(yaml:path:model:)`` reads back as an equal one.
    public func yaml() -> String {
        var lines = ["# A configuration of maskrcnn train; `maskrcnn train --config FILE` reads it."]
        if let preset = NetworkDescription.named(trained.name) {
            lines += ["", "# The network that the settings under network: change.", "model: \(preset.name)"]
        }
        guard case .mapping(let members) = Self.setting(of: self) else { return "" }
        for member in members {
            if let comment = Self.comments[member.key] { lines += ["", "# " + comment] }
            lines += Setting.mapping([member]).yamlLines()
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let comments = [
        "network": "What the network is like, and how it works.",
        "classMaps": "How class maps are read and painted.",
        "training": "Which part of the network is trained, and how it computes.",
        "augmentation": "How images are changed before the network sees them.",
        "sampling": "How the predictions that losses are computed from are chosen.",
        "lossWeights": "How much each loss counts in their sum.",
        "data": "How data are read.",
        "optimizer": "How parameters follow their gradients.",
        "schedule": "How the learning rate changes.",
        "evaluation": "When the network is evaluated, and when training ends for it.",
        "saveEverySteps": "The state is saved after every epoch, and after so many steps; 0 for epochs alone.",
        "seed": "What all chance is drawn from.",
    ]
}

// MARK: Trees

extension TrainingConfiguration {
    /// The paths of all settings, such as `optimizer.rate`, in their order.
    package static var keys: [String] {
        setting(of: TrainingConfiguration()).leaves().map(\.path)
    }

    /// The paths of all settings of networks for class maps.
    package static var keysOfSegmentation: [String] {
        setting(of: TrainingConfiguration(model: .fcnResNet50)).leaves().map(\.path)
    }

    static func setting(of configuration: TrainingConfiguration) -> Setting {
        // It fails only where a new setting is of a kind that the tree does not know, which every test would show.
        let whole = (try? Setting(configuration)) ?? .mapping([])
        return configuration.segmentation == nil ? whole : whole.without(Self.keysOfObjectsAlone)
    }

    /// What has no meaning where every pixel has a class, beside all of `sampling` and others' parts of the network.
    private static let keysOfObjectsAlone: Set = [
        "augmentation.objectCrops", "augmentation.copyPaste", "augmentation.minimumVisibleShare", "data.ignoresCrowds",
        "evaluation.maximumDetections", "evaluation.batchSize", "evaluation.keypointSigmas",
    ]

    init(_ setting: Setting) throws(SettingFault) {
        do {
            // What has no meaning for class maps has its usual value.
            let whole =
                setting[["classMaps" as Substring]] == nil
                ? setting : setting.filled(from: try Setting(TrainingConfiguration(model: .fcnResNet50)))
            self = try JSONDecoder().decode(TrainingConfiguration.self, from: Data(whole.json.utf8))
        } catch {
            throw SettingFault(key: "", problem: .mismatch(expected: "a configuration", found: "\(error)"))
        }
    }

    private init(document: Node?, model: NetworkDescription?, fallback: NetworkDescription) throws(SettingFault) {
        var rest: [(Node, Node)] = []
        var given: [String: Node] = [:]
        switch document {
        case nil: break
        case .mapping(let mapping)?:
            for (key, value) in mapping {
                let name = key.string ?? ""
                if name == "classMaps" { given[name] = value }
                if ["model", "network", "augmentation", "sampling"].contains(name) { given[name] = value }
                // `network` and the others pass below, where their presets are known.
                if name != "model" { rest.append((key, value)) }
            }
        case let node?:
            if !Setting.isNothing(node) {
                throw SettingFault(
                    key: "", line: node.mark?.line,
                    problem: .mismatch(
                        expected: "a mapping with keys such as model, data, optimizer",
                        found: Setting.description(of: node)))
            }
        }
        let named = try given["model"].map { node throws(SettingFault) in
            try Self.preset(node, at: "model", among: NetworkDescription.presetNames, NetworkDescription.named)
        }
        // Where a file names no network, how it treats class maps says which kind it is of.
        let usual = given["classMaps"] == nil || fallback.task == .segmentation ? fallback : .segmentation(.fcnResNet50)
        var base = TrainingConfiguration(model: model ?? named ?? usual)
        do {
            if let node = given["network"] {
                // Augmentation scales as the network does, so the network comes first.
                let network = Node([(Node("network"), node)])
                base.trained = try TrainingConfiguration(Self.setting(of: base).overlaid(by: network)).trained
                base.augmentation = base.augmentation(base.segmentation == nil ? .flip : .semantic)
            }
            try base.takePresets(of: given, from: &rest)
            self = try TrainingConfiguration(Self.setting(of: base).overlaid(by: Node(rest)))
        } catch {
            throw base.searchedEverywhere(error)
        }
    }

    /// The fault with what an unknown key is of the other kind of network, else with the nearest key of all where none beside it is near.
    private func searchedEverywhere(_ fault: SettingFault) -> SettingFault {
        guard case .unknown(let near) = fault.problem, let name = fault.key.split(separator: ".").last else {
            return fault
        }
        let (own, others) =
            segmentation == nil ? (Self.keys, Self.keysOfSegmentation) : (Self.keysOfSegmentation, Self.keys)
        if others.contains(where: { $0 == fault.key || $0.hasPrefix(fault.key + ".") }) {
            return SettingFault(key: fault.key, line: fault.line, problem: .ofOtherTask(network: trained.words))
        }
        if near != nil { return fault }
        let names = ["model", "augmentation.preset"] + own
        let lastParts: [String] = names.map { String($0.split(separator: ".").last ?? "") }
        guard let nearest = NearestName.of(String(name), among: lastParts),
            let place = lastParts.firstIndex(of: nearest)
        else { return fault }
        return SettingFault(key: fault.key, line: fault.line, problem: .unknown(nearest: names[place]))
    }

    /// Starts from the presets that are named, and leaves of the document what changes them.
    private mutating func takePresets(
        of given: [String: Node], from rest: inout [(Node, Node)]
    ) throws(SettingFault) {
        if segmentation == nil, let node = given["sampling"], case .scalar = node, !Setting.isNothing(node) {
            sampling = try Self.preset(node, at: "sampling", among: ["torchvision", "small"]) { name in
                ["torchvision": TargetSampling(), "small": .small][name]
            }
            rest.removeAll { $0.0.string == "sampling" }
        }
        guard let node = given["augmentation"] else { return }
        let names = Augmentation.Preset.allCases.map(\.rawValue)
        func take(_ node: Node, at path: String) throws(SettingFault) {
            let preset = try Self.preset(node, at: path, among: names, Augmentation.Preset.init(rawValue:))
            augmentation = augmentation(preset)
        }
        switch node {
        case .scalar where !Setting.isNothing(node):
            try take(node, at: "augmentation")
            rest.removeAll { $0.0.string == "augmentation" }
        case .mapping(let mapping):
            guard let preset = mapping.first(where: { $0.key.string == "preset" }) else { return }
            try take(preset.value, at: "augmentation.preset")
            let others = mapping.filter { $0.key.string != "preset" }.map { ($0.key, $0.value) }
            let mark = node.mark
            for index in rest.indices where rest[index].0.string == "augmentation" {
                rest[index].1 = .mapping(Node.Mapping(others, .implicit, .any, mark))
            }
        default: break
        }
    }

    private static func preset<Value>(
        _ node: Node, at path: String, among names: [String], _ value: (String) -> Value?
    ) throws(SettingFault) -> Value {
        guard case .scalar(let scalar) = node, let value = value(scalar.string) else {
            throw SettingFault(
                key: path, line: node.mark?.line,
                problem: .mismatch(
                    expected: names.joined(separator: ", "), found: Setting.description(of: node)))
        }
        return value
    }

    private static func place(_ path: String, _ line: Int?) -> String {
        line.map { "\(path):\($0)" } ?? path
    }

    /// The line of a key, or of the nearest one above it that is there.
    private static func line(of key: String, in document: Node?) -> Int? {
        var node = document
        var line: Int?
        for part in key.split(separator: ".") {
            guard case .mapping(let mapping)? = node,
                let member = mapping.first(where: { $0.key.string == String(part) })
            else { break }
            line = member.key.mark?.line ?? line
            node = member.value
        }
        return line
    }
}
