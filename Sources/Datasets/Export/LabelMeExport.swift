internal import COCO
internal import Files
internal import Geometry

/// Writes `X.json` for each image, with a polygon for each ring of an object, joined by a `group_id` where there are more.
///
/// Objects without pixels become rectangles. An object's holes are drawn as COCO's polygons draw them.
struct LabelMeExport: ExportFormat {
    let categories: CategoryTable
    let tolerance: Double
    let copiesImages: Bool

    var imageFolder: String { "" }

    func write(_ image: ExportedImage, to folder: ExportFolder) throws(DatasetError) -> ExportedFiles {
        var files = ExportedFiles(fileCount: 1)
        var shapes: [JSONValue] = []
        for annotation in image.annotations {
            do throws(DatasetError) {
                shapes += try self.shapes(of: annotation, size: image.size)
                files.objectCount += 1
            } catch {
                files.skipObject(error)
            }
        }
        let name = copiesImages ? Path.name(of: image.name) : image.path ?? Path.name(of: image.name)
        let json = JSONValue.object([
            ("version", .string("5.0.1")), ("flags", .object([])), ("shapes", .array(shapes)),
            ("imagePath", .string(name)), ("imageData", .null), ("imageHeight", .integer(image.size.height)),
            ("imageWidth", .integer(image.size.width)),
        ])
        try folder.write(json.jsonBytes(indentation: 2), to: "\(image.stem).json")
        return files
    }

    private func shapes(of annotation: Annotation, size: ImageSize) throws(DatasetError) -> [JSONValue] {
        let label = try categories.name(of: annotation)
        if let rings = try annotation.rings(in: size, tolerance: tolerance), !rings.isEmpty {
            return rings.map { ring in
                let points = stride(from: 0, to: ring.count - 1, by: 2).map { (ring[$0], ring[$0 + 1]) }
                return shape("polygon", label: label, points: points, group: rings.count > 1 ? annotation.id : nil)
            }
        }
        guard let box = annotation.box else {
            throw .coco(
                .mismatch(subject: "annotation \(annotation.id)", expected: "pixels or a box", found: "neither"))
        }
        return [
            shape(
                "rectangle", label: label, points: [(box.x, box.y), (box.x + box.width, box.y + box.height)], group: nil
            )
        ]
    }

    private func shape(_ kind: String, label: String, points: [(Double, Double)], group: Int?) -> JSONValue {
        .object([
            ("label", .string(label)),
            ("points", .array(points.map { .array([.number($0.0), .number($0.1)]) })),
            ("group_id", group.map { .integer($0) } ?? .null), ("shape_type", .string(kind)), ("flags", .object([])),
        ])
    }
}
