import ArgumentParser
import Files
import MaskRCNN

/// The form of a model of either task, by the name of its preset.
enum BenchModelName: Sendable {
    case detection(Configuration)
    case segmentation(SegmentationConfiguration)

    /// Understands what was typed.
    ///
    /// - Throws: A message with the nearest name, and all.
    init(parsing argument: String) throws {
        if let configuration = Configuration.named(argument) {
            self = .detection(configuration)
        } else if let configuration = SegmentationConfiguration.named(argument) {
            self = .segmentation(configuration)
        } else {
            let nearest = NearestName.of(argument, among: Self.names)
            throw ValidationError((nearest.map { "did you mean \($0)? " } ?? "") + "There are: \(Self.list)")
        }
    }

    /// All names.
    static let names = Configuration.presetNames + SegmentationConfiguration.presetNames

    /// The names, for help.
    static let list = names.joined(separator: ", ")
}
