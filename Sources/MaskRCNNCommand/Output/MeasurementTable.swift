import Geometry
import Imaging

/// What is measured of instances, as columns of a table and by name.
///
/// Names and meanings are those of scikit-image's `regionprops_table`: rows come before columns, and pixels count from 0. Lengths in
/// micrometres have names that end in `_um`, areas `_um2`.
struct MeasurementTable: Sendable {
    /// The side of a pixel in micrometres; nil where nobody said.
    let pixelSize: Double?
    /// Whether intensities are measured, too.
    var hasIntensities = true

    private typealias Column = (name: String, value: @Sendable (ShapeMeasurements) -> Double?)

    private static let shapeColumns: [Column] = [
        ("area", { $0.area }), ("area_filled", { $0.filledArea }), ("area_convex", { $0.convexArea }),
        ("bbox-0", { Double($0.rows.lowerBound) }), ("bbox-1", { Double($0.columns.lowerBound) }),
        ("bbox-2", { Double($0.rows.upperBound) }), ("bbox-3", { Double($0.columns.upperBound) }),
        ("centroid-0", { $0.centroid.y - 0.5 }), ("centroid-1", { $0.centroid.x - 0.5 }),
        ("perimeter", { $0.perimeter }),
        ("equivalent_diameter_area", { $0.equivalentDiameter }), ("axis_major_length", { $0.majorAxis }),
        ("axis_minor_length", { $0.minorAxis }), ("orientation", { $0.orientation }),
        ("eccentricity", { $0.eccentricity }), ("solidity", { $0.solidity }), ("extent", { $0.extent }),
        ("feret_diameter_max", { $0.maximumFeretDiameter }), ("euler_number", { Double($0.eulerNumber) }),
    ]

    private static let micrometreColumns: [Column] = [
        ("area_um2", { $0.area }), ("area_filled_um2", { $0.filledArea }), ("area_convex_um2", { $0.convexArea }),
        ("perimeter_um", { $0.perimeter }), ("equivalent_diameter_area_um", { $0.equivalentDiameter }),
        ("axis_major_length_um", { $0.majorAxis }), ("axis_minor_length_um", { $0.minorAxis }),
        ("feret_diameter_max_um", { $0.maximumFeretDiameter }),
    ]

    private static let centreColumns = ["centroid-0_um", "centroid-1_um"]

    private static let intensityColumns: [(name: String, value: @Sendable (IntensityStatistics) -> Double)] = [
        ("mean", { $0.mean }), ("sum", { $0.sum }), ("min", { $0.minimum }), ("max", { $0.maximum }),
        ("std", { $0.standardDeviation }),
    ]

    /// What a picture's channels are: red, green and blue.
    private static let channels = 0..<3

    /// The names of the measurements.
    var names: [String] {
        let lengths = pixelSize == nil ? [] : Self.micrometreColumns.map(\.name) + Self.centreColumns
        let intensities = (hasIntensities ? Self.channels : 0..<0).flatMap { channel in
            Self.intensityColumns.map { "intensity_\($0.name)-\(channel)" }
        }
        return Self.shapeColumns.map(\.name) + lengths + intensities
    }

    /// The measurements of a mask in its picture, in the order of their names; nil where one has no value. Of a mask without pixels the
    /// area alone has.
    func values(of mask: RunLengthMask, in image: Image?) throws(ImagingError) -> [Double?] {
        let spacing = PixelSpacing(pixelSize ?? 1)
        guard let (pixels, spaced) = ShapeMeasurements.measure(mask, spacing: spacing) else {
            return [0] + [Double?](repeating: nil, count: names.count - 1)
        }
        var values = Self.shapeColumns.map { $0.value(pixels) }
        if let pixelSize {
            values += Self.micrometreColumns.map { $0.value(spaced) }
            values += [(pixels.centroid.y - 0.5) * pixelSize, (pixels.centroid.x - 0.5) * pixelSize]
        }
        guard hasIntensities, let image else { return values }
        for channel in try image.intensities(in: mask) { values += Self.intensityColumns.map { $0.value(channel) } }
        return values
    }

    /// The first line of a table of instances.
    var header: String { (["image", "label", "category", "score"] + names).joined(separator: ",") + "\n" }

    /// A line of the table; what has no score is marked and not found.
    func line(image: String, label: Int, category: String, score: Double?, values: [Double?]) -> String {
        let cells = [Self.quoted(image), String(label), Self.quoted(category), Self.text(score)]
        return (cells + values.map(Self.text)).joined(separator: ",") + "\n"
    }

    /// A number without a fraction where it has none; nothing where there is none.
    private static func text(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "" }
        if let whole = Int(exactly: value) { return String(whole) }
        return String(describing: value)
    }

    /// Source: RFC 4180.
    private static func quoted(_ text: String) -> String {
        guard text.contains(where: { "\",\r\n".contains($0) || $0.isNewline }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
