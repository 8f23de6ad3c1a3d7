import Geometry
import MaskRCNN

extension Detection {
    /// The instance as an entry of COCO results.
    func cocoResult(imageID: Int, categoryID: Int) -> JSON {
        .object([
            ("image_id", .integer(imageID)), ("category_id", .integer(categoryID)), ("bbox", boxJSON),
            ("score", .float(score)), ("segmentation", maskJSON),
        ])
    }

    /// The instance as a member of an image's line.
    func lineJSON(categoryID: Int?) -> JSON {
        .object([
            ("category_id", categoryID.map(JSON.integer) ?? .null), ("category", .string(category)),
            ("score", .float(score)),
            ("bbox", boxJSON), ("area", .integer(mask.area)), ("segmentation", maskJSON),
        ])
    }

    /// COCO's box: left, top, width, height.
    private var boxJSON: JSON {
        .array([.float(box.x1), .float(box.y1), .float(box.width), .float(box.height)])
    }

    private var maskJSON: JSON {
        .object([
            ("size", .array([.integer(mask.size.height), .integer(mask.size.width)])),
            ("counts", .string(mask.cocoString)),
        ])
    }
}
