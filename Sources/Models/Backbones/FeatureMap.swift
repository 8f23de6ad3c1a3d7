package import Torch

/// A map of features and how far apart its cells are.
package struct FeatureMap {
    /// (N, C, H, W).
    package let tensor: Tensor
    /// The distance of neighbouring cells in pixels of the network's input, but for rounding at odd sides.
    package let stride: Int

    package init(_ tensor: Tensor, stride: Int) {
        self.tensor = tensor
        self.stride = stride
    }
}

/// The maps that proposals and heads are made from, from fine to coarse.
struct FeatureLevels {
    /// Those that the heads look at.
    let ofHeads: [FeatureMap]
    /// A coarser one for proposals alone.
    let extra: FeatureMap?

    /// All of them, which proposals are made from.
    var all: [FeatureMap] { ofHeads + (extra.map { [$0] } ?? []) }
}
