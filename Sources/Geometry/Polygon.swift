/// A point in continuous pixel coordinates of an image: x to the right and y down, the centre of the first pixel at
/// (0.5, 0.5).
public struct Point: Sendable, Hashable, Codable {
    /// The distance from the image's left edge.
    public var x: Double
    /// The distance from the image's top edge.
    public var y: Double

    /// Creates a point from its distances to the image's left and top edges.
    public init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }
}

/// A region of an image: what lies inside one outer ring and outside each of its holes.
///
/// Rings are in continuous pixel coordinates and closed: the last point is joined to the first, which is not repeated.
public struct Polygon: Sendable, Hashable, Codable {
    /// The outer boundary.
    public var outline: [Point]
    /// The boundaries of the holes.
    public var holes: [[Point]]

    /// Creates a polygon from its outer boundary and the boundaries of its holes.
    public init(outline: [Point], holes: [[Point]] = []) {
        self.outline = outline
        self.holes = holes
    }

    /// The outer boundary, then the holes.
    public var rings: [[Point]] { [outline] + holes }

    /// The area inside the outer ring less that of the holes, in pixels.
    ///
    /// Complexity: O(*n*) in the number of points.
    public var area: Double {
        holes.reduce(abs(signedArea(of: outline))) { $0 - abs(signedArea(of: $1)) }
    }
}

/// The shoelace formula: positive where the ring runs clockwise as seen on a screen (y down).
func signedArea(of ring: [Point]) -> Double {
    guard var previous = ring.last else { return 0 }
    var twice = 0.0
    for point in ring {
        twice += previous.x * point.y - point.x * previous.y
        previous = point
    }
    return twice / 2
}
