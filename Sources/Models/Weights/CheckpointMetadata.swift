internal import Files
internal import Foundation
package import Torch

/// What this package writes beside the tensors of a checkpoint, so that the file says all about the model.
package struct CheckpointMetadata {
    private static let versionKey = "maskrcnn.version"
    private static let configurationKey = "maskrcnn.configuration"
    private static let segmentationKey = "maskrcnn.segmentation"
    private static let categoriesKey = "maskrcnn.categories"
    /// The version that is written. Files without one are of the first.
    ///
    /// Since version 2 a backbone stands under the name of its kind, levels may have several anchor sizes, and `null` stands for a part that
    /// is not there.
    private static let version = 2
    /// That of files of networks for semantic segmentation, which programs of before refuse by it.
    private static let segmentationVersion = 3

    package let configuration: Configuration?
    package let segmentation: SegmentationConfiguration?
    package let categories: [Int: String]?

    package init(configuration: Configuration, categories: [Int: String]) {
        self.configuration = configuration
        segmentation = nil
        self.categories = categories
    }

    package init(segmentation: SegmentationConfiguration, categories: [Int: String]) {
        configuration = nil
        self.segmentation = segmentation
        self.categories = categories
    }

    /// Reads a checkpoint's metadata; nil where it has none of this package's.
    ///
    /// Settings that are missing are torchvision's: they came later than the file. A setting that is not known is an error: the
    /// file came later than this program, and means something by it.
    ///
    /// - Throws: ``MaskRCNNError/metadata(file:reason:)``.
    package init?(_ checkpoint: Checkpoint) throws(MaskRCNNError) {
        let metadata = checkpoint.metadata
        func failure(_ problem: String) -> MaskRCNNError { .metadata(file: checkpoint.path, reason: problem) }
        if let text = metadata[Self.versionKey], (Int(text) ?? .max) > Self.segmentationVersion {
            throw failure(
                "\(Self.versionKey) is \(text.prefix(20)), and this program knows up to \(Self.segmentationVersion)")
        }
        guard metadata[Self.configurationKey] == nil || metadata[Self.segmentationKey] == nil else {
            throw failure(
                "it has both \(Self.configurationKey) and \(Self.segmentationKey), and a file is of one network")
        }
        do throws(MetadataProblem) {
            configuration = try metadata[Self.configurationKey].map { text throws(MetadataProblem) in
                try Configuration(metadata: text)
            }
        } catch {
            throw failure("\(Self.configurationKey): \(error.text)")
        }
        do throws(MetadataProblem) {
            segmentation = try metadata[Self.segmentationKey].map { text throws(MetadataProblem) in
                try SegmentationConfiguration(metadata: text)
            }
        } catch {
            throw failure("\(Self.segmentationKey): \(error.text)")
        }
        if let text = metadata[Self.categoriesKey] {
            guard let names = try? JSONDecoder().decode([Int: String].self, from: Data(text.utf8)) else {
                throw failure("\(Self.categoriesKey) is no JSON object of numbers and names")
            }
            // Class maps have a name for the background as well.
            let first = segmentation == nil ? 1 : 0
            if let count = configuration?.classCount ?? segmentation?.classCount,
                let wrong = names.keys.sorted().first(where: { $0 < first || $0 >= count })
            {
                throw failure(
                    "\(Self.categoriesKey) names a class \(wrong), and the model's are \(first) to \(count - 1)")
            }
            categories = names
        } else {
            categories = nil
        }
        guard configuration != nil || segmentation != nil || categories != nil else { return nil }
    }

    /// The texts that go into a file.
    package var entries: [String: String] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        func json(_ value: some Encodable) -> String? {
            (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) }
        }
        return [
            Self.versionKey: String(segmentation == nil ? Self.version : Self.segmentationVersion),
            Self.configurationKey: configuration.flatMap(json), Self.segmentationKey: segmentation.flatMap(json),
            Self.categoriesKey: json(categories),
        ].compactMapValues(\.self)
    }
}

/// What is wrong with a text of metadata.
struct MetadataProblem: Error {
    let text: String
}

extension Configuration {
    /// Reads a configuration from a checkpoint's metadata.
    fileprivate init(metadata text: String) throws(MetadataProblem) {
        self = try Self.read(text, over: Self(), merging: { try Self.merged($0, into: $1, at: $2) })
    }

