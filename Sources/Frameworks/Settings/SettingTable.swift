internal import Files

/// The settings that a framework knows.
struct SettingTable: Sendable {
    /// Their usual values, which tell what kind of value each takes.
    let usual: [String: Setting]
    private let sections: Set<String>

    init(_ settings: [(String, Setting)]) {
        usual = Dictionary(settings, uniquingKeysWith: { first, _ in first })
        var sections: Set<String> = []
        for (key, _) in settings {
            var parts = key.split(separator: ".")
            while parts.count > 1 {
                parts.removeLast()
                sections.insert(parts.joined(separator: "."))
            }
        }
        self.sections = sections
    }

    func knows(_ key: String) -> Bool { usual[key] != nil }

    /// Whether settings stand under a key.
    func isSection(_ key: String) -> Bool { sections.contains(key) }

    /// The known key that is most like one which is not, of the same section where one is; nil where none is.
    func nearest(to key: String) -> String? {
        let all = usual.keys.sorted()
        if let dot = key.lastIndex(of: ".") {
            let section = key[...dot]
            let names = all.filter { $0.hasPrefix(section) && !$0.dropFirst(section.count).contains(".") }
                .map { String($0.dropFirst(section.count)) }
            if let near = NearestName.of(String(key[key.index(after: dot)...]), among: names) { return section + near }
        }
        return NearestName.of(key, among: all)
    }
}

/// A value, and where it stands: a file with a line, or the command line.
struct PlacedSetting: Sendable {
    var value: Setting
    var place: String
}
