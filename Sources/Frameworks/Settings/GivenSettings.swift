internal import Files

/// The settings of a file, of those that it is based on, and of who changes single ones; later ones win.
struct GivenSettings {
    /// How many files may be based on each other.
    private static let deepest = 32

    private(set) var settings: [String: PlacedSetting] = [:]
    /// The files that were read, the given one first.
    private(set) var files: [String] = []
    let path: String

    /// - Throws: ``FrameworkError``.
    init(contentsOfFile path: String) throws(FrameworkError) {
        self.path = path
        settings = try Self.read(path, above: [], into: &files)
    }

    private static func read(
        _ path: String, above: [String], into files: inout [String]
    ) throws(FrameworkError) -> [String: PlacedSetting] {
        let own = Path.resolved(path)
        guard !above.contains(own) else {
            throw .file(path, "it is based on itself: \((above + [own]).joined(separator: " → "))")
        }
        guard above.count < deepest else { throw .file(path, "more than \(deepest) files based on each other") }
        if !files.contains(path) { files.append(path) }
        guard files.count <= 100 else { throw .file(path, "more than 100 files that it is based on") }
        let file = try SettingsFile(contentsOfFile: path)
        var all: [String: PlacedSetting] = [:]
        for (key, setting) in file.settings where key == "_BASE_" {
            for base in try bases(setting, of: path) {
                all.merge(try read(base, above: above + [own], into: &files)) { _, later in later }
            }
        }
        for (key, setting) in file.settings where key != "_BASE_" { all[key] = setting }
        return all
    }

    /// The paths of the files under `_BASE_`: one or a list, relative to the file that names them.
    private static func bases(_ setting: PlacedSetting, of path: String) throws(FrameworkError) -> [String] {
        let names: [Setting] = if case .list(let names) = setting.value { names } else { [setting.value] }
        var paths: [String] = []
        for name in names {
            guard case .text(let name) = name, !name.isEmpty else {
                throw .setting(place: setting.place, key: "_BASE_", reason: "expected a file, found \(name.kind)")
            }
            guard !name.contains("://"), !name.hasPrefix("~") else {
                throw .setting(
                    place: setting.place, key: "_BASE_", reason: "\(name): nothing is fetched; give it as a file")
            }
            paths.append(name.hasPrefix("/") ? name : Path.joined(Path.folder(of: path), name))
        }
        return paths
    }

    /// Sets one setting as on a framework's command line, where every value is a text.
    mutating func set(_ key: String, to value: String) {
        settings[key] = PlacedSetting(value: PythonLiteral.value(of: value) ?? .text(value), place: "\(key) \(value)")
    }

    /// Gives settings their names of today.
    mutating func rename(_ names: [(old: String, new: String)]) {
        for (old, new) in names {
            if let setting = settings.removeValue(forKey: old) { settings[new] = setting }
        }
    }

    mutating func remove(_ key: String) -> PlacedSetting? { settings.removeValue(forKey: key) }

    /// Makes sure that a framework knows the settings and takes their values.
    mutating func check(against table: SettingTable, of framework: String) throws(FrameworkError) {
        for (key, setting) in settings.sorted(by: { $0.key < $1.key }) {
            guard let usual = table.usual[key] else {
                if table.isSection(key) {
                    // An empty section says nothing.
                    if case .none = setting.value {
                        settings[key] = nil
                        continue
                    }
                    throw .setting(
                        place: setting.place, key: key, reason: "expected a section, found \(setting.value.kind)")
                }
                let nearest = table.nearest(to: key).map { "; the nearest that it has is \($0)" } ?? ""
                throw .setting(place: setting.place, key: key, reason: "\(framework) has no such setting\(nearest)")
            }
            guard let value = setting.value.coerced(like: usual) else {
                throw .setting(
                    place: setting.place, key: key,
                    reason: "expected \(usual.expectation), found \(setting.value.kind); \(framework) refuses it, too")
            }
            settings[key]?.value = value
        }
    }
}