    /// Reads settings from a checkpoint's metadata: those of today with what the text says.
    ///
    /// - Parameter merged: A part of today's settings with what the text says of it; it gets both and the part's name.
    static func read<Settings: Codable>(
        _ text: String, over usual: Settings, merging merged: (Any, Any, String) throws -> Any
    ) throws(MetadataProblem) -> Settings {
        do {
            guard let given = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
                var settings = try JSONSerialization.jsonObject(with: JSONEncoder().encode(usual)) as? [String: Any]
            else { throw MetadataProblem(text: "no JSON object") }
            // Written where they are not torchvision's.
            if Settings.self == Configuration.self {
                settings["conventions"] = try JSONSerialization.jsonObject(with: JSONEncoder().encode(Conventions()))
            }
            for (key, value) in given {
                guard let usual = settings[key] else { throw Self.unknown(key, among: Array(settings.keys)) }
                settings[key] = try merged(value, usual, key)
            }
            return try JSONDecoder().decode(Settings.self, from: JSONSerialization.data(withJSONObject: settings))
        } catch let problem as MetadataProblem {
            throw problem
        } catch let DecodingError.typeMismatch(_, context), let DecodingError.valueNotFound(_, context),
            let DecodingError.keyNotFound(_, context), let DecodingError.dataCorrupted(context)
        {
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            throw MetadataProblem(text: (path.isEmpty ? "" : path + ": ") + context.debugDescription)
        } catch {
            throw MetadataProblem(text: "no JSON: \(error.localizedDescription)")
        }
    }

    /// A part of a configuration with what a file says of it: its settings are those of today.
    static func merged(_ value: Any, into usual: Any, at path: String) throws -> Any {
        // What is not there.
        if value is NSNull { return value }
        var usual = usual
        // A part that a usual network does not have.
        if path == "keypointHead" {
            usual = try JSONSerialization.jsonObject(with: JSONEncoder().encode(KeypointHead()))
        }
        guard let section = usual as? [String: Any] else { return value }
        guard let members = value as? [String: Any] else { throw MetadataProblem(text: "\(path) is no JSON object") }
        return try path == "backbone"
            ? backbone(members) : merged(members, into: section, at: path)
    }

    static func merged(
        _ members: [String: Any], into usual: [String: Any], at path: String
    ) throws -> [String: Any] {
        var section = usual
        for name in unset[path] ?? [] { section[name] = NSNull() }
        for (name, value) in members {
            let place = "\(path).\(name)"
            guard let usual = section[name] else { throw unknown(place, among: section.keys.map { "\(path).\($0)" }) }
            section[name] = place == "boxHead.suppression" ? try merged(value, into: usual, at: place) : value
        }
        return section
    }

    /// Settings that are nil in a usual network, and so are not in what it writes.
    private static let unset = ["boxHead": ["convolutionChannels"], "boxHead.suppression": ["maskThreshold"]]

    /// A backbone under the name of its kind, or, as in files of the first version, a ResNet's settings alone.
    private static func backbone(_ members: [String: Any]) throws -> [String: Any] {
        let known = Backbone.Kind.allCases.map(\.rawValue).first { members.count == 1 && members[$0] != nil }
        let kind = known ?? Backbone.Kind.resNet.rawValue
        let path = known.map { "backbone.\($0)" } ?? "backbone"
        guard let settings = known.map({ members[$0] as? [String: Any] }) ?? members else {
            throw MetadataProblem(text: "\(path) is no JSON object")
        }
        let own = Backbone.Kind(rawValue: kind)?.usual ?? Backbone()
        let encoded = try JSONSerialization.jsonObject(with: JSONEncoder().encode(own)) as? [String: Any]
        var section = encoded?[kind] as? [String: Any] ?? [:]
        // They are written where they are not 0 and false.
        if kind == Backbone.Kind.resNet.rawValue {
            section["dilatedStageCount"] = 0
            section["dilatesFirstBlock"] = false
        }
        return [kind: try merged(settings, into: section, at: path)]
    }

    static func unknown(_ key: String, among keys: [String]) -> MetadataProblem {
        let nearest = NearestName.of(key, among: keys).map { "; the nearest that is known is \($0)" } ?? ""
        return MetadataProblem(text: "unknown setting \(key)\(nearest)")
    }
}
