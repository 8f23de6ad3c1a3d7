import Frameworks
import Geometry
import MaskRCNN

/// The network that a configuration file describes, in words.
struct DescribedFile {
    let file: FrameworkConfiguration

    private var network: Configuration { file.configuration }

    /// For a person.
    var text: TerminalText {
        var facts = Table([("file", .left), (file.files[0], .left)])
        for base in file.files.dropFirst() { facts.add(["based on", base]) }
        facts.add(["framework", file.framework.rawValue])
        facts.add(["network", "\(network.name): finds \(network.findings)"])
        for part in network.parts { facts.add([part.name, part.text]) }
        let count = Quantity.grouped(network.parameterCount)
        let theirs = file.frameworkParameterCount
        facts.add([
            "parameters",
            theirs == network.parameterCount
                ? count
                : "\(count); \(Quantity.grouped(theirs)) in \(file.framework.rawValue), where the background has other boxes and masks",
        ])
        let size = ListedModel.size
        let operations = Quantity.decimal(network.operationCount(of: size) / 1e9, places: 1)
        facts.add(["operations", "\(operations) G for \(size.width)×\(size.height) pixels"])
        if let weights = file.weights {
            facts.add(["weights named", weights.place])
            facts.add(["", weights.advice])
        }
        for note in file.notes { facts.add(["note", note]) }

        var mapped = Table([("setting", .left), ("value", .left), ("here", .left)])
        for entry in file.mapped { mapped.add([entry.key, entry.value.description, entry.meaning]) }
        var text = facts.text
        if !file.mapped.isEmpty { text = text + "\n\n" + mapped.text }
        if !file.withoutEffect.isEmpty {
            var rest = Table([("without effect here", .left), ("", .left)])
            for (section, keys) in sections { rest.add([section, keys.joined(separator: ", ")]) }
            text = text + "\n\n" + rest.text
        }
        return text
    }

    /// What has no effect, by section.
    private var sections: [(String, [String])] {
        var sections: [(String, [String])] = []
        for entry in file.withoutEffect {
            let parts = entry.key.split(separator: ".")
            let section = parts.dropLast().joined(separator: ".")
            let name = String(parts.last ?? "")
            if sections.last?.0 == section {
                sections[sections.count - 1].1.append(name)
            } else {
                sections.append((section, [name]))
            }
        }
        return sections
    }

    /// For a program.
    var json: JSON {
        .object([
            ("file", .string(file.files[0])), ("based_on", .array(file.files.dropFirst().map(JSON.string))),
            ("framework", .string(file.framework.rawValue)), ("name", .string(network.name)),
            ("masks", .boolean(network.hasMasks)),
            ("keypoints", .integer(network.keypointHead?.names.count ?? 0)),
            ("classes", .integer(network.classCount - 1)), ("parameters", .integer(network.parameterCount)),
            ("framework_parameters", .integer(file.frameworkParameterCount)),
            ("operations_800x800", .number(network.operationCount(of: ListedModel.size))),
            ("parts", .object(network.parts.map { ($0.name, .string($0.text)) })),
            ("weights", file.weights.map { .string($0.place) } ?? .null),
            ("weights_advice", file.weights.map { .string($0.advice) } ?? .null),
            ("notes", .array(file.notes.map(JSON.string))),
            (
                "mapped",
                .array(
                    file.mapped.map {
                        .object([("key", .string($0.key)), ("value", $0.value.json), ("here", .string($0.meaning))])
                    })
            ),
            (
                "without_effect",
                .array(file.withoutEffect.map { .object([("key", .string($0.key)), ("value", $0.value.json)]) })
            ),
        ])
    }
}

extension Setting {
    /// The same in JSON.
    var json: JSON {
        switch self {
        case .none: .null
        case .truth(let value): .boolean(value)
        case .whole(let value): .integer(value)
        case .real(let value): .number(value)
        case .text(let value): .string(value)
        case .list(let values): .array(values.map(\.json))
        }
    }
}
