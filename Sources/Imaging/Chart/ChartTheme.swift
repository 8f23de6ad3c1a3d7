/// The colours of a chart.
public enum ChartTheme: Sendable, Hashable, CaseIterable {
    /// Dark on white, for files and paper.
    case light
    /// Light on near black.
    case dark
    /// Those of the HTML page around it, by classes that `pageStyleSheet` defines; light or dark as the reader prefers.
    case page
}

/// Colours that readers with any kind of colour vision tell apart, and that stand out from the ground (3:1 or more).
///
/// Source: the series are after Okabe and Ito, "Color Universal Design" (2008).
struct ChartColors: Sendable {
    var text: Color
    var mutedText: Color
    var grid: Color
    var axis: Color
    var surface: Color
    var series: [Color]
    /// The colours of nothing, of half and of all.
    var ramp: [Color]
    var otherRamp: [Color]

    static let light = ChartColors(
        text: Color(hex: 0x1a2026), mutedText: Color(hex: 0x56606b), grid: Color(hex: 0xe3e7eb),
        axis: Color(hex: 0x8a949e), surface: .white,
        series: [0x0072b2, 0xd55e00, 0x008a64, 0xb5568a, 0xb07a00, 0x2f8fc9, 0x4a4f55].map { Color(hex: $0) },
        ramp: [0xf3f7fa, 0x5aa6d6, 0x08457e].map { Color(hex: $0) },
        otherRamp: [0xfbf5f0, 0xf09a5b, 0xa33c00].map { Color(hex: $0) })

    static let dark = ChartColors(
        text: Color(hex: 0xe8ecf0), mutedText: Color(hex: 0xa3aeb9), grid: Color(hex: 0x2f3740),
        axis: Color(hex: 0x6d7883), surface: Color(hex: 0x171c21),
        series: [0x56b4e9, 0xff8c42, 0x2dc49a, 0xe08fc0, 0xf0e442, 0x8ab4ff, 0xc3cad1].map { Color(hex: $0) },
        ramp: [0x1e252c, 0x2272a8, 0x8fd3ff].map { Color(hex: $0) },
        otherRamp: [0x262220, 0xa8531c, 0xffbe8f].map { Color(hex: $0) })

    subscript(ink: Ink) -> Color {
        switch ink {
        case .text: text
        case .mutedText: mutedText
        case .grid: grid
        case .axis: axis
        case .surface: surface
        case .series(let index): series[((index % series.count) + series.count) % series.count]
        case .ramp(let step): mixed(ramp, step)
        case .rampText(let step): mixed(ramp, step).contrastingText
        case .otherRamp(let step): mixed(otherRamp, step)
        case .otherRampText(let step): mixed(otherRamp, step).contrastingText
        }
    }

    private func mixed(_ stops: [Color], _ step: Int) -> Color {
        let share = Double(min(max(step, 0), Ink.rampSteps)) / Double(Ink.rampSteps)
        return share < 0.5
            ? stops[0].mixed(with: stops[1], at: share * 2) : stops[1].mixed(with: stops[2], at: share * 2 - 1)
    }
}

extension Ink {
    /// The name of the class of a shape that is filled with, or drawn in, the ink.
    var name: String {
        switch self {
        case .text: "text"
        case .mutedText: "muted"
        case .grid: "grid"
        case .axis: "axis"
        case .surface: "surface"
        case .series(let index): "s\(((index % 7) + 7) % 7)"
        case .ramp(let step): "a\(step)"
        case .rampText(let step): "at\(step)"
        case .otherRamp(let step): "b\(step)"
        case .otherRampText(let step): "bt\(step)"
        }
    }

    fileprivate static let plain: [Ink] = [.text, .mutedText, .grid, .axis, .surface] + (0..<7).map { .series($0) }
    fileprivate static let steps: [Ink] = (0...rampSteps).flatMap {
        [.ramp($0), .rampText($0), .otherRamp($0), .otherRampText($0)]
    }
}

extension ChartTheme {
    /// The colours as CSS custom properties (`--chart-text`, `--chart-s0` …), and the classes that `.page` names.
    ///
    /// On a screen they follow the reader's preference for light or dark; paper is light.
    public static let pageStyleSheet: String = {
        func variables(_ colors: ChartColors) -> String {
            (Ink.plain + Ink.steps).map { "--chart-\($0.name):\(colors[$0].hex)" }.joined(separator: ";")
        }
        let rules = (Ink.plain + Ink.steps).map { ".chart .f-\($0.name){fill:var(--chart-\($0.name))}" }
        let strokes = Ink.plain.map { ".chart .k-\($0.name){stroke:var(--chart-\($0.name))}" }
        return """
            :root{\(variables(.light))}
            @media screen and (prefers-color-scheme:dark){:root{\(variables(.dark))}}
            \((rules + strokes).joined())
            """
    }()

    /// The attributes of a shape that is filled.
    func fill(_ ink: Ink) -> String {
        self == .page ? #"class="f-\#(ink.name)""# : #"fill="\#(colors[ink].hex)""#
    }

    /// The attributes of a shape that is drawn as a line.
    func stroke(_ ink: Ink) -> String {
        self == .page ? #"class="k-\#(ink.name)""# : #"stroke="\#(colors[ink].hex)""#
    }

    private var colors: ChartColors { self == .dark ? .dark : .light }
}

extension Color {
    /// The colour as CSS and SVG have it: `#e69f00`.
    package var hex: String {
        "#"
            + [red, green, blue].map { byte in
                let digits = String(byte, radix: 16)
                return digits.count == 1 ? "0" + digits : digits
            }.joined()
    }
}
