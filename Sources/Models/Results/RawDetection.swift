internal import Geometry
internal import Torch

/// A detection before its class has a name.
package struct RawDetection {
    let box: Box
    let label: Int
    let score: Float
    /// Nil where the network has no mask head.
    let mask: RawMask?
    /// Nil where the network has no keypoint head.
    let keypoints: RawKeypoints?

    /// The detection with the names of its class and its keypoints, in an image of this size.
    func named(
        _ categories: [Int: String], keypoints head: Configuration.KeypointHead?, size: ImageSize
    ) throws(MaskRCNNError) -> Detection {
        do {
            return Detection(
                box: box, label: label, category: categories[label] ?? "class \(label)", score: score,
                mask: try mask.map { try RunLengthMask(size: size, counts: $0.runs) },
                probabilities: mask.map {
                    MaskProbabilities(
                        side: $0.side, values: $0.probabilities, box: box, size: size, convention: $0.convention)
                }, keypoints: keypoints?.named(head?.names ?? []), skeleton: head?.edges ?? [])
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
    /// How the grid is stretched over the box.
    let convention: Configuration.Conventions.Framework

    /// Pastes mask probabilities (R, S, S) into boxes (R, 4) of an image.
    static func pasted(
        _ masks: Tensor, at boxes: Tensor, in size: ImageSize, threshold: Double,
        _ convention: Configuration.Conventions.Framework
    ) throws(TorchError) -> [RawMask] {
        let runs = try DetectionKernels.pasteMasks(
            masks, boxes: boxes, height: size.height, width: size.width, threshold: threshold,
            isSampled: convention.samplesMasks)
        let cells = try masks.to(.float32).elements(as: Float.self)
        let side = masks.size(1)
        return runs.indices.map { i in
            RawMask(
                runs: runs[i], side: side, probabilities: Array(cells[i * side * side..<(i + 1) * side * side]),
                convention: convention)
        }
    }
}

/// Keypoints of one object as the network gives them.
struct RawKeypoints {
    /// x and y in pixels of the image and height, keypoint after keypoint.
    let values: [Float]

    /// Those of each object: (R, K, 3) at one size of an image, scaled to another by the float32 ratio of the sides.
    ///
    /// Source: torchvision's `resize_keypoints`.
    static func scaled(_ points: Tensor, from: ImageSize, to: ImageSize) throws(TorchError) -> [RawKeypoints] {
        let scales = [Float(to.width) / Float(from.width), Float(to.height) / Float(from.height), 1]
        let values = try points.elements(as: Float.self)
        let length = 3 * points.size(1)
        return (0..<points.size(0)).map { object in
            RawKeypoints(values: (0..<length).map { values[object * length + $0] * scales[$0 % 3] })
        }
    }

    func named(_ names: [String]) -> [Detection.Keypoint] {
        zip(names, stride(from: 0, to: values.count, by: 3)).map { name, first in
            Detection.Keypoint(name: name, x: values[first], y: values[first + 1], score: values[first + 2])
        }
    }
}
