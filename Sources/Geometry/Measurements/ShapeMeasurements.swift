/// What the shape of an object is in numbers: its size, its extent, the ellipse that is like it.
///
/// Lengths are in the unit of the spacing, areas in its square. Pixels are points at their centres where moments are concerned, so that a
/// single pixel has axes of 0.
///
/// Source: scikit-image 0.26 `regionprops` of the same pixels, whose names are given.
/// Differs: sums are whole numbers here and fractions there, so that the last digits may differ; where rounding decides there whether an
/// object is round, and so whether `orientation` is −π/4, it does not here.
public struct ShapeMeasurements: Sendable, Hashable {
    /// How many pixels the object has.
    public let pixelCount: Int
    /// The columns and rows of the smallest box around the object, in pixels whatever the spacing (`bbox`).
    public let columns: Range<Int>
    /// The rows of that box.
    public let rows: Range<Int>
    /// The area of the object's pixels (`area`).
    public let area: Double
    /// The area with all holes filled (`area_filled`); a hole that meets the outside at a corner of a pixel is none.
    public let filledArea: Double
    /// The area of the pixels whose centres lie in the convex hull of the middles of all pixels' edges (`area_convex`).
    public let convexArea: Double
    /// The share of the convex area that is the object's (`solidity`).
    public var solidity: Double { area / convexArea }
    /// The share of the box that is the object's (`extent`).
    public let extent: Double
    /// The mean of the pixels' centres, in continuous coordinates: the centre of the first pixel is at half a spacing.
    ///
    /// Differs: `centroid` of scikit-image counts from the centre of the first pixel, and gives the row first.
    public let centroid: Point
    /// The length of the outline (`perimeter`): what its pixels' neighbours say, after Benkrid and Crookes; nil where columns and rows
    /// are not spaced alike. A single pixel has none.
    public let perimeter: Double?
    /// The diameter of a circle of the same area (`equivalent_diameter_area`).
    public let equivalentDiameter: Double
    /// The longer axis of the ellipse with the same second moments (`axis_major_length`).
    public let majorAxis: Double
    /// The shorter axis of that ellipse (`axis_minor_length`).
    public let minorAxis: Double
    /// Where the ellipse lies between a circle, 0, and a line, 1 (`eccentricity`); 0 for a single pixel.
    public let eccentricity: Double
    /// The angle from the direction of columns, downwards, to the longer axis, in −π/2…π/2; towards the right it is positive
    /// (`orientation`). What is as long as it is wide has −π/4.
    public let orientation: Double
    /// The longest distance between two points of the outline of the convex area, whose corners are middles of pixels' edges
    /// (`feret_diameter_max`).
    public let maximumFeretDiameter: Double
    /// The number of parts, which corners of pixels connect, less that of holes, which they do not (`euler_number`).
    public let eulerNumber: Int

    /// Measures a mask's foreground; nil where it has none.
    ///
    /// Complexity: O(*n* + *w*) in the vertical runs and the columns of the box, and O(*w* × *h*) of the box for the perimeter, with the
    /// memory of a few columns.
    public init?(_ mask: RunLengthMask, spacing: PixelSpacing = .pixels) {
        guard let facts = ShapeFacts(mask) else { return nil }
        self.init(facts, spacing: spacing)
    }

    /// Measures a mask's foreground in pixels and in another unit at once; nil where it has none.
    public static func measure(
        _ mask: RunLengthMask, spacing: PixelSpacing
    ) -> (pixels: ShapeMeasurements, spaced: ShapeMeasurements)? {
        ShapeFacts(mask).map { (ShapeMeasurements($0, spacing: .pixels), ShapeMeasurements($0, spacing: spacing)) }
    }

    private init(_ facts: ShapeFacts, spacing: PixelSpacing) {
        pixelCount = facts.moments.count
        (columns, rows) = (facts.columns, facts.rows)
        area = Double(pixelCount) * spacing.area
        filledArea = Double(facts.filledCount) * spacing.area
        convexArea = Double(facts.hull.pixelCount) * spacing.area
        extent = Double(pixelCount) / (Double(columns.count) * Double(rows.count))
        centroid = Point(x: facts.moments.meanX * spacing.x, y: facts.moments.meanY * spacing.y)
        perimeter = spacing.isSquare ? facts.perimeter * spacing.x : nil
        equivalentDiameter = (4 * area / .pi).squareRoot()
        let ellipse = facts.moments.ellipse(spacing: spacing)
        majorAxis = 4 * ellipse.variances.0.squareRoot()
        minorAxis = 4 * ellipse.variances.1.squareRoot()
        eccentricity = ellipse.eccentricity
        orientation = ellipse.orientation
        maximumFeretDiameter = facts.hull.longestDistance(spacing: spacing)
        eulerNumber = facts.eulerNumber
    }
}

/// What is counted of a mask's foreground, before lengths have a unit.
private struct ShapeFacts {
    let columns: Range<Int>
    let rows: Range<Int>
    let moments: RegionMoments
    let hull: PixelHull
    let perimeter: Double
    let filledCount: Int
    let eulerNumber: Int

    init?(_ mask: RunLengthMask) {
        guard let extent = mask.extent else { return nil }
        (columns, rows) = extent
        let runs = RegionRuns(mask, columns: columns, rows: rows)
        moments = RegionMoments(runs)
        hull = PixelHull(runs)
        perimeter = runs.perimeter
        filledCount = moments.count + runs.holeArea
        eulerNumber = runs.eulerNumber
    }
}
