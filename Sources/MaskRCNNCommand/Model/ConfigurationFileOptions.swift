import ArgumentParser
import Frameworks
import MaskRCNN

/// A configuration file of another framework, and what of it is changed.
struct ConfigurationFileOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "A YAML file of detectron2 or maskrcnn-benchmark that describes the network and how it detects.",
            valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var config: String?

    @Option(name: .long, help: "Whose file --config is, where its keys do not tell it.")
    var framework: FrameworkName?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Change a setting of --config, such as MODEL.ROI_HEADS.NMS_THRESH_TEST=0.6; may be repeated.",
            valueName: "KEY=VALUE"))
    var set: [SettingChange] = []

    func validate() throws {
        guard config == nil else { return }
        if framework != nil { throw ValidationError("--framework is for --config, which is not given.") }
        if !set.isEmpty { throw ValidationError("--set is for --config, which is not given.") }
    }

    /// The options that were given, which need a model.
    var given: [String] { config == nil ? [] : ["--config"] }

    /// Reads the file; nil where none is given.
    ///
    /// - Parameter changes: What counts after `--set`.
    func read(changes: [SettingChange] = []) throws(CommandFailure) -> FrameworkConfiguration? {
        guard let config else { return nil }
        do {
            return try FrameworkConfiguration(
                contentsOfFile: config, framework: framework?.framework,
                overrides: (set + changes).map { ($0.key, $0.value) })
        } catch {
            throw CommandFailure(error, changed: Set((set + changes).map(\.key)))
        }
    }
}

/// A setting and its new value, as typed.
struct SettingChange: ExpressibleByArgument, Sendable {
    let key: String
    let value: String

    init(key: String, value: String) {
        self.key = key
        self.value = value
    }

    init?(argument: String) {
        guard let place = argument.firstIndex(of: "="), place != argument.startIndex else { return nil }
        key = String(argument[..<place])
        value = String(argument[argument.index(after: place)...])
    }
}

/// The name of a framework, as typed.
struct FrameworkName: ExpressibleByArgument {
    let framework: FrameworkConfiguration.Framework

    init?(argument: String) {
        guard let framework = FrameworkConfiguration.Framework(rawValue: argument) else { return nil }
        self.framework = framework
    }

    static var allValueStrings: [String] { FrameworkConfiguration.Framework.allCases.map(\.rawValue) }
}

extension CommandFailure {
    /// The failure of a configuration file to be read.
    ///
    /// - Parameter changed: The keys that were changed by options, where a wrong value is the user's.
    init(_ error: FrameworkError, changed: Set<String>) {
        let text = error.description
        switch error {
        case .missing: self.init(.noInput, text)
        case .unknownFramework: self.init(.usage, text)
        case .setting(_, let key, _) where changed.contains(key): self.init(.usage, text)
        case .unsupported:
            self.init(.badData, text, hint: "docs/frameworks.md says what is built of each framework's networks.")
        case .file, .setting: self.init(.badData, text)
        }
    }
}

extension FrameworkConfiguration {
    /// What a run should say of it beforehand.
    var runNotes: [String] {
        notes.map { "\(files[0]): \($0)" }
    }
}
