import Foundation
import MaskRCNN
import Torch

/// A checkpoint's file of these names and shapes in PyTorch's zip. All tensors view one storage of zeros, as long as the
/// largest needs: what is told from shapes alone needs no more.
func writeShapes(_ manifest: [(name: String, shape: [Int])], to path: String) throws {
    let largest = manifest.map { $0.shape.reduce(1, *) }.max() ?? 0
    let zeros = TensorStorage(copying: [UInt8](repeating: 0, count: largest))
    let entries = try manifest.map {
        Checkpoint.Entry(name: $0.name, tensor: try StoredTensor(dtype: .uint8, shape: $0.shape, storage: zeros))
    }
    try Checkpoint.writeTorch(entries, to: path)
}

extension Manifest {
    /// torchvision's names and shapes, taken apart.
    static func entries(_ model: String) throws -> [(name: String, shape: [Int])] {
        try lines(model).map { line in
            let parts = line.split(separator: " ")
            return (String(parts[0]), parts[1].split(separator: "x").compactMap { Int($0) })
        }
    }
}
