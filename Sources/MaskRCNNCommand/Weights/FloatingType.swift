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

extension StoredTensor {
    /// The tensor with its numbers rounded to the nearest of another type, ties to even; a tensor of other things than
    /// floating-point numbers stays as it is.
    ///
    /// - Throws: `TorchError` never for a tensor that was read from a file.
    func converted(to type: FloatingType) throws(TorchError) -> StoredTensor {
        guard dtype != type.dtype, let numbers else { return self }
        let bytes: [UInt8] =
            switch type {
            case .float16: Self.bytes(numbers.map { Float16($0).bitPattern })
            case .bfloat16: Self.bytes(numbers.map(Self.bfloat16))
            case .float32: Self.bytes(numbers.map { Float($0).bitPattern })
            }
        return try StoredTensor(dtype: type.dtype, shape: shape, bytes: bytes)
    }

    /// The elements as numbers that hold any of them exactly, row-major; nil where they are no floating-point numbers.
    private var numbers: [Double]? {
        let bytes = contiguousBytes()
        return bytes.withUnsafeBytes { buffer in
            switch dtype {
            case .float32:
                (0..<elementCount).map { Double(buffer.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self)) }
            case .float64:
                (0..<elementCount).map { buffer.loadUnaligned(fromByteOffset: 8 * $0, as: Double.self) }
            case .float16:
                (0..<elementCount).map { Double(buffer.loadUnaligned(fromByteOffset: 2 * $0, as: Float16.self)) }
            case .bfloat16:
                (0..<elementCount).map {
                    let bits = buffer.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self)
                    return Double(Float(bitPattern: UInt32(bits) << 16))
                }
            default: nil
            }
        }
    }

    private static func bfloat16(_ number: Double) -> UInt16 {
        if number.isNaN { return 0x7FC0 }
        let bits = Float(number).bitPattern
        return UInt16((bits + 0x7FFF + (bits >> 16 & 1)) >> 16)
    }

    private static func bytes<Number: FixedWidthInteger>(_ numbers: [Number]) -> [UInt8] {
        numbers.withUnsafeBytes { Array($0) }
    }
}
