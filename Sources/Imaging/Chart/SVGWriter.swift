/// Writes the shapes of a chart as SVG.
struct SVGWriter {
    let theme: ChartTheme
    private var result = ""

    static let fonts = "system-ui,-apple-system,&quot;Segoe UI&quot;,Roboto,Arial,&quot;DejaVu Sans&quot;,sans-serif"

    init(theme: ChartTheme) {
        self.theme = theme
    }

    mutating func text(of drawing: ChartDrawing, title: String, summary: String) -> String {
        let (width, height) = (SVGWriter.number(drawing.width), SVGWriter.number(drawing.height))
        result =
            #"<svg \#(theme == .page ? "" : #"xmlns="http://www.w3.org/2000/svg" "#)class="chart" role="img" viewBox="0 0 \#(width) \#(height)" "#
            + #"width="\#(width)" height="\#(height)" font-family="\#(SVGWriter.fonts)">"#
        result += "<title>\(Markup.escaped(title))</title>"
        if !summary.isEmpty { result += "<desc>\(Markup.escaped(summary))</desc>" }
        if theme != .page {
            result += #"<rect width="\#(width)" height="\#(height)" \#(theme.fill(.surface))/>"#
        }
        for shape in drawing.shapes { add(shape) }
        return result + "</svg>\n"
    }

    private mutating func add(_ shape: ChartDrawing.Shape) {
        switch shape {
        case .rectangle(let x, let y, let width, let height, let ink, let tooltip):
            add("rect", box(x, y, width, height) + " " + theme.fill(ink), tooltip)
        case .hint(let x, let y, let width, let height, let tooltip):
            add("rect", box(x, y, width, height) + #" fill="none" pointer-events="all""#, tooltip)
        case .lines(let runs, let ink, let width, let dash):
            add(runs, ink, width, dash)
        case .paleLines(let runs, let ink):
            add(runs, ink, 1, 0, opacity: #" stroke-opacity=".24" stroke-linejoin="round""#)
        case .area(let points, let ink):
            add("path", #"d="\#(path(points))Z" fill-opacity=".22" "# + theme.fill(ink), nil)
        case .dot(let center, let radius, let ink, let tooltip):
            let place = #"cx="\#(number(center.x))" cy="\#(number(center.y))" r="\#(number(radius))""#
            add("circle", place + " " + theme.fill(ink), tooltip)
        case .text(let text):
            add(text)
        }
    }

    private mutating func add(
        _ runs: [[ChartDrawing.Point]], _ ink: Ink, _ width: Double, _ dash: Int, opacity: String = ""
    ) {
        let runs = runs.filter { !$0.isEmpty }
        guard !runs.isEmpty else { return }
        var attributes = #"d="\#(runs.map { path($0) }.joined())" fill="none" "# + theme.stroke(ink) + opacity
        if width != 1 { attributes += #" stroke-width="\#(number(width))" stroke-linejoin="round""# }
        // A run of one point is seen only with round ends.
        if runs.contains(where: { $0.count == 1 }) { attributes += #" stroke-linecap="round""# }
        let dashes = ["", "7 4", "2 3", "9 3 2 3"][((dash % 4) + 4) % 4]
        if !dashes.isEmpty { attributes += #" stroke-dasharray="\#(dashes)""# }
        add("path", attributes, nil)
    }

    private mutating func add(_ text: ChartDrawing.Text) {
        var attributes = #"x="\#(number(text.x))" y="\#(number(text.y))" font-size="\#(number(text.size))" "#
        attributes += theme.fill(text.ink)
        if text.anchor != .start { attributes += #" text-anchor="\#(text.anchor.rawValue)""# }
        if text.isBold { attributes += #" font-weight="600""# }
        if text.rotation != 0 {
            attributes += #" transform="rotate(\#(number(text.rotation)) \#(number(text.x)) \#(number(text.y)))""#
        }
        let tooltip = text.tooltip.map { "<title>\(Markup.escaped($0))</title>" } ?? ""
        result += "<text \(attributes)>\(tooltip)\(Markup.escaped(text.string))</text>"
    }

    private mutating func add(_ element: String, _ attributes: String, _ tooltip: String?) {
        result += "<\(element) \(attributes)"
        result += tooltip.map { "><title>\(Markup.escaped($0))</title></\(element)>" } ?? "/>"
    }

    private func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> String {
        #"x="\#(number(x))" y="\#(number(y))" width="\#(number(max(width, 0)))" height="\#(number(max(height, 0)))""#
    }

    private func path(_ points: [ChartDrawing.Point]) -> String {
        var text = ""
        for (index, point) in points.enumerated() {
            text += index == 0 ? "M" : "L"
            text += number(point.x) + " " + number(point.y)
        }
        if points.count == 1 { text += "h0" }
        return text
    }

    private func number(_ value: Double) -> String { SVGWriter.number(value) }

    /// A coordinate to a tenth of a pixel, without an exponent.
    static func number(_ value: Double) -> String {
        let tenths = Int((min(max(value.isNaN ? 0 : value, -1e7), 1e7) * 10).rounded())
        let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
        return (tenths < 0 ? "-" : "") + "\(whole)" + (rest == 0 ? "" : ".\(rest)")
    }
}
