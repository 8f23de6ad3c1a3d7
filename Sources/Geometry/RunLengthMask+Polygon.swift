extension RunLengthMask {
    /// Creates the mask that COCO draws for one closed ring.
    ///
    /// A pixel is foreground where its centre lies inside the ring by the even-odd rule, with the rounding of COCO's
    /// rasteriser: points are moved to a grid of fifths of pixels first. What lies outside the image is cut off.
    /// - Parameters:
    ///   - coordinates: x, y, x, y … in continuous pixels; the last point is joined to the first.
    ///   - size: The size of the image.
    /// - Throws: `GeometryError.invalidSize`; `.oddCoordinateCount`; `.coordinateOutOfRange` for coordinates that are not
    ///   finite or farther than `largestCoordinate` from 0; `.tooManyCrossings` for a ring whose sides cross the columns of
    ///   the image more than `mostCrossings` times, `.tooWide` where they cross more than `mostColumnsOfNumber` for each
    ///   point.
    /// Complexity: O(*n* + *c*) in the points and the crossings of sides with columns of the image, whatever the coordinates.
    /// Source: pycocotools' `frPyObjects` of a polygon; the same runs.
    /// Differs: pycocotools takes four numbers for a box (`init(cocoBoxX:y:width:height:size:)`), leaves out a last single
    /// number, and has undefined results for coordinates that do not fit 32 bits.
    public init(cocoPolygon coordinates: [Double], size: ImageSize) throws(GeometryError) {
        let area = try RunLengthMask.checkedArea(of: size)
        let counts = try coordinates.withUnsafeBufferPointer { coordinates throws(GeometryError) in
            try rasterizedCounts(ofRing: coordinates, size: size, area: area)
        }
        self.init(size: size, canonical: counts)
    }

    /// Creates the mask that COCO draws for several closed rings: the pixels inside any of them.
    /// - Parameters:
    ///   - rings: The coordinates of each ring: x, y, x, y … in continuous pixels.
    ///   - size: The size of the image.
    /// - Throws: What `init(cocoPolygon:size:)` throws.
    /// Source: pycocotools' `merge(frPyObjects(…))`.
    public init(cocoPolygons rings: [[Double]], size: ImageSize) throws(GeometryError) {
        guard let first = rings.first else {
            try self.init(emptyOfSize: size)
            return
        }
        var masks = [try RunLengthMask(cocoPolygon: first, size: size)]
        for ring in rings.dropFirst() { masks.append(try RunLengthMask(cocoPolygon: ring, size: size)) }
        self = try RunLengthMask.union(of: masks)
    }

    /// Creates the mask that COCO draws for a box: the pixels whose centres lie inside it, up to the rounding to fifths.
    /// - Parameters:
    ///   - x: The left edge, in continuous pixels.
    ///   - y: The top edge.
    ///   - width: The width.
    ///   - height: The height.
    ///   - size: The size of the image.
    /// - Throws: What `init(cocoPolygon:size:)` throws.
    /// Source: pycocotools' `frPyObjects` of a box.
    public init(
        cocoBoxX x: Double, y: Double, width: Double, height: Double, size: ImageSize
    ) throws(GeometryError) {
        let (right, bottom) = (x + width, y + height)
        try self.init(cocoPolygon: [x, y, x, bottom, right, bottom, right, y], size: size)
    }

    /// How far from 0, in pixels, the coordinates of a polygon that is drawn may lie.
    public static let largestCoordinate = 10_000_000.0

    /// How often the sides of one ring that is drawn may cross the centres of the image's columns.
    ///
    /// The limit is on time and memory (256 MB): a million sides across 60 columns each are drawn.
    public static let mostCrossings = 1 << 26

    /// How many of the image's columns each corner of a polygon, or each run of a mask, may lead across on average.
    ///
    /// A mask has at least one run in every column that it touches, so that a few numbers can ask for millions of runs where
    /// an image says that it is millions of pixels wide. In images of up to this width, which is the most that JPEG has,
    /// nothing is refused for it.
    public static let mostColumnsOfNumber = 1 << 16
}
