import Geometry
import MaskRCNN

extension Detection {
    /// The instance as an entry of COCO results; without a mask it has no segmentation.
    func cocoResult(imageID: Int, categoryID: Int) -> JSON {
        .object(
            [
                ("image_id", .integer(imageID)), ("category_id", .integer(categoryID)), ("bbox", boxJSON),
                ("score", .float(score)),
            ] + (mask.map { [("segmentation", Self.json($0))] } ?? []))
    }

    /// The instance as a member of an image's line.
    func lineJSON(categoryID: Int?) -> JSON {
        .object(
            [
                ("category_id", categoryID.map(JSON.integer) ?? .null), ("category", .string(category)),
                ("score", .float(score)), ("bbox", boxJSON),
            ] + (mask.map { [("area", .integer($0.area)), ("segmentation", Self.json($0))] } ?? []))
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
