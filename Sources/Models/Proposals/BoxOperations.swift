package import Geometry
package import Torch

/// What is done with boxes as (N, 4) tensors of x1, y1, x2, y2 in pixels.
package enum BoxOperations {
    /// Moves what lies outside an image to its border: torchvision's `clip_boxes_to_image`.
    package static func clip(_ boxes: Tensor, to size: ImageSize) throws(TorchError) -> Tensor {
        let corners = try boxes.reshaped([-1, 2, 2])
        let x = try corners.narrowed(2, to: 0..<1).clamped(low: 0, high: Double(size.width))
        let y = try corners.narrowed(2, to: 1..<2).clamped(low: 0, high: Double(size.height))
        return try Tensor.concatenated([x, y], along: 2).reshaped([-1, 4])
    }

    /// Which boxes have both sides of at least so many pixels (N, bool): torchvision's `remove_small_boxes`.
    package static func areAtLeast(_ side: Double, _ boxes: Tensor) throws(TorchError) -> Tensor {
        func column(_ index: Int) throws(TorchError) -> Tensor { try boxes.selected(1, index) }
        let wide = try (column(2) - column(0)).isAtLeast(side)
        return try (column(3) - column(1)).isAtLeast(side).and(wide)
    }

    /// From one size of the same image to another, by the float32 ratio of the sides: torchvision's `resize_boxes`.
    package static func resize(_ boxes: Tensor, from: ImageSize, to: ImageSize) throws(TorchError) -> Tensor {
        let x = Double(Float(to.width) / Float(from.width))
        let y = Double(Float(to.height) / Float(from.height))
        return try boxes * Tensor([x, y, x, y], shape: [1, 4]).to(boxes.device, boxes.dtype)
    }
}
