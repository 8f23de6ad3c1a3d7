internal import Imaging

/// A piece of an HTML page. What is interpolated into one is escaped, unless it is a piece itself.
struct HTML: ExpressibleByStringInterpolation, Sendable {
    /// The markup.
    var text: String

    init(stringLiteral value: String) {
        text = value
    }

    init(stringInterpolation: StringInterpolation) {
        text = stringInterpolation.text
    }

    /// Markup that is known to be sound: the charts', and this target's own.
    init(sound text: String) {
        self.text = text
    }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        mutating func appendLiteral(_ literal: String) {
            text += literal
        }

        mutating func appendInterpolation(_ value: String) {
            text += Markup.escaped(value)
        }

        mutating func appendInterpolation(_ value: Int) {
            text += String(value)
        }

        mutating func appendInterpolation(_ piece: HTML) {
            text += piece.text
        }

        mutating func appendInterpolation(_ pieces: [HTML]) {
            for piece in pieces { text += piece.text }
        }
    }
}

extension HTML {
    /// A name that somebody else gave, kept from turning the direction of the text around it.
    static func name(_ name: String) -> HTML { "<bdi>\(ReportCharts.shown(name))</bdi>" }

    /// A chart with its title under it.
    /// - Parameter isFixed: Whether the chart keeps its size on a narrow screen, where it is then scrolled.
    static func figure(_ chart: some Chart, note: String = "", isFixed: Bool = false) -> HTML {
        let note: HTML = note.isEmpty ? "" : " <span class=\"note\">\(note)</span>"
        let scrolling: HTML = isFixed ? " tabindex=\"0\" role=\"region\" aria-label=\"\(chart.title)\"" : ""
        return """
            <figure class="plot"><div class="scroll\(isFixed ? " fixed" : "")"\(scrolling)>\(HTML(sound: chart.svg(theme: .page)))</div>\
            <figcaption><strong>\(chart.title)</strong>\(note)</figcaption></figure>

            """
    }

    /// A number of a table's cell, with its exact value to sort by.
    static func cell(_ value: Double?, digits: Int = 3) -> HTML {
        guard let value, value.isFinite else { return "<td class=\"num none\">–</td>" }
        return "<td class=\"num\" data-v=\"\("\(value)")\">\(NumberLabel.fixed(value, digits: digits))</td>"
    }

    /// A count of a table's cell.
    static func cell(_ count: Int) -> HTML {
        "<td class=\"num\" data-v=\"\(count)\">\(NumberLabel.count(count))</td>"
    }
}
