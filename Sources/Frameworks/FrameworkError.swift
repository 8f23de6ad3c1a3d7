/// Why another framework's configuration could not be read, or its network not be built.
public enum FrameworkError: Error, Sendable, Equatable {
    /// There is no such file.
    case missing(String)
    /// A file, at a line where that is known, is not what it should be.
    case file(String, String)
    /// A setting, and where it stands, has a value that its framework does not take, or is none of its.
    case setting(place: String, key: String, reason: String)
    /// A setting means a network that this package does not build.
    case unsupported(place: String, key: String, value: String, reason: String)
    /// Nothing tells whose configuration it is.
    case unknownFramework(String)
}

extension FrameworkError: CustomStringConvertible {
    /// One line for a person.
    public var description: String {
        switch self {
        case .missing(let path): "\(path): no such file"
        case .file(let place, let reason): "\(place): \(reason)"
        case .setting(let place, let key, let reason): "\(place): \(key): \(reason)"
        case .unsupported(let place, let key, let value, let reason):
            "\(place): \(key) is \(value): this network is not built here: \(reason)"
        case .unknownFramework(let path):
            "\(path): its keys are those of detectron2 and of maskrcnn-benchmark alike; "
                + "--framework (framework:) says whose it is"
        }
    }
}
