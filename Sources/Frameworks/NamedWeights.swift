/// The weights that a configuration names, and how one comes by them.
public struct NamedWeights: Sendable, Hashable {
    /// As they stand there: a file, or an address such as `detectron2://…`.
    public let place: String

    /// Names a place as a configuration does.
    public init(_ place: String) { self.place = place }

    /// What kind of place it is.
    public enum Kind: Sendable, Hashable {
        /// A file of this machine.
        case file
        /// An address of the framework's catalogue or of the web.
        case address
    }

    /// What kind of place it is.
    public var kind: Kind { place.contains("://") ? .address : .file }

    /// What to do to have them, for a person.
    public var advice: String {
        if kind == .file { return "a file: --weights \(place)" }
        if isOfImageNet {
            return "a backbone to begin training from, not a detector: --weights takes what was trained with this file"
        }
        if place.hasPrefix("catalog://Caffe2Detectron/") {
            return """
                a model of Detectron's catalogue, which maskrcnn-benchmark fetched; where its server no longer has it, a copy from whoever \
                kept one is the same file. --weights takes the .pkl; nothing is fetched
                """
        }
        return "nothing is fetched: save the file that it stands for, and give it with --weights"
    }

    /// Whether they are those of a classifier.
    private var isOfImageNet: Bool { place.contains("ImageNetPretrained/") }
}
