internal import Files
internal import Yams

extension Setting {
    /// This setting with what a document says laid over it.
    ///
    /// - Parameters:
    ///   - node: What the document says.
    ///   - path: Where in the document that is.
    func overlaid(by node: Node, at path: String = "") throws(SettingFault) -> Setting {
        func mismatch() -> SettingFault {
            SettingFault(
                key: path, line: node.mark?.line,
                problem: .mismatch(expected: expectation, found: Self.description(of: node)))
        }
        let plain = Self.plainText(of: node)
        switch self {
        case .boolean:
            switch plain?.lowercased() {
            case "true", "yes", "on": return .boolean(true)
            case "false", "no", "off": return .boolean(false)
            default: throw mismatch()
            }
        case .whole:
            guard let plain, let number = Int(plain) else { throw mismatch() }
            return .whole(number)
        case .unsigned:
            guard let plain, let number = UInt64(plain) else { throw mismatch() }
            return .unsigned(number)
        case .number:
            guard let number = Self.number(plain) else { throw mismatch() }
            return .number(number)
        case .choice(_, let names):
            // Norms may be off, and YAML takes that for a truth value: what counts is what was written.
            guard case .scalar(let scalar) = node, names.contains(scalar.string) else { throw mismatch() }
            return .choice(scalar.string, of: names)
        case .text:
            guard case .scalar(let scalar) = node else { throw mismatch() }
            return .text(scalar.string)
        case .interval: return try interval(node, at: path, else: mismatch())
        case .list(_, let element):
            guard case .sequence(let sequence) = node else { throw mismatch() }
            var entries: [Setting] = []
            for (index, entry) in sequence.enumerated() {
                entries.append(try element.overlaid(by: entry, at: "\(path)[\(index)]"))
            }
            return .list(entries, element: element)
        case .levels(_, let number):
            guard case .sequence(let sequence) = node else { throw mismatch() }
            let isNested = sequence.contains { if case .sequence = $0 { true } else { false } }
            let element = isNested ? Setting.list([], element: number) : number
            return .levels(try Setting.list([], element: element).overlaid(by: node, at: path), number: number)
        case .mapping(let members): return try overlaid(members, by: node, at: path, else: mismatch())
        case .alternative(let chosen, let samples):
            return try alternative(chosen, of: samples, by: node, at: path, else: mismatch())
        case .optional(let value, let sample):
            if Self.isNothing(node) { return .optional(nil, sample: sample) }
            do {
                return .optional(try (value ?? sample).overlaid(by: node, at: path), sample: sample)
            } catch {
                // The whole is wrong, and null would be right, too.
                throw error.key == path ? mismatch() : error
            }
        }
    }

    private func overlaid(
        _ members: [Member], by node: Node, at path: String, else mismatch: SettingFault
    ) throws(SettingFault) -> Setting {
        // A heading with nothing under it changes nothing.
        if Self.isNothing(node) { return self }
        guard case .mapping(let given) = node else { throw mismatch }
        var members = members
        for (key, value) in given {
            guard case .scalar(let name) = key else { throw mismatch }
            let inner = path.isEmpty ? name.string : path + "." + name.string
            guard let index = members.firstIndex(where: { $0.key == name.string }) else {
                let nearest = NearestName.of(name.string, among: members.map(\.key))
                throw SettingFault(
                    key: inner, line: key.mark?.line,
                    problem: .unknown(nearest: nearest.map { path.isEmpty ? $0 : path + "." + $0 }))
            }
            members[index].value = try members[index].value.overlaid(by: value, at: inner)
        }
        return .mapping(members)
    }

    /// A case by its name alone, or by its name and what differs from its usual settings.
    private func alternative(
        _ chosen: Member, of samples: [Member], by node: Node, at path: String, else mismatch: SettingFault
    ) throws(SettingFault) -> Setting {
        func base(_ name: String) -> Member? {
            chosen.key == name ? chosen : samples.first { $0.key == name }
        }
        // Settings of the chosen case may stand there without its name.
        let own: [String] = if case .mapping(let members) = chosen.value { members.map(\.key) } else { [] }
        if case .mapping(let mapping) = node,
            !mapping.contains(where: { key, _ in base(key.string ?? "") != nil }),
            mapping.count > 1 && !own.isEmpty || mapping.contains(where: { key, _ in own.contains(key.string ?? "") })
        {
            var member = chosen
            member.value = try chosen.value.overlaid(by: node, at: path)
            return .alternative(member, of: samples)
        }
        switch node {
        case .scalar(let scalar):
            guard let member = base(scalar.string) else { throw mismatch }
            return .alternative(member, of: samples)
        case .mapping(let mapping):
            guard mapping.count == 1, let (key, value) = mapping.first, case .scalar(let name) = key else {
                throw mismatch
            }
            guard var member = base(name.string) else {
                let nearest = NearestName.of(name.string, among: samples.map(\.key) + own)
                throw SettingFault(
                    key: path + "." + name.string, line: key.mark?.line,
                    problem: .unknown(nearest: nearest.map { path + "." + $0 }))
            }
            member.value = try member.value.overlaid(by: value, at: path + "." + name.string)
            return .alternative(member, of: samples)
        case .sequence, .alias:
            throw mismatch
        }
    }

    private func interval(
        _ node: Node, at path: String, else mismatch: SettingFault
    ) throws(SettingFault) -> Setting {
        guard case .sequence(let sequence) = node, sequence.count == 2,
            let lower = Self.number(Self.plainText(of: sequence[0])),
            let upper = Self.number(Self.plainText(of: sequence[1]))
        else { throw mismatch }
        return .interval(lower: lower, upper: upper)
    }

    /// What stands there without quotation marks.
    private static func plainText(of node: Node) -> String? {
        guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any else { return nil }
        return scalar.string
    }

    static func isNothing(_ node: Node) -> Bool {
        ["", "~", "null", "Null", "NULL"].contains(plainText(of: node))
    }

    /// A finite decimal number.
    private static func number(_ text: String?) -> Double? {
        guard let text, text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }), let number = Double(text),
            number.isFinite
        else { return nil }
        return number
    }

    /// What stands there, in words.
    static func description(of node: Node) -> String {
        switch node {
        case .scalar(let scalar):
            if isNothing(node) { return "nothing" }
            let shown = scalar.string.prefix(40) + (scalar.string.count > 40 ? "…" : "")
            return plainText(of: node) == nil ? "the text \"\(shown)\"" : String(shown)
        case .sequence(let sequence): return "a list of \(sequence.count)"
        case .mapping: return "a mapping"
        case .alias: return "an alias"
        }
    }
}
