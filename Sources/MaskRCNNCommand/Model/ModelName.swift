import ArgumentParser
import Files
import MaskRCNN

extension NetworkDescription {
    /// Understands the name of a preset that was typed.
    ///
    /// - Throws: A message with the nearest name, and all.
    init(parsing argument: String) throws {
        guard let network = Self.named(argument) else {
            throw Self.unknown(argument, among: Self.presetNames)
        }
        self = network
    }

    /// The names of all, for help.
    static let list = presetNames.joined(separator: ", ")

    /// The error of a name that is none of those that there are.
    fileprivate static func unknown(_ argument: String, among names: [String]) -> ValidationError {
        let nearest = NearestName.of(argument, among: names).map { "did you mean \($0)? " } ?? ""
        return ValidationError("\(nearest)There are: \(names.joined(separator: ", "))")
    }
}

/// The form of a model that finds objects, by the name of its preset.
struct ModelName: Sendable {
    let name: String
    let configuration: Configuration

    /// Understands what was typed.
    ///
    /// - Throws: A message with the nearest name, and all.
    init(parsing argument: String) throws {
        switch NetworkDescription.named(argument) {
        case .detection(let configuration):
            name = argument
            self.configuration = configuration
        case .segmentation:
            throw ValidationError(
                "\(argument) is for semantic segmentation and finds no objects. There are: \(Self.list)")
        case nil: throw NetworkDescription.unknown(argument, among: Configuration.presetNames)
        }
    }

    /// The names, for help.
    static let list = Configuration.presetNames.joined(separator: ", ")
}
