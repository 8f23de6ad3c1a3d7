/// The shapes of a chart, in units that are pixels at a scale of 1, from the top left.
public struct ChartDrawing: Sendable, Hashable {
    /// The width.
    public let width: Double
    /// The height.
    public let height: Double
    var shapes: [Shape] = []

    var size: (width: Double, height: Double) { (width, height) }

    init(width: Double, height: Double) {
        self.width = width.rounded(.up)
        self.height = height.rounded(.up)
    }

    struct Point: Sendable, Hashable {
        var x: Double
        var y: Double
    }

    enum Anchor: String {
        case start, middle, end
    }

    struct Text: Sendable, Hashable {
        var string: String
        var x: Double
        var y: Double
        var size: Double
        var ink = Ink.text
        var anchor = Anchor.start
        var isBold = false
        /// Degrees, clockwise about (x, y).
        var rotation = 0.0
        /// What is said of the text where it is touched, such as its whole where it was cut.
        var tooltip: String?
    }

    enum Shape: Sendable, Hashable {
        case rectangle(x: Double, y: Double, width: Double, height: Double, ink: Ink, tooltip: String?)
        /// Lines through points; dash 0 is solid.
        case lines([[Point]], ink: Ink, width: Double, dash: Int)
        /// Thin lines through points, half seen through.
        case paleLines([[Point]], ink: Ink)
        /// A filled polygon, half seen through.
        case area([Point], ink: Ink)
        case dot(Point, radius: Double, ink: Ink, tooltip: String?)
        case text(Text)
        /// What is seen of nothing but its tooltip.
        case hint(x: Double, y: Double, width: Double, height: Double, tooltip: String)
    }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ ink: Ink, width: Double = 1) {
        shapes.append(.lines([[Point(x: x1, y: y1), Point(x: x2, y: y2)]], ink: ink, width: width, dash: 0))
    }

    mutating func rectangle(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ ink: Ink, tooltip: String? = nil
    ) {
        shapes.append(.rectangle(x: x, y: y, width: width, height: height, ink: ink, tooltip: tooltip))
    }

    /// Writes text no wider than a width, cut where it would be; the whole is then its tooltip.
    mutating func write(_ text: Text, within width: Double = .infinity) {
        var text = text
        let line = TextMeasure.line(text.string)
        let measure = TextMeasure(size: text.size, isBold: text.isBold)
        text.string = measure.cut(line, to: width)
        if text.string != line, text.tooltip == nil { text.tooltip = line }
        if !text.string.isEmpty { shapes.append(.text(text)) }
    }
}

/// What a shape is drawn in; a theme says which colour that is.
enum Ink: Sendable, Hashable {
    case text
    case mutedText
    case grid
    case axis
    case surface
    case series(Int)
    /// A share of a heat map, in steps from 0 to `rampSteps`.
    case ramp(Int)
    case rampText(Int)
    /// The same in the second hue.
    case otherRamp(Int)
    case otherRampText(Int)

    static let rampSteps = 20
}
