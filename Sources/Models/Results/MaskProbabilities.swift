internal import Files
public import Geometry
internal import Torch

/// How sure a model is, in each cell of a grid over a box, that the instance is there: what a mask is made of.
///
/// A mask has the pixels whose probability is above a threshold; here are the probabilities, so that another threshold needs no
/// other run of the model.
public struct MaskProbabilities: Sendable, Hashable {
    /// Cells a side of the grid: 28 in torchvision's networks.
    public let side: Int
    /// The probability of each cell, from 0 to 1, row by row from the top left.
    public let values: [Float]
    /// The box that the grid is stretched over, x1, y1, x2, y2 in continuous pixels of the image.
    public let box: Box
    /// The image's size in pixels.
    public let size: ImageSize

    /// How the grid is stretched.
    private let convention: Configuration.Conventions.Framework

    /// Creates probabilities; `values` must be `side` × `side`.
    init(
        side: Int, values: [Float], box: Box, size: ImageSize,
        convention: Configuration.Conventions.Framework = .torchvision
    ) {
        self.side = side
        self.values = values
        self.box = box
        self.size = size
        self.convention = convention
    }

    /// The probability of each pixel of the image, row by row: pixel (x, y) is at y · width + x. It is 0 beside the box.
    ///
    /// The same numbers as in `masks` of torchvision's results, for a network of its conventions. They take 4 bytes for each pixel of the image, however small the
    /// instance is.
    ///
    /// - Throws: ``MaskRCNNError/memory(_:)`` where the budget has no room for them.
    public func pixels() throws(MaskRCNNError) -> [Float] {
        try checkMemory(.product(8, size.area), for: "a probability for each pixel", of: "an image of \(size) pixels")
        return try torch { () throws(TorchError) in
            try DetectionKernels.pasteProbabilities(
                grid(), boxes: corners(), height: size.height, width: size.width, isSampled: convention.samplesMasks
            ).elements(as: Float.self)
        }
    }

    /// The pixels whose probability is strictly above a threshold, as run lengths; or at least the threshold, where the network is
    /// detectron2's or mmdetection's.
    ///
    /// - Parameter threshold: From 0 to 1; the model's own, mostly 0.5, gives ``Detection/mask``.
    /// - Throws: ``MaskRCNNError/torch(_:)`` where there is no memory for it.
    public func mask(threshold: Double) throws(MaskRCNNError) -> RunLengthMask {
        let runs = try torch { () throws(TorchError) in
            try DetectionKernels.pasteMasks(
                grid(), boxes: corners(), height: size.height, width: size.width, threshold: threshold,
                isSampled: convention.samplesMasks)
        }
        do {
            return try RunLengthMask(size: size, counts: runs.first ?? [])
        } catch {
            throw .torch(.operation("paste", message: "\(error)"))
        }
    }

    private func grid() throws(TorchError) -> Tensor { try Tensor(values, shape: [1, side, side]) }

    private func corners() throws(TorchError) -> Tensor {
        try Tensor([box.x1, box.y1, box.x2, box.y2], shape: [1, 4])
    }
}

extension Configuration.Conventions.Framework {
    /// Whether masks are looked up at the centre of each pixel, rather than stretched over whole pixels.
    var samplesMasks: Bool { self == .detectron2 || self == .mmdetection }
}
