import ArgumentParser
import Files
import MaskRCNN

/// A model's form, by the name of its preset.
struct ModelName: Sendable {
    let name: String
    let configuration: Configuration

    /// Understands what was typed.
    ///
    /// - Throws: A message with the nearest name, and all.
    init(parsing argument: String) throws {
        guard let configuration = Configuration.named(argument) else {
            guard SegmentationConfiguration.named(argument) == nil else {
                throw ValidationError(
                    "\(argument) is for semantic segmentation and finds no objects. There are: \(Self.list)")
            }
            let nearest = NearestName.of(argument, among: Configuration.presetNames)
            throw ValidationError((nearest.map { "did you mean \($0)? " } ?? "") + "There are: \(Self.list)")
        }
        name = argument
        self.configuration = configuration
    }

    /// The names, for help.
    static let list = Configuration.presetNames.joined(separator: ", ")
}
