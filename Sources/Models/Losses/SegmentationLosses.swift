package import Torch

/// The losses of a batch, each with one element, recorded for gradients.
///
/// Source: `criterion` of torchvision's reference for segmentation.
package struct SegmentationLosses {
    /// What the auxiliary head's loss is multiplied by in torchvision's sum.
    package static let auxiliaryWeight = 0.5

    /// The cross entropy of the network's logits.
    package let out: Tensor
    /// That of the auxiliary head's; nil where there is no such head.
    package let auxiliary: Tensor?

    /// The sum that is learnt from.
    package func total(auxiliaryWeight: Double = Self.auxiliaryWeight) throws(TorchError) -> Tensor {
        guard let auxiliary else { return out }
        return try out + auxiliary * auxiliaryWeight
    }
}
