internal import COCO
internal import Foundation
internal import Geometry
internal import Imaging

/// What one of LabelMe's JSON files says of an image.
///
/// Points are continuous pixels of the upright picture. Shapes of one label and one `group_id` are one object. Polygons,
/// rectangles (two opposite corners), turned rectangles (four corners), circles (the centre and a point of the rim) and masks
/// (a PNG between two corners, both of which belong to it) have pixels; points and lines have none.
/// Source: LabelMe's `label_file.py` and `utils/shape.py`, whose meanings of points these are; X-AnyLabeling's `rotation` and
/// `quadrilateral`.
struct LabelMeShapes {
    /// The image's path as the file has it, with slashes; nil where it has none.
    var imagePath: String?
    /// The size as the file has it; nil where it has none.
    var size: ImageSize?
    /// Whether the file holds the picture itself.
    var holdsPicture = false
    private var shapes: [JSONElement] = []

    /// Reads a file; the picture that it may hold itself is passed over.
    init(contentsOfFile path: String) throws(COCOError) {
        let root = try JSONDocument(contentsOfFile: path).root
        shapes = try root.required("shapes").elements()
        imagePath = try root["imagePath"]?.string().split(separator: "\\", omittingEmptySubsequences: false)
            .joined(separator: "/")
        if case .string(let text)? = root["imageData"]?.value { holdsPicture = !text.isEmpty }
        if let width = root["imageWidth"], let height = root["imageHeight"] {
            size = ImageSize(width: try width.integer(in: 1...1_000_000), height: try height.integer(in: 1...1_000_000))
        }
    }

    /// The objects in an image of a size, and what is wrong with shapes that are none.
    func objects(in size: ImageSize, file: String) -> (
        objects: [ImportedObject], errors: [DatasetError], remarks: LabelMeRemarks
    ) {
        var objects: [ImportedObject] = []
        var errors: [DatasetError] = []
        var remarks = LabelMeRemarks()
        var places: [Group: Int] = [:]
        var parts: [Int: [ImportedObject.Shape]] = [:]
        var untold = 0
        for (index, shape) in shapes.enumerated() {
            if let kind = try? shape["shape_type"]?.string(), LabelMeShapes.kindsWithoutPixels.contains(kind) {
                remarks.addShape(withoutPixels: kind, place: "\(file): shapes[\(index)]")
                continue
            }
            // To say where a fault is, the file is gone through: not again for each of thousands.
            let isTold = errors.count < LabelMeShapes.mostErrors
            var shape = shape
            shape.tellsPlaces = isTold
            do throws(DatasetError) {
                let (label, group, part) = try read(shape, size: size, file: file)
                if let group, let place = places[Group(label: label, number: group)] {
                    parts[place, default: [objects[place].shape]].append(part)
                    continue
                }
                if let group { places[Group(label: label, number: group)] = objects.count }
                objects.append(ImportedObject(category: label, shape: part))
            } catch {
                if isTold { errors.append(error) } else { untold += 1 }
            }
        }
        // All parts of a group at once: one after the other, each would be drawn anew for every later one.
        for (place, shapes) in parts.sorted(by: { $0.key < $1.key }) {
            do throws(DatasetError) {
                objects[place].shape = try joined(shapes, file: file)
            } catch {
                errors.append(error)
            }
        }
        if untold > 0 {
            errors.append(
                .content(
                    file: file, line: nil, expected: "shapes that can be read",
                    found: "\(untold == 1 ? "1 other that cannot" : "\(untold) others that cannot")"))
        }
        for (number, groups) in Dictionary(grouping: places.keys, by: \.number).sorted(by: { $0.key < $1.key })
        where groups.count > 1 {
            remarks.addGroup(number, of: Set(groups.map(\.label)), file: file)
        }
        return (objects, errors, remarks)
    }

    private static let kindsWithoutPixels: Set<String> = ["point", "points", "line", "linestrip"]

    private struct Group: Hashable {
        var label: String
        var number: Int
    }

