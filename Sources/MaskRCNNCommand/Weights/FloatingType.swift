import ArgumentParser
import Torch

/// A type of floating-point numbers.
enum FloatingType: String, CaseIterable, ExpressibleByArgument, Sendable {
    case float16
    case bfloat16
    case float32

    /// The tensors' name of it.
    var dtype: DType {
        switch self {
        case .float16: .float16
        case .bfloat16: .bfloat16
        case .float32: .float32
        }
    }
}
