import Geometry
import MaskRCNN

extension Detection {
    /// The instance as a member of an image's line.
    func lineJSON(categoryID: Int?) -> JSON {
        .object(
            [
                ("category_id", categoryID.map(JSON.integer) ?? .null), ("category", .string(category)),
                ("score", .float(score)), ("bbox", boxJSON),
            ] + (mask.map { [("area", .integer($0.area)), ("segmentation", Self.json($0))] } ?? []) + keypointJSON)
    }

    /// COCO's keypoints, with a visibility of 1 as torchvision's have, and beside them how high each one's heat map is.
    private var keypointJSON: [(String, JSON)] {
        guard let keypoints else { return [] }
        return [
            ("keypoints", .array(keypoints.flatMap { [.float($0.x), .float($0.y), .integer(1)] })),
            ("keypoint_scores", .array(keypoints.map { .float($0.score) })),
        ]
    }

    /// COCO's box: left, top, width, height.
    private var boxJSON: JSON {
        .array([.float(box.x1), .float(box.y1), .float(box.width), .float(box.height)])
    }

    private static func json(_ mask: RunLengthMask) -> JSON {
        .object([
            ("size", .array([.integer(mask.size.height), .integer(mask.size.width)])),
            ("counts", .string(mask.cocoString)),
        ])
    }
}
