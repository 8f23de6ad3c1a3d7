import Synchronization
import Torch

/// Keeps the elements of what a detector's stages give.
final class Stages: Sendable {
    private let kept = Mutex<[String: [Float]]>([:])

    func keep(_ name: String, _ tensor: Tensor) {
        guard let elements = try? tensor.elements(as: Float.self) else { return }
        kept.withLock { $0[name] = elements }
    }

    subscript(name: String) -> [Float]? { kept.withLock { $0[name] } }
}
