internal import Geometry
internal import Torch

/// A detection before its class has a name.
struct RawDetection {
    let box: Box
    let label: Int
    let score: Float
    /// Nil where the network has no mask head.
    let mask: RawMask?

    /// The detection with the name of its class, in an image of this size.
    func named(_ categories: [Int: String], size: ImageSize) throws(MaskRCNNError) -> Detection {
        do {
            return Detection(
                box: box, label: label, category: categories[label] ?? "class \(label)", score: score,
                mask: try mask.map { try RunLengthMask(size: size, counts: $0.runs) },
                probabilities: mask.map {
                    MaskProbabilities(side: $0.side, values: $0.probabilities, box: box, size: size)
                })
        } catch {
            throw .torch(.operation("paste", message: "\(error)"))
        }
    }
}

/// A mask as the network gives it.
struct RawMask {
    /// Run lengths at the image's size.
    let runs: [UInt32]
    /// Cells a side of the probabilities.
    let side: Int
    let probabilities: [Float]

    /// Pastes mask probabilities (R, S, S) into boxes (R, 4) of an image.
    static func pasted(
        _ masks: Tensor, at boxes: Tensor, in size: ImageSize, threshold: Double
    ) throws(TorchError) -> [RawMask] {
        let runs = try DetectionKernels.pasteMasks(
            masks, boxes: boxes, height: size.height, width: size.width, threshold: threshold)
        let cells = try masks.to(.float32).elements(as: Float.self)
        let side = masks.size(1)
        return runs.indices.map { i in
            RawMask(
                runs: runs[i], side: side, probabilities: Array(cells[i * side * side..<(i + 1) * side * side]))
        }
    }
}
