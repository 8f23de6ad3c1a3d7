internal import Foundation
package import Torch

/// Cuts boxes out of the level of a feature pyramid that suits their size: torchvision's `MultiScaleRoIAlign`.
package struct MultiScaleRoIAlign {
    /// Cells a side of what is cut out.
    let resolution: Int
    /// Samples a side of each cell.
    let samplingRatio: Int
    /// Holds what is cut out; nil for memory of its own.
    private let plan: InferencePlan?

    package init(resolution: Int, samplingRatio: Int, plan: InferencePlan? = nil) {
        self.resolution = resolution
        self.samplingRatio = samplingRatio
        self.plan = plan
    }

    /// A box of this many pixels a side belongs to the level of stride 2⁴ (Lin et al. 2017, equation 1).
    private static let canonicalSide = 224.0
    private static let canonicalLevel = 4.0

    /// Aligns boxes with cells.
    ///
    /// - Parameters:
    ///   - levels: (N, C, Hᵢ, Wᵢ), from fine to coarse. Where strides do not double from one to the next, as in a MobileNet's pyramid, the
    ///     last ones have no boxes, as in torchvision.
    ///   - boxes: (Rₙ, 4) for each image, in pixels of the resized image, on the CPU.
    ///
    /// - Returns: (ΣRₙ, C, resolution, resolution), channels-last, on the device of the levels.
    ///
    /// Differs: a level's scale is one over its stride; torchvision infers it from the sides at the first image that it meets
    /// and keeps it.
    package func callAsFunction(_ levels: [FeatureMap], _ boxes: [Tensor]) throws(TorchError) -> Tensor {
        let rois = try rois(boxes)
        let assignment = try level(of: rois.narrowed(1, to: 1..<5), strides: levels.map(\.stride))
        return try DetectionKernels.roiAlign(
            levels.map(\.tensor), scales: levels.map { 1 / Double($0.stride) }, rois: rois,
            assignment: assignment, resolution: resolution, samplingRatio: samplingRatio, plan: plan)
    }

    /// (R, 5): the image's index before each box.
    private func rois(_ boxes: [Tensor]) throws(TorchError) -> Tensor {
        var parts: [Tensor] = []
        for (index, boxes) in boxes.enumerated() {
            let images = try Tensor.full([boxes.size(0), 1], Double(index), dtype: boxes.dtype)
            parts.append(try .concatenated([images, boxes], along: 1))
        }
        return try .concatenated(parts, along: 0)
    }

    /// For each box the index of its level: floor(4 + log₂(√area / 224) + 10⁻⁶) within those there are; -1 for a box
    /// whose area is not a number, which is of no level.
    package func level(of boxes: Tensor, strides: [Int]) throws(TorchError) -> [Int] {
        let finest = log2(Double(strides[0]))
        func column(_ index: Int) throws(TorchError) -> Tensor { try boxes.selected(1, index) }
        let side = try ((column(2) - column(0)) * (column(3) - column(1))).sqrt()
        let level = try ((side / Self.canonicalSide).log2() + Self.canonicalLevel + 1e-6).floor()
        return try level.clamped(
            low: finest, high: log2(Double(strides[strides.count - 1]))
        ).elements(as: Double.self).map { $0.isNaN ? -1 : Int($0 - finest) }
    }
}
