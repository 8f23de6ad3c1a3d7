internal import COCO
package import Geometry
internal import Imaging
internal import Torch

/// One view of an image: its size at the network's input, and whether it is flipped.
///
/// Boxes are x1, y1, x2, y2 in continuous pixels, the edges of pixels, so that a flip takes x to the width less x.
package struct AugmentedView: Sendable, Hashable {
    let size: TestTimeAugmentation.Size
    /// Whether left and right are exchanged.
    let isMirrored: Bool
    /// Whether top and bottom are exchanged.
    let isUpsideDown: Bool

    /// The size of an image of this size at the network's input, before padding.
    package func inputSize(of image: ImageSize, _ transform: ImageTransform) -> ImageSize {
        switch size {
        case .factor(1): transform.resizedSize(image)
        case .factor(let factor): transform.resizedSize(image, enlargedBy: factor)
        case .shortSide(let side):
            ImageTransform(configuration: transform.configuration, resizing: .sides(short: side, longest: nil))
                .resizedSize(image)
        }
    }

    /// The image as it is seen.
    func applied(to image: Image) -> Image {
        let image = isMirrored ? image.flippedHorizontally() : image
        return isUpsideDown ? image.flippedVertically() : image
    }

    /// Boxes (N, 4) of the view, at one size of the image, as those of the image as it is, at another size.
    func flipped(_ boxes: Tensor, from: ImageSize, to: ImageSize) throws(TorchError) -> Tensor {
        let boxes = try BoxOperations.resize(boxes, from: from, to: to)
        guard isMirrored || isUpsideDown else { return boxes }
        func column(_ index: Int) throws(TorchError) -> Tensor { try boxes.narrowed(1, to: index..<index + 1) }
        func opposite(_ index: Int, _ side: Int) throws(TorchError) -> Tensor {
            try (column(index) * -1) + Double(side)
        }
        return try Tensor.concatenated(
            [
                isMirrored ? opposite(2, to.width) : column(0), isUpsideDown ? opposite(3, to.height) : column(1),
                isMirrored ? opposite(0, to.width) : column(2), isUpsideDown ? opposite(1, to.height) : column(3),
            ], along: 1)
    }

    /// Boxes (N, 4) of the image as those of the view. A flip is its own opposite, and comes after the size as well as before it.
    func placed(_ boxes: Tensor, from: ImageSize, to: ImageSize) throws(TorchError) -> Tensor {
        try flipped(boxes, from: from, to: to)
    }

    /// Cells (N, …, S, S) of boxes of the view as cells of the image's.
    func flipped(cells: Tensor) throws(TorchError) -> Tensor {
        let last = cells.shape.count - 1
        let cells = isMirrored ? try cells.reversed(last) : cells
        return isUpsideDown ? try cells.reversed(last - 1) : cells
    }

    /// Heat maps (N, K, S, S) of the view as those of the image. In one mirror, whichever, a left hand is a right one; in two it is not.
    func flipped(heatMaps: Tensor, of names: [String]) throws(TorchError) -> Tensor {
        let maps = try flipped(cells: heatMaps)
        guard isMirrored != isUpsideDown else { return maps }
        let places = MirroredKeypoints.places(of: names).map(Int64.init)
        return try maps.gathered(1, at: Tensor(places, shape: [places.count]))
    }
}

extension Tensor {
    /// The elements of a dimension in the opposite order.
    fileprivate func reversed(_ dimension: Int) throws(TorchError) -> Tensor {
        let count = size(dimension)
        return try gathered(dimension, at: Tensor((0..<count).reversed().map(Int64.init), shape: [count]))
    }
}
