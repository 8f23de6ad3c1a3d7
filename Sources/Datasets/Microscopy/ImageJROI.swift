internal import Geometry

/// A region of interest of ImageJ's and Fiji's.
///
/// Coordinates are corners of pixels, x to the right and y down.
struct ImageJROI {
    /// What a region is by its number in files.
    enum Kind: UInt8 {
        case polygon = 0
        case rectangle = 1
        case oval = 2
        case line = 3
        case freeLine = 4
        case polyline = 5
        case none = 6
        case freehand = 7
        case traced = 8
        case angle = 9
        case point = 10

        /// ImageJ's name of those without pixels; nil for others.
        var nameWithoutPixels: String? {
            switch self {
            case .polygon, .rectangle, .oval, .freehand, .traced: nil
            case .line: "line"
            case .freeLine: "freehand line"
            case .polyline: "segmented line"
            case .none: "region of no kind"
            case .angle: "angle"
            case .point: "point"
            }
        }
    }

    /// The region's name.
    var name: String
    /// The group that it is in, from 1 to 255; 0 for none.
    var group: Int
    /// The slice of a stack that it is on, from 1; 0 for all, or for a single picture.
    var position: Int
    /// The pixels as rings, of which those inside others are holes; empty where it has none.
    var rings: [[Point]]
    /// Whether the rings are those of an ellipse in this box, whose pixels are those with their centres inside.
    var isOval = false
    /// What kind of region without pixels it is; nil for others.
    var kindWithoutPixels: String?
    /// Texts by name.
    var properties: [(name: String, value: String)]

    /// The region's pixels in a picture of a size.
    func mask(in size: ImageSize) throws(GeometryError) -> RunLengthMask {
        guard isOval, let ring = rings.first, ring.count == 4 else {
            return try RunLengthMask(evenOddRings: rings, size: size)
        }
        let (left, top, right, bottom) = (ring[0].x, ring[0].y, ring[2].x, ring[2].y)
        for (index, value) in [left, top, right, bottom].enumerated()
        where !(abs(value) <= RunLengthMask.largestCoordinate) {
            throw .coordinateOutOfRange(index: index, found: value)
        }
        let (a, b) = ((right - left) / 2, (bottom - top) / 2)
        var builder = try RunLengthMask.Builder(size: size)
        guard a > 0, b > 0 else { return builder.finish() }
        for column in max(
            Int(left.rounded(.down)), 0)..<max(min(Int(right.rounded(.up)), size.width), max(Int(left), 0))
        {
            let x = (Double(column) + 0.5 - left - a) / a
            guard abs(x) < 1 else { continue }
            let half = b * (1 - x * x).squareRoot()
            let first = Int((top + b - half - 0.5).rounded(.up))
            let last = Int((top + b + half - 0.5).rounded(.down))
            let rows = (min(first, last + 1)..<last + 1).clamped(to: 0..<size.height)
            try builder.append(column: column, rows: rows)
        }
        return builder.finish()
    }

    /// The text under a name; nil where there is none.
    func property(_ name: String) -> String? { properties.first { $0.name == name }?.value }
}
