public import Files
public import Models

/// Why a network was not exported.
public enum ExportError: Error, Sendable, Equatable {
    /// The checkpoint cannot be read, or is not of a network that there is.
    case network(MaskRCNNError)
    /// The network has a setting that the export does not have, and would not do as the network does.
    case unsupported(setting: String, reason: String)
    /// A choice that has no meaning for the network.
    case idle(option: String, reason: String)
    /// There is no such version of ONNX' operators, or none that graphs are written in.
    case opset(Int, supported: ClosedRange<Int>)
    /// The file cannot be written.
    case file(FileError)
    /// The weights go to a file of this path, where one is already.
    case exists(String)
    /// The graph has more than a file can hold beside its weights.
    case tooLarge
}

extension ExportError: CustomStringConvertible {
    /// One message for a person.
    public var description: String {
        switch self {
        case .network(let error): error.description
        case .unsupported(let setting, let reason): "\(setting) cannot be exported: \(reason)"
        case .idle(let option, let reason): "\(option) has no meaning: \(reason)"
        case .opset(let opset, let supported):
            "opset \(opset): graphs are written in ONNX' operators \(supported.lowerBound) to \(supported.upperBound)"
        case .file(let error): error.description
        case .exists(let path): "\(path) is there already, and the weights go there"
        case .tooLarge: "the graph takes 2 GiB or more beside its weights, and a file of ONNX holds less"
        }
    }
}
