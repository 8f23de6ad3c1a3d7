import Foundation
import MaskRCNN
import TestSupport
import Testing
import Training

/// The table of keys in the documentation.
struct ConfigurationDocumentationTests {
    /// The keys and defaults of the table's rows.
    private static func rows() throws -> [(key: String, value: String)] {
        let path = Peer.packageRoot.appendingPathComponent("docs/training.md").path
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return text.matches(of: /\n\| `([A-Za-z0-9.]+)` \| (?:`([^|]*)`|the preset's) \|/).map { match in
            (String(match.1), match.2.map(String.init) ?? "")
        }
    }

    /// Whether it is one of some keys, or what they are parts of.
    private static func isThere(_ key: String, in keys: [String]) -> Bool {
        keys.contains { $0 == key || $0.hasPrefix(key + ".") }
    }

    @Test func everyKeyStandsInTheTable() throws {
        let documented = Set(try Self.rows().map(\.key))
        let keys = Set(TrainingConfiguration.keys + TrainingConfiguration.keysOfSegmentation)
        // Of a case's own keys the text below the table tells.
        let missing = keys.filter {
            !documented.contains($0) && !$0.contains("scale.fixed") && !$0.contains("scale.shortSideCrop")
                && !$0.lowercased().contains("batchnorm.")
        }
        #expect(missing.sorted() == [])
        #expect(documented.count > 90)
    }

    @Test func everyKeyOfTheTableIsThereWithThatDefault() throws {
        for (key, value) in try Self.rows() where key.contains(".") || key == "seed" || key == "saveEverySteps" {
            // Those that are null have a row of their own for what they would hold.
            let usual =
                Self.isThere(key, in: TrainingConfiguration.keysOfSegmentation)
                    && !Self.isThere(key, in: TrainingConfiguration.keys)
                ? TrainingConfiguration(model: .fcnResNet50) : TrainingConfiguration()
            var configuration = usual
            if key == "network.name" || value.contains("…") { continue }
            try configuration.set(key, to: value)
            if ["photometric.", "copyPaste.", "keypointHead."].contains(where: key.contains) { continue }
            #expect(configuration == usual, "\(key)")
        }
    }
}
