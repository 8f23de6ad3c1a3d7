/// A configuration as a tree whose leaves know what may stand in their place: what a file is laid over.
indirect enum Setting: Sendable {
    /// Yes or no.
    case boolean(Bool)
    /// A whole number.
    case whole(Int)
    /// A whole number of 64 bits that is not negative.
    case unsigned(UInt64)
    /// A number.
    case number(Double)
    /// One of some names.
    case choice(String, of: [String])
    /// Any text.
    case text(String)
    /// From one number to another.
    case interval(lower: Double, upper: Double)
    /// Values of one kind, and one of that kind for a list that is empty.
    case list([Setting], element: Setting)
    /// Numbers of a pyramid's levels: a list of each, or one list that is short for them; and how a number looks.
    case levels(Setting, number: Setting)
    /// Values by name, in the order of their declaration.
    case mapping([Member])
    /// One of some named mappings, and how each looks.
    case alternative(Member, of: [Member])
    /// A value that may be lacking, and how it looks where it is there.
    case optional(Setting?, sample: Setting)

    /// A value of a mapping.
    struct Member: Sendable {
        /// Its name.
        var key: String
        /// What it is.
        var value: Setting
    }

    /// What is expected in its place, in words.
    var expectation: String {
        switch self {
        case .boolean: "true or false"
        case .whole: "a whole number"
        case .unsigned: "a whole number from 0"
        case .number: "a number"
        case .choice(_, let names): names.joined(separator: ", ")
        case .text: "a text"
        case .interval: "two numbers, the least and the largest, as in [0.5, 2]"
        case .list(_, let element): "a list, each entry \(element.expectation)"
        case .levels(_, let number): "a list, each entry \(number.expectation) or a list of them"
        case .mapping(let members):
            "a mapping with keys such as \(members.prefix(3).map(\.key).joined(separator: ", "))"
        case .alternative(_, let samples): "one of \(samples.map(\.key).joined(separator: ", ")) with its settings"
        case .optional(_, let sample): sample.expectation + ", or null"
        }
    }

    /// The value at a path of keys; nil where there is none.
    subscript(path: some Collection<Substring>) -> Setting? {
        guard let first = path.first else { return self }
        switch self {
        case .mapping(let members):
            return members.first { $0.key == first }?.value[path.dropFirst()]
        case .alternative(let chosen, _):
            return chosen.key == first ? chosen.value[path.dropFirst()] : chosen.value[path]
        case .optional(let value, _):
            return value?[path]
        default:
            return nil
        }
    }

    /// Puts a value before another where a mapping has none of that name.
    mutating func insert(_ key: String, _ value: Setting, before other: String) {
        guard case .mapping(var members) = self, !members.contains(where: { $0.key == key }) else { return }
        members.insert(
            Member(key: key, value: value), at: members.firstIndex { $0.key == other } ?? members.endIndex)
        self = .mapping(members)
    }

    /// The same without the values at some paths.
    func without(_ paths: Set<String>, under path: String = "") -> Setting {
        guard case .mapping(let members) = self else { return self }
        return .mapping(
            members.compactMap { member in
                let inner = path.isEmpty ? member.key : path + "." + member.key
                return paths.contains(inner)
                    ? nil : Member(key: member.key, value: member.value.without(paths, under: inner))
            })
    }

    /// The same with what mappings lack and those of another have.
    func filled(from other: Setting) -> Setting {
        guard case .mapping(let members) = self, case .mapping(let others) = other else { return self }
        let own = members.map { member in
            let twin = others.first { $0.key == member.key }
            return Member(key: member.key, value: twin.map { member.value.filled(from: $0.value) } ?? member.value)
        }
        return .mapping(own + others.filter { other in !members.contains { $0.key == other.key } })
    }

    /// The paths of all that is no mapping, each with its value; those of what is lacking come with its parts.
    func leaves(under path: String = "") -> [(path: String, value: Setting)] {
        switch self {
        case .mapping(let members):
            members.flatMap { $0.value.leaves(under: path.isEmpty ? $0.key : path + "." + $0.key) }
        case .alternative(let chosen, _): chosen.value.leaves(under: path + "." + chosen.key) + [(path, self)]
        case .optional(let value?, _): value.leaves(under: path)
        case .optional(nil, .mapping(let members)): Setting.mapping(members).leaves(under: path)
        default: [(path, self)]
        }
    }
}
