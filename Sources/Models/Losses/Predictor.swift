internal import Geometry
package import Imaging
internal import Torch

/// A network that finds objects while another of its kind is trained. It belongs to one thread.
package struct Predictor {
    let model: GeneralizedRCNN
    let categories: [Int: String]

    /// Finds the objects in several images at once, which have at least a pixel each: see ``Detector``.
    package func detections(in images: [Image]) throws(MaskRCNNError) -> [[Detection]] {
        guard images.allSatisfy({ $0.size.area > 0 }) else { throw .emptyImage }
        guard !images.isEmpty else { return [] }
        let raw = try torch { () throws(TorchError) in
            try withInferenceMode { () throws(TorchError) in try model(images) }
        }
        return try model.named(raw, in: images, categories)
    }
}
