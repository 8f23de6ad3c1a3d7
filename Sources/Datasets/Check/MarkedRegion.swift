internal import COCO
internal import Geometry

/// What a segmentation covers, measured without pixels as far as that will do.
struct MarkedRegion {
    /// Edges of a region in continuous pixels.
    struct Extents {
        var left: Double
        var top: Double
        var right: Double
        var bottom: Double

        var width: Double { right - left }
        var height: Double { bottom - top }
        var box: AnnotationBox { AnnotationBox(x: left, y: top, width: width, height: height) }

        func clipped(to size: ImageSize?) -> Extents {
            guard let size else { return self }
            let (width, height) = (Double(size.width), Double(size.height))
            return Extents(
                left: min(max(left, 0), width), top: min(max(top, 0), height), right: min(max(right, 0), width),
                bottom: min(max(bottom, 0), height))
        }
    }

    /// The edges; those of polygons are clipped to the image. Nil where nothing is covered.
    let extents: Extents?
    /// The area: of polygons, that inside all rings together, which counts overlaps twice.
    let outlineArea: Double
    /// The length of the outline, of a mask that of its extents.
    let outlineLength: Double
    /// Whether no pixel is covered.
    let isEmpty: Bool

    private let segmentation: Segmentation
    private let size: ImageSize?

    /// Measures a segmentation in an image of a size; nil where its well-formed rings, or its runs, are none.
    init?(_ segmentation: Segmentation?, size: ImageSize?) {
        switch segmentation {
        case .runLengths(let mask, _):
            self.init(mask, size: size)
        case .polygons(let rings):
            self.init(rings: rings.filter(isWellFormed), size: size)
        case nil:
            return nil
        }
    }

    private init(_ mask: RunLengthMask, size: ImageSize?) {
        segmentation = .runLengths(mask, isCompressed: true)
        self.size = size
        extents = mask.boundingBox.map {
            Extents(left: Double($0.x1), top: Double($0.y1), right: Double($0.x2), bottom: Double($0.y2))
        }
        outlineArea = Double(mask.area)
        outlineLength = extents.map { 2 * ($0.width + $0.height) } ?? 0
        isEmpty = mask.isEmpty
    }

    private init?(rings: [[Double]], size: ImageSize?) {
        guard !rings.isEmpty else { return nil }
        var rings = rings
        if let size, rings.contains(where: { overhang(of: $0, size: size) > 0 }) {
            rings = rings.compactMap { clipped($0, to: size) }
        }
        segmentation = .polygons(rings)
        self.size = size
        var extents = Extents(left: .infinity, top: .infinity, right: -.infinity, bottom: -.infinity)
        var length = 0.0
        for ring in rings {
            var (previousX, previousY) = (ring[ring.count - 2], ring[ring.count - 1])
            for index in stride(from: 0, to: ring.count - 1, by: 2) {
                let (x, y) = (ring[index], ring[index + 1])
                extents.left = min(extents.left, x)
                extents.right = max(extents.right, x)
                extents.top = min(extents.top, y)
                extents.bottom = max(extents.bottom, y)
                length += ((x - previousX) * (x - previousX) + (y - previousY) * (y - previousY)).squareRoot()
                (previousX, previousY) = (x, y)
            }
        }
        let area = rings.reduce(0) { $0 + ringArea(of: $1) }
        outlineArea = area
        outlineLength = length
        // A region whose area exceeds its outline's length has pixels; only slivers and specks must be drawn to know.
        if rings.isEmpty || area > length {
            isEmpty = rings.isEmpty
        } else {
            isEmpty = MarkedRegion.pixels(of: rings, size: size)?.isEmpty ?? (area <= 0)
        }
        self.extents = rings.isEmpty ? nil : extents
    }

    /// The region's pixels; nil where the image's size is not known or no size.
    var mask: RunLengthMask? {
        switch segmentation {
        case .runLengths(let mask, _): mask
        case .polygons(let rings): MarkedRegion.pixels(of: rings, size: size)
        }
    }

    /// The number of pixels, or the area inside the outlines where the image's size is not known.
    var pixelArea: Double { mask.map { Double($0.area) } ?? outlineArea }

    /// The box around the region: that of the points, and that of the pixels where the points lie on a line.
    var box: AnnotationBox? {
        if let extents, extents.width > 0, extents.height > 0 { return extents.box }
        return mask?.boundingBox.map { AnnotationBox($0) }
    }

    private static func pixels(of rings: [[Double]], size: ImageSize?) -> RunLengthMask? {
        guard let size else { return nil }
        return try? RunLengthMask(cocoPolygons: rings, size: size)
    }
}

/// Whether a ring has at least three points and both coordinates of each, all of them numbers that a place in an image can
/// have.
func isWellFormed(_ ring: [Double]) -> Bool {
    ring.count >= 6 && ring.count % 2 == 0 && ring.allSatisfy(isCoordinate)
}

/// Whether a number can be a coordinate: NaN, infinity and what is far beyond any image cannot.
func isCoordinate(_ number: Double) -> Bool { abs(number) < 1e9 }

/// How far a ring reaches outside an image, in pixels.
func overhang(of ring: [Double], size: ImageSize) -> Double {
    var most = 0.0
    let (width, height) = (Double(size.width), Double(size.height))
    for index in stride(from: 0, to: ring.count - 1, by: 2) {
        most = max(most, -ring[index], ring[index] - width, -ring[index + 1], ring[index + 1] - height)
    }
    return most
}

/// The part of a well-formed ring inside an image, where parts that are apart are joined along its border; nil where none is.
///
/// Source: Sutherland and Hodgman, "Reentrant polygon clipping" (1974).
func clipped(_ ring: [Double], to size: ImageSize) -> [Double]? {
    var points = stride(from: 0, to: ring.count - 1, by: 2).map { index in
        (x: ring[index], y: ring[index + 1])
    }
    for edge in 0..<4 {
        let limit = edge < 2 ? 0 : Double(edge == 2 ? size.width : size.height)
        let inside = { (point: (x: Double, y: Double)) -> Bool in
            let value = edge % 2 == 0 ? point.x : point.y
            return edge < 2 ? value >= limit : value <= limit
        }
        guard var previous = points.last else { return nil }
        var kept: [(x: Double, y: Double)] = []
        for point in points {
            if inside(point) != inside(previous) {
                if edge % 2 == 0 {
                    let share = (limit - previous.x) / (point.x - previous.x)
                    kept.append((limit, previous.y + share * (point.y - previous.y)))
                } else {
                    let share = (limit - previous.y) / (point.y - previous.y)
                    kept.append((previous.x + share * (point.x - previous.x), limit))
                }
            }
            if inside(point) { kept.append(point) }
            previous = point
        }
        points = kept
    }
    return points.count < 3 ? nil : points.flatMap { [$0.x, $0.y] }
}
