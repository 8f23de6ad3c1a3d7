internal import Foundation
package import Torch

/// Cuts boxes out of the level of a feature pyramid that suits their size: torchvision's `MultiScaleRoIAlign`, and the poolers of others.
package struct MultiScaleRoIAlign {
    /// Cells a side of what is cut out.
    let resolution: Int
    /// Samples a side of each cell.
    let samplingRatio: Int
    /// Whether boxes are moved by half a cell.
    private let isAligned: Bool
    /// Whose rule says on which level a box lies, and what its corners mean.
    private let levels: Configuration.Conventions.Framework
    private let boxes: Configuration.Conventions.Framework
    /// Holds what is cut out; nil for memory of its own.
    private let plan: InferencePlan?

    package init(
        resolution: Int, samplingRatio: Int, isAligned: Bool = false,
        conventions: Configuration.Conventions = Configuration.Conventions(), plan: InferencePlan? = nil
    ) {
        self.resolution = resolution
        self.samplingRatio = samplingRatio
        self.isAligned = isAligned
        levels = conventions.levels
        boxes = conventions.boxes
        self.plan = plan
    }

    /// A box of this many pixels a side belongs to the level of stride 2⁴ (Lin et al. 2017, equation 1).
    private static let canonicalSide = 224.0
    private static let canonicalLevel = 4.0
    /// As mmdetection has it: one of less than twice as many belongs to the finest.
    private static let finestSide = 56.0
    private static let finestLevel = 2.0

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
            assignment: assignment, resolution: resolution, samplingRatio: samplingRatio, isAligned: isAligned,
            plan: plan)
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

    /// For each box the index of its level within those there are; -1 for a box whose area is not a number, which is of no level.
    ///
    /// - torchvision, maskrcnn-benchmark: floor(4 + log₂(√area / 224) + 10⁻⁶), the latter with 10⁻⁶ inside the logarithm;
    /// - detectron2: with 10⁻⁸ inside;
    /// - mmdetection: floor(2 + log₂(√area / 56 + 10⁻⁶)).
    package func level(of boxes: Tensor, strides: [Int]) throws(TorchError) -> [Int] {
        let finest = log2(Double(strides[0]))
        let extent = self.boxes.cornerExtent
        func side(_ axis: Int) throws(TorchError) -> Tensor {
            let side = try boxes.selected(1, axis + 2) - boxes.selected(1, axis)
            return extent == 0 ? side : try side + extent
        }
        let side = try (side(0) * side(1)).sqrt()
        let level =
            switch levels {
            case .torchvision: try (side / Self.canonicalSide).log2() + Self.canonicalLevel + 1e-6
            case .detectron2: try (side / Self.canonicalSide + 1e-8).log2() + Self.canonicalLevel
            case .maskrcnnBenchmark: try (side / Self.canonicalSide + 1e-6).log2() + Self.canonicalLevel
            case .mmdetection: try (side / Self.finestSide + 1e-6).log2() + Self.finestLevel
            }
        return try level.floor().clamped(
            low: finest, high: log2(Double(strides[strides.count - 1]))
        ).elements(as: Double.self).map { $0.isNaN ? -1 : Int($0 - finest) }
    }
}
