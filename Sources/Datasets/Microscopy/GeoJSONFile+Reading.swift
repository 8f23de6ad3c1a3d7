internal import COCO
internal import Geometry

extension GeoJSONFile {
    /// What a file has.
    struct Content {
        var objects: [ImportedObject] = []
        var errors: [DatasetError] = []
        /// The features without pixels, such as points, by their kind.
        var withoutPixels: [String: Int] = [:]
        /// How many faults there are beside the errors.
        fileprivate var untold = 0
    }

    /// Reads the objects of a picture of a size: from a `FeatureCollection`, a list of features or one feature.
    ///
    /// A cell of QuPath's has its own outline, and its nucleus is left out.
    static func content(ofFile path: String, size: ImageSize) throws(DatasetError) -> Content {
        do {
            let root = try JSONDocument(contentsOfFile: path).root
            var content = Content()
            for feature in try features(root) { add(feature, size: size, file: path, to: &content) }
            if content.untold > 0 {
                content.errors.append(
                    .content(
                        file: path, line: nil, expected: "features that can be read",
                        found: "\(content.untold) others that cannot"))
            }
            return content
        } catch {
            throw .coco(error)
        }
    }

    private static func features(_ root: JSONElement) throws(COCOError) -> [JSONElement] {
        if case .array = root.value { return try root.elements() }
        let kind = try root.required("type").string()
        switch kind {
        case "FeatureCollection": return try root.required("features").elements()
        case "Feature": return [root]
        default:
            throw try root.required("type").error(expected: "\"FeatureCollection\" or \"Feature\"")
        }
    }

    private static let mostErrors = 100

    private static func add(_ feature: JSONElement, size: ImageSize, file: String, to content: inout Content) {
        var feature = feature
        // To say where a fault is, the file is gone through: not again for each of thousands.
        feature.tellsPlaces = content.errors.count < mostErrors
        do throws(DatasetError) {
            do throws(COCOError) {
                let geometry = try feature.required("geometry")
                let kind = try geometry.required("type").string()
                let polygons: [JSONElement]
                switch kind {
                case "Polygon": polygons = [try geometry.required("coordinates")]
                case "MultiPolygon": polygons = try geometry.required("coordinates").elements()
                case "Point", "MultiPoint", "LineString", "MultiLineString":
                    content.withoutPixels[kind, default: 0] += 1
                    return
                default: throw try geometry.required("type").error(expected: "\"Polygon\" or \"MultiPolygon\"")
                }
                guard !polygons.isEmpty else {
                    throw try geometry.required("coordinates").error(expected: "polygons", found: "none")
                }
                var masks: [RunLengthMask] = []
                for polygon in polygons { masks.append(try mask(polygon, size: size)) }
                let properties = feature["properties"]
                var object = ImportedObject(
                    category: try category(properties), shape: .mask(try union(masks, geometry)))
                if let score = try properties?["measurements"].flatMap({ (element) throws(COCOError) in
                    try score(element)
                }) {
                    object.otherFields.append(OtherField(name: "score", json: "\(score)"))
                }
                content.objects.append(object)
            } catch {
                throw .coco(error)
            }
        } catch {
            if feature.tellsPlaces { content.errors.append(error) } else { content.untold += 1 }
        }
    }

    private static func mask(_ polygon: JSONElement, size: ImageSize) throws(COCOError) -> RunLengthMask {
        var rings: [[Point]] = []
        for ring in try polygon.elements(expected: "a list of rings") {
            var points: [Point] = []
            for point in try ring.elements(expected: "a list of points") {
                let numbers = try point.elements(expected: "a list of x and y")
                guard numbers.count >= 2 else { throw point.error(expected: "a list of x and y") }
                points.append(Point(x: try numbers[0].number(), y: try numbers[1].number()))
            }
            rings.append(points)
        }
        do throws(GeometryError) {
            return try RunLengthMask(evenOddRings: rings, size: size)
        } catch {
            throw polygon.error(expected: "a polygon", found: error.description)
        }
    }

    private static func union(_ masks: [RunLengthMask], _ geometry: JSONElement) throws(COCOError) -> RunLengthMask {
        do throws(GeometryError) {
            return try RunLengthMask.union(of: masks)
        } catch {
            throw geometry.error(expected: "polygons", found: error.description)
        }
    }

    /// The class: QuPath's object with a name, or the name alone, as others write it.
    private static func category(_ properties: JSONElement?) throws(COCOError) -> String? {
        guard let classification = properties?["classification"] else { return nil }
        if case .string(let name) = classification.value { return name }
        if let name = classification["name"] { return try name.string() }
        // Classes derived from others, as older versions have them.
        guard let names = classification["names"] else { return nil }
        var parts: [String] = []
        for name in try names.elements() { parts.append(try name.string()) }
        return parts.isEmpty ? nil : parts.joined(separator: ": ")
    }

    /// The score among measurements: those of an object by name, or a list of names and values, as older versions have them.
    private static func score(_ measurements: JSONElement) throws(COCOError) -> Double? {
        if case .array = measurements.value {
            for measurement in try measurements.elements() {
                if let name = measurement["name"], try name.string() == "score" {
                    return try measurement.required("value").number()
                }
            }
            return nil
        }
        return try measurements["score"].map { (element) throws(COCOError) in try element.number() }
    }
}