    private func read(
        _ shape: JSONElement, size: ImageSize, file: String
    ) throws(DatasetError) -> (label: String, group: Int?, ImportedObject.Shape) {
        do throws(COCOError) {
            let label = try shape.required("label").string()
            let group = try shape["group_id"]?.integer()
            let kind = try shape["shape_type"]?.string() ?? "polygon"
            let points = try shape.required("points").elements().map { (point) throws(COCOError) in
                let numbers = try point.elements()
                guard numbers.count == 2 else { throw point.error(expected: "a list of x and y") }
                return Point(x: try numbers[0].number(), y: try numbers[1].number())
            }
            func needs(_ condition: Bool, _ expected: String) throws(COCOError) {
                if !condition { throw try shape.required("points").error(expected: expected) }
            }
            let rings: [[Double]]
            switch kind {
            case "polygon":
                try needs(points.count >= 3, "a list of 3 points or more")
                rings = [points.flatMap { [$0.x, $0.y] }]
            case "oriented_rectangle", "rotation", "quadrilateral":
                try needs(points.count == 4, "a list of four corners")
                rings = [points.flatMap { [$0.x, $0.y] }]
            case "rectangle":
                // Newer versions may store all four corners.
                try needs(points.count == 2 || points.count == 4, "a list of two opposite corners")
                let corners = points.count == 2 ? [points[0], points[1]] : [points[0], points[2]]
                let (a, b) = (corners[0], corners[1])
                rings = [[a.x, a.y, b.x, a.y, b.x, b.y, a.x, b.y]]
            case "circle":
                try needs(points.count == 2, "a list of the centre and a point of the rim")
                rings = [ring(around: points[0], through: points[1])]
            case "mask":
                try needs(points.count == 2, "a list of two corners")
                let png = try shape.required("mask").string()
                return (label, group, .mask(try LabelMeShapes.mask(png, corners: points, in: size, shape: shape)))
            default:
                throw try shape.required("shape_type").error(
                    expected: "polygon, rectangle, oriented_rectangle, rotation, quadrilateral, circle or mask")
            }
            do throws(GeometryError) {
                return (label, group, .polygons(rings, try RunLengthMask(cocoPolygons: rings, size: size)))
            } catch {
                throw try shape.required("points").error(expected: "a ring of points", found: error.description)
            }
        } catch {
            throw .coco(error)
        }
    }

    /// A circle as a ring that leaves it by less than a tenth of a pixel.
    private func ring(around center: Point, through rim: Point) -> [Double] {
        let (dx, dy) = (rim.x - center.x, rim.y - center.y)
        let radius = (dx * dx + dy * dy).squareRoot()
        // A side's middle is r (1 − cos(π / n)) ≈ r π² / 2n² inside the circle.
        let count = Int(min(max((radius * 50).squareRoot(), 12), 1000))
        return (0..<count).flatMap { index in
            let angle = 2 * Double.pi * Double(index) / Double(count)
            return [
                center.x + dx * cos(angle) - dy * sin(angle), center.y + dx * sin(angle) + dy * cos(angle),
            ]
        }
    }

    private static func mask(
        _ png: String, corners: [Point], in size: ImageSize, shape: JSONElement
    ) throws(COCOError) -> RunLengthMask {
        func fails(_ found: String) throws(COCOError) -> Never {
            throw try shape.required("mask").error(expected: "a PNG file in base 64", found: found)
        }
        guard let data = Data(base64Encoded: png, options: .ignoreUnknownCharacters) else { try fails("other text") }
        let labels: LabelImage
        do throws(ImagingError) {
            labels = try [UInt8](data).withUnsafeBytes { bytes in
                Result { () throws(ImagingError) in
                    try LabelImage(encoded: bytes, name: "the mask", maximumPixels: size.area)
                }
            }.get()
        } catch {
            try fails(error.description)
        }
        let edges = corners.flatMap { [$0.x, $0.y] }.compactMap { Int(exactly: $0.rounded(.towardZero)) }
        guard edges.count == 4, edges.allSatisfy({ abs($0) <= 1_000_000 }) else {
            try fails("a corner far outside the image")
        }
        let (left, top) = (edges[0], edges[1])
        let between = ImageSize(width: edges[2] - left + 1, height: edges[3] - top + 1)
        guard labels.size == between else {
            throw try shape.required("mask").error(
                expected: "a mask of \(between) pixels, as its corners say", found: "\(labels.size)")
        }
        do {
            var builder = try RunLengthMask.Builder(size: size)
            try labels.foreground().forEachRun { (column, rows) throws(GeometryError) in
                let moved = (rows.lowerBound + top)..<(rows.upperBound + top)
                guard (0..<size.width).contains(column + left) else { return }
                try builder.append(column: column + left, rows: moved.clamped(to: 0..<size.height))
            }
            return builder.finish()
        } catch {
            try fails("\(error)")
        }
    }

    /// How many faults of one file are told one by one.
    private static let mostErrors = 20

    private func joined(
        _ shapes: [ImportedObject.Shape], file: String
    ) throws(DatasetError) -> ImportedObject.Shape {
        var rings: [[Double]] = []
        var masks: [RunLengthMask] = []
        var haveRings = true
        for shape in shapes {
            switch shape {
            case .polygons(let more, let mask):
                rings += more
                masks.append(mask)
            case .mask(let mask):
                haveRings = false
                masks.append(mask)
            case .box: return shapes[0]
            }
        }
        do throws(GeometryError) {
            let mask = try RunLengthMask.union(of: masks)
            return haveRings ? .polygons(rings, mask) : .mask(mask)
        } catch {
            throw .content(file: file, line: nil, expected: "shapes of one image", found: error.description)
        }
    }
}
