internal import Foundation
internal import Torch

/// What this package writes beside the tensors of a safetensors file, so that the file says all about the model.
struct CheckpointMetadata {
    private static let configurationKey = "maskrcnn.configuration"
    private static let categoriesKey = "maskrcnn.categories"

    let configuration: Configuration?
    let categories: [Int: String]?

    init(configuration: Configuration, categories: [Int: String]) {
        self.configuration = configuration
        self.categories = categories
    }

    /// Reads a checkpoint's metadata; nil where it has none of this package's.
    init?(_ checkpoint: Checkpoint) {
        func value<Value: Decodable>(_ key: String) -> Value? {
            checkpoint.metadata[key].flatMap { try? JSONDecoder().decode(Value.self, from: Data($0.utf8)) }
        }
        configuration = value(Self.configurationKey)
        categories = value(Self.categoriesKey)
        guard configuration != nil || categories != nil else { return nil }
    }

    /// The entries of a safetensors file's metadata.
    var entries: [String: String] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        func json(_ value: some Encodable) -> String? {
            (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) }
        }
        return [Self.configurationKey: json(configuration), Self.categoriesKey: json(categories)]
            .compactMapValues(\.self)
    }
}
