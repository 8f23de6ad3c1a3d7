internal import COCO
internal import Geometry
internal import Imaging

/// A file of GeoJSON as QuPath reads and writes it: a `FeatureCollection`, with a feature for each object.
///
/// Coordinates are corners of pixels, x to the right and y down. Rings are closed, and holes kept; an object in several parts is one
/// `MultiPolygon`. Objects with a score are detections, others annotations.
/// Source: RFC 7946, and QuPath's manual, "Exporting annotations".
enum GeoJSONFile {
    /// The bytes of a picture's file, a line a feature.
    static func bytes(_ picture: MarkedPicture) -> [UInt8] {
        var identifiers = ObjectIdentifiers(picture: picture.name)
        let features = picture.objects.compactMap { object in
            // An object keeps its identifier whatever becomes of others.
            let id = identifiers.next()
            return object.mask.isEmpty ? nil : feature(object, id: id).jsonBytes()
        }
        let start = Array("{\"type\":\"FeatureCollection\",\"features\":[".utf8)
        let lines = features.map { [UInt8(ascii: "\n")] + $0 }
        return start + lines.joined(separator: [UInt8(ascii: ",")]) + Array("\n]}\n".utf8)
    }

    private static func feature(_ object: MarkedPicture.Object, id: String) -> JSONValue {
        let polygons = object.mask.simplePolygons().map { polygon in
            JSONValue.array(polygon.rings.map(ring))
        }
        let geometry: [(String, JSONValue)] =
            polygons.count == 1
            ? [("type", .string("Polygon")), ("coordinates", polygons[0])]
            : [("type", .string("MultiPolygon")), ("coordinates", .array(polygons))]
        let color = Color(vocClass: object.categoryIndex + 1)
        var measurements = object.measurements
        if let score = object.score { measurements.insert(("score", score), at: 0) }
        var properties: [(String, JSONValue)] = [
            ("objectType", .string(object.score == nil ? "annotation" : "detection")),
            (
                "classification",
                .object([
                    ("name", .string(object.category)),
                    ("color", .array([color.red, color.green, color.blue].map { .integer(Int($0)) })),
                ])
            ), ("isLocked", .bool(false)),
        ]
        let finite = measurements.filter { $0.value.isFinite }
        if !finite.isEmpty {
            properties.append(("measurements", .object(finite.map { ($0.name, .number($0.value)) })))
        }
        return .object([
            ("type", .string("Feature")), ("id", .string(id)), ("geometry", .object(geometry)),
            ("properties", .object(properties)),
        ])
    }

    private static func ring(_ points: [Point]) -> JSONValue {
        // The first point closes the ring.
        .array((points + points.prefix(1)).map { .array([.number($0.x), .number($0.y)]) })
    }
}

/// Identifiers of a picture's objects, which QuPath wants to be unlike all others: the same for the same picture's name and place.
private struct ObjectIdentifiers {
    private var generator: SplitMix64

    init(picture: String) {
        // FNV-1a.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in picture.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        generator = SplitMix64(seed: hash)
    }

    /// A UUID of version 8, whose bits are whoever makes it's own.
    mutating func next() -> String {
        let high = generator.next() & 0xffff_ffff_ffff_0fff | 0x8000
        let low = generator.next() & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000
        let digits = [high, low].map { number in
            let text = String(number, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
        let ends = [8, 12, 16, 20, 32]
        var parts: [String] = []
        var rest = digits[...]
        for (index, end) in ends.enumerated() {
            let count = end - (index == 0 ? 0 : ends[index - 1])
            parts.append(String(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        return parts.joined(separator: "-")
    }
}
