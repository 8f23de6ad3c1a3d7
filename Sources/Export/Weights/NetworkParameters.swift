internal import Checkpoints
internal import Models
internal import Torch

/// A checkpoint's tensors as a network takes them, one by one by name and shape; what does not fit is reported together.
final class NetworkParameters {
    private let tensors: [String: StoredTensor]
    private var used: Set<String> = []
    private var mismatch = ParameterStore.Mismatch()

    init(_ tensors: [String: StoredTensor]) { self.tensors = tensors }

    /// The numbers of a parameter, in single precision; zeros where the checkpoint has no such tensor.
    func floats(_ name: String, _ shape: [Int]) throws(ExportError) -> [Float] {
        used.insert(name)
        let zeros = { [Float](repeating: 0, count: shape.reduce(1, *)) }
        guard let stored = tensors[name] else {
            mismatch.missing.append(name)
            return zeros()
        }
        guard stored.shape == shape else {
            mismatch.shapes.append("\(name) (model \(shape), file \(stored.shape))")
            return zeros()
        }
        guard stored.isFloatingPoint else {
            mismatch.types.append("\(name) (\(stored.dtype))")
            return zeros()
        }
        let numbers: [Float]
        do {
            try stored.verify()
            let bytes = try stored.converted(to: .float32).contiguousBytes()
            numbers = bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        } catch {
            throw .network(.checkpoint(error))
        }
        if !numbers.allSatisfy(\.isFinite) { mismatch.notFinite.append(name) }
        return numbers
    }

    /// Reports every difference between what was asked for and what the checkpoint has, in one error.
    func finish(file: String, model: String) throws(ExportError) {
        mismatch.unexpected = tensors.keys.filter { !used.contains($0) }.sorted()
        guard mismatch.isEmpty else { throw .network(.weights(file: file, model: model, mismatch)) }
    }
}
