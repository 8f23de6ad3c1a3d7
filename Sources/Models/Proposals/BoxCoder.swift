internal import Foundation
package import Torch

/// Boxes as deltas from reference boxes and back: torchvision's `BoxCoder` (Girshick et al. 2014, appendix C), and those of other
/// frameworks: where corners are pixels within the box, sides are longer by one.
package struct BoxCoder {
    /// Divisors of dx, dy, dw, dh.
    let weights: [Double]
    private let convention: Configuration.Conventions.Framework

    package init(weights: [Double], convention: Configuration.Conventions.Framework = .torchvision) {
        self.weights = weights
        self.convention = convention
    }

    /// The largest dw and dh: exp(4.135) is 1000 / 16.
    package static let largestLogarithm = log(1000.0 / 16)

    /// How boxes differ from reference boxes: what ``decode(_:_:)`` turns back.
    ///
    /// - Parameters:
    ///   - boxes: (N, 4) x1, y1, x2, y2.
    ///   - references: (N, 4), with sides above 0.
    ///
    /// - Returns: (N, 4) dx, dy, dw, dh.
    package func encode(_ boxes: Tensor, _ references: Tensor) throws(TorchError) -> Tensor {
        func axis(_ low: Int) throws(TorchError) -> (shift: Tensor, scale: Tensor) {
            func column(_ tensor: Tensor, _ index: Int) throws(TorchError) -> Tensor {
                try tensor.narrowed(1, to: index..<index + 1)
            }
            let extent = try column(boxes, low + 2) - column(boxes, low) + convention.cornerExtent
            let reference = try column(references, low + 2) - column(references, low) + convention.cornerExtent
            let center = try column(boxes, low) + extent * 0.5
            let referenceCenter = try column(references, low) + reference * 0.5
            return (
                try (center - referenceCenter) / reference * weights[low],
                try (extent / reference).log() * weights[low + 2]
            )
        }
        let (x, width) = try axis(0)
        let (y, height) = try axis(1)
        return try .concatenated([x, y, width, height], along: 1)
    }

    /// Moves and scales reference boxes.
    ///
    /// - Parameters:
    ///   - deltas: (N, K, 4) dx, dy, dw, dh.
    ///   - boxes: (N, 4) x1, y1, x2, y2.
    ///
    /// - Returns: (N, K, 4) x1, y1, x2, y2.
    package func decode(_ deltas: Tensor, _ boxes: Tensor) throws(TorchError) -> Tensor {
        func reference(_ index: Int) throws(TorchError) -> Tensor {
            try boxes.narrowed(1, to: index..<index + 1).reshaped([-1, 1, 1])
        }
        let x1 = try reference(0)
        let y1 = try reference(1)
        let extent = convention.cornerExtent
        let width = try extent == 0 ? reference(2) - x1 : reference(2) - x1 + extent
        let height = try extent == 0 ? reference(3) - y1 : reference(3) - y1 + extent
        let centerX = try x1 + width * 0.5
        let centerY = try y1 + height * 0.5

        func delta(_ index: Int) throws(TorchError) -> Tensor {
            try deltas.narrowed(2, to: index..<index + 1) / weights[index]
        }
        let x = try delta(0) * width + centerX
        let y = try delta(1) * height + centerY
        let least = convention == .mmdetection ? -Self.largestLogarithm : -.infinity
        let halfWidth = try delta(2).clamped(low: least, high: Self.largestLogarithm).exp() * width * 0.5
        let halfHeight = try delta(3).clamped(low: least, high: Self.largestLogarithm).exp() * height * 0.5
        let right = try extent == 0 ? x + halfWidth : x + halfWidth + -extent
        let bottom = try extent == 0 ? y + halfHeight : y + halfHeight + -extent
        return try .concatenated([x - halfWidth, y - halfHeight, right, bottom], along: 2)
    }
}
