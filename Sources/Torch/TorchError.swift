/// Why an operation of this module failed.
public enum TorchError: Error, Sendable, Equatable {
    /// LibTorch refused the operation of this name; the message is its own.
    case operation(String, message: String)
    /// A tensor had another shape, data type or device than the operation takes.
    case mismatch(operation: String, expected: String, found: String)
    /// A device that is not there, and why.
    case device(String, reason: String)
    /// Another process of the group did not come, ended, hangs or cannot be reached, in the operation of this name.
    case peers(operation: String, message: String)
    /// A tensor of a checkpoint could not be used.
    case checkpoint(CheckpointError)
}

extension TorchError: CustomStringConvertible {
    /// One line for a person.
    public var description: String {
        switch self {
        case .operation(let name, let message): "\(name): \(message)"
        case .mismatch(let operation, let expected, let found): "\(operation): expected \(expected), found \(found)"
        case .peers(let operation, let message): "\(operation): \(message)"
        case .device(let name, let reason): "the device \(name) is not there: \(reason)"
        case .checkpoint(let error): error.description
        }
    }
}
