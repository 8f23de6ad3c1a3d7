internal import Files
internal import Yams

/// One YAML file of settings, its sections taken apart: `MODEL.RPN.NMS_THRESH` and so on.
struct SettingsFile {
    /// The most bytes that a file may have.
    private static let longest = 1 << 18

    /// The keys in the file's order, with their values and where these stand.
    private(set) var settings: [(key: String, value: PlacedSetting)] = []
    let path: String

    /// - Throws: ``FrameworkError``, with the line.
    init(contentsOfFile path: String) throws(FrameworkError) {
        self.path = path
        let text = try Self.text(ofFile: path)
        if let line = Self.firstAlias(in: text) {
            throw .file(
                "\(path):\(line)", "expected plain values, found an alias (*): write what it stands for in its place")
        }
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw Self.fault(error, path: path)
        }
        guard let node else { return }
        guard case .mapping(let mapping) = node else {
            throw .file(path, "expected sections such as MODEL, found no mapping")
        }
        try add(mapping, at: "")
    }

    private mutating func add(_ mapping: Node.Mapping, at section: String) throws(FrameworkError) {
        for (key, value) in mapping {
            guard case .scalar(let name) = key, !name.string.isEmpty else {
                throw .file(place(key), "expected the name of a setting\(section.isEmpty ? "" : " of \(section)")")
            }
            let path = section.isEmpty ? name.string : "\(section).\(name.string)"
            try Self.refuseTag(of: value, at: path, place(value))
            if case .mapping(let inner) = value {
                try add(inner, at: path)
            } else {
                settings.append((path, PlacedSetting(value: try setting(value, at: path), place: place(key))))
            }
        }
    }

    private func setting(_ node: Node, at key: String, depth: Int = 0) throws(FrameworkError) -> Setting {
        try Self.refuseTag(of: node, at: key, place(node))
        switch node {
        case .scalar(let scalar):
            // Texts that are literals of Python become these, as in yacs.
            let value = scalar.style == .plain ? YAMLScalar.value(scalar.string) : .text(scalar.string)
            if depth == 0, case .text(let text) = value { return PythonLiteral.value(of: text) ?? value }
            return value
        case .sequence(let sequence):
            guard depth < 16 else { throw .file(place(node), "\(key): lists in more than 16 others") }
            var values: [Setting] = []
            for element in sequence { values.append(try setting(element, at: key, depth: depth + 1)) }
            return .list(values)
        case .mapping, .alias: throw .file(place(node), "\(key): expected a value, found a section")
        }
    }

    /// Tags of Python's make objects, and so run code, where the frameworks read them. A tuple is a list.
    private static func refuseTag(of node: Node, at key: String, _ place: String) throws(FrameworkError) {
        let tag: Tag
        switch node {
        case .scalar(let scalar): tag = scalar.tag
        case .sequence(let sequence): tag = sequence.tag
        case .mapping(let mapping): tag = mapping.tag
        case .alias(let alias): tag = alias.tag
        }
        let name = tag.rawValue
        let texts = Tag.Name.str.rawValue
        // What `!!` stands for.
        let beginning = texts.dropLast("str".count)
        let usual = ["", "!", texts, Tag.Name.seq.rawValue, Tag.Name.map.rawValue, beginning + "python/tuple"]
        if usual.contains(name) { return }
        let short = name.replacing(beginning, with: "!!")
        let what = short.contains("python/") ? ", which makes an object of Python's and is never run" : ""
        throw .file(place, "\(key): the tag \(short)\(what): write the value itself")
    }

    private func place(_ node: Node) -> String { node.mark.map { "\(path):\($0.line)" } ?? path }

    // MARK: Text

    private static func text(ofFile path: String) throws(FrameworkError) -> String {
        let file: MappedFile
        do {
            file = try MappedFile(path: path)
        } catch {
            throw FileStatus.exists(path) ? .file(path, "cannot be read: \(error.reason)") : .missing(path)
        }
        guard file.bytes.count <= longest else {
            throw .file(path, "expected at most \(longest) bytes of YAML, found \(file.bytes.count)")
        }
        do {
            return try UTF8Text.string(file.bytes)
        } catch {
            throw .file("\(path):\(error.line)", "expected \(error.expected), found \(error.found)")
        }
    }

    /// The line of the first alias: a few aliases of aliases make a billion values of a few lines, so they must not come to the parser.
    private static func firstAlias(in text: String) -> Int? {
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let bytes = Array(line.utf8)
            var previous = UInt8(ascii: " ")
            for (place, byte) in bytes.enumerated() {
                defer { previous = byte }
                // Where no text has begun, # begins a comment.
                if byte == UInt8(ascii: "#"), previous == UInt8(ascii: " "),
                    !line.contains(where: { "\"'".contains($0) })
                {
                    break
                }
                guard byte == UInt8(ascii: "*"), " \t[]{},:-?".utf8.contains(previous), place + 1 < bytes.count else {
                    continue
                }
                if !" \t".utf8.contains(bytes[place + 1]) { return index + 1 }
            }
        }
        return nil
    }

    private static func fault(_ error: any Error, path: String) -> FrameworkError {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            .file("\(path):\(mark.line)", "this is not YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            .file(
                "\(path):\(context.mark.line)", "\(duplicates.sorted().joined(separator: ", ")): the key is there twice"
            )
        case .reader(let problem, _, _, _): .file(path, "this is not YAML: \(problem)")
        default: .file(path, "this is not YAML: \(error)")
        }
    }
}
