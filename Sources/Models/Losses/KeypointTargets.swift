internal import Geometry
internal import Torch

/// Which cell of its box's heat map each visible keypoint of positive proposals is in.
///
/// Source: torchvision's `keypoints_to_heatmap`.
struct KeypointTargets {
    /// The places of keypoints that count among all heat maps, proposal after proposal.
    var maps: [Int64] = []
    /// The cell of each, row by row.
    var cells: [Int64] = []

    /// Compares keypoints with proposals.
    ///
    /// - Parameters:
    ///   - boxes: (Pₙ, 4) of each image's positive proposals, on the CPU.
    ///   - objects: The object of each.
    ///   - truths: What is in the images.
    ///   - sizes: The images' sizes at the network's input.
    ///   - side: Cells a side of a heat map.
    ///   - count: How many keypoints an object has.
    init(
        _ boxes: [Tensor], objects: [[Int64]], _ truths: [GroundTruth], _ sizes: [ImageSize], side: Int, count: Int
    ) throws(TorchError) {
        var first: Int64 = 0
        for (image, truth) in truths.enumerated() {
            let corners = try boxes[image].elements(as: Double.self)
            // As torchvision scales them: by the float32 ratio of the sides.
            let scaleX = Float(sizes[image].width) / Float(truth.size.width)
            let scaleY = Float(sizes[image].height) / Float(truth.size.height)
            for (row, object) in objects[image].enumerated() {
                let box = corners[4 * row..<4 * row + 4].map(\.self)
                for (index, keypoint) in truth.keypoints[Int(object)].prefix(count).enumerated()
                where keypoint.isLabelled {
                    let x = Self.cell(Float(keypoint.x) * scaleX, from: box[0], to: box[2], side: side)
                    let y = Self.cell(Float(keypoint.y) * scaleY, from: box[1], to: box[3], side: side)
                    if let x, let y {
                        maps.append(first + Int64(index))
                        cells.append(Int64(y * side + x))
                    }
                }
                first += Int64(count)
            }
        }
    }

    /// The cell of a coordinate; nil where it is outside the box. The box's far border is inside.
    private static func cell(_ position: Float, from low: Double, to high: Double, side: Int) -> Int? {
        let position = Double(position)
        if position == high { return side - 1 }
        let cell = ((position - low) * (Double(side) / (high - low))).rounded(.down)
        return cell >= 0 && cell < Double(side) ? Int(cell) : nil
    }
}
