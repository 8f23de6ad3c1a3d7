package import Geometry
package import Torch

/// What is done with boxes as (N, 4) tensors of x1, y1, x2, y2 in pixels.
package enum BoxOperations {
    /// Moves what lies outside an image to its border: torchvision's `clip_boxes_to_image`. Corners that are pixels within a box go to the
    /// image's last ones.
    package static func clip(
        _ boxes: Tensor, to size: ImageSize, _ convention: Configuration.Conventions.Framework = .torchvision
    ) throws(TorchError) -> Tensor {
        let corners = try boxes.reshaped([-1, 2, 2])
        let extent = convention.cornerExtent
        let x = try corners.narrowed(2, to: 0..<1).clamped(low: 0, high: Double(size.width) - extent)
        let y = try corners.narrowed(2, to: 1..<2).clamped(low: 0, high: Double(size.height) - extent)
        return try Tensor.concatenated([x, y], along: 2).reshaped([-1, 4])
    }

    /// Which boxes have both sides of at least so many pixels (N, bool): torchvision's `remove_small_boxes`. In detectron2 and mmdetection
    /// sides must be longer than that; in maskrcnn-benchmark they are longer by one.
    package static func areAtLeast(
        _ side: Double, _ boxes: Tensor, _ convention: Configuration.Conventions.Framework = .torchvision
    ) throws(TorchError) -> Tensor {
        func isLong(_ axis: Int) throws(TorchError) -> Tensor {
            let length = try boxes.selected(1, axis + 2) - boxes.selected(1, axis)
            return switch convention {
            case .torchvision: try length.isAtLeast(side)
            case .detectron2, .mmdetection: try length.isGreater(than: side)
            case .maskrcnnBenchmark: try (length + 1).isAtLeast(side)
            }
        }
        return try isLong(1).and(isLong(0))
    }

    /// Which of a batch of boxes stay where they overlap: `DetectionKernels.batchedNMS`. Where corners are pixels within a box, areas count
    /// them, and a box goes whose overlap is the threshold, as on maskrcnn-benchmark's CPU.
    static func suppressed(
        _ boxes: Tensor, scores: Tensor, groups: Tensor, iouThreshold: Double, limit: Int,
        _ convention: Configuration.Conventions.Framework
    ) throws(TorchError) -> Tensor {
        let isInclusive = convention == .maskrcnnBenchmark
        let extended =
            isInclusive ? try boxes + Tensor([0, 0, 1, 1] as [Double], shape: [1, 4]).to(boxes.dtype) : boxes
        return try DetectionKernels.batchedNMS(
            boxes: extended, scores: scores, groups: groups,
            iouThreshold: isInclusive ? iouThreshold.nextDown : iouThreshold, limit: limit)
    }

    /// From one size of the same image to another, by the float32 ratio of the sides: torchvision's `resize_boxes`.
    package static func resize(_ boxes: Tensor, from: ImageSize, to: ImageSize) throws(TorchError) -> Tensor {
        let x = Double(Float(to.width) / Float(from.width))
        let y = Double(Float(to.height) / Float(from.height))
        return try boxes * Tensor([x, y, x, y], shape: [1, 4]).to(boxes.device, boxes.dtype)
    }
}

extension Configuration.Conventions.Framework {
    /// By how much a box's far corners lie before its end: 1 where they are pixels within the box.
    var cornerExtent: Double { self == .maskrcnnBenchmark ? 1 : 0 }
}
