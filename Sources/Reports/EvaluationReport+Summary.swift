internal import COCO
internal import Imaging

extension EvaluationReport {
    /// The figures that sum it all up: a few as cards, all as a table.
    var summarySection: Section? {
        guard !summary.isEmpty else { return nil }
        let cards = summary.prefix(4).map { figure -> HTML in
            """
            <div class="card"><div class="label">\(figure.name)</div>\
            <div class="value">\(NumberLabel.fixed(figure.value, digits: 3))</div>\
            <div class="range">\(range(of: figure, prefix: "", empty: figure.value == nil ? "nothing to find" : ""))</div></div>

            """
        }
        let hasRanges = summary.contains { intervals[$0.name] != nil }
        let share = NumberLabel.percent(confidence)
        let head: HTML = hasRanges ? "<th scope=\"col\" class=\"num\">\(share) interval</th>" : ""
        let rows = summary.map { figure -> HTML in
            let range: HTML = hasRanges ? "<td class=\"num\">\(range(of: figure, prefix: "", empty: "–"))</td>" : ""
            return """
                <tr><th scope="row">\(figure.name)</th>\(HTML.cell(figure.value))\(range)<td class="words">\
                \(EvaluationReport.singleSpaced(figure.title))</td></tr>

                """
        }
        return Section(
            id: "summary", title: "Summary", shortTitle: "Summary",
            body: """
                <div class="cards">
                \(cards)</div>
                <div class="scroll" tabindex="0" role="region" aria-label="All figures"><table>
                <thead><tr><th scope="col">Figure</th><th scope="col" class="num">Value</th>\(head)\
                <th scope="col">What it is</th></tr></thead>
                <tbody>
                \(rows)</tbody></table></div>

                """)
    }

    private func range(of figure: SummaryFigure, prefix: String, empty: String) -> String {
        guard let interval = intervals[figure.name] else { return empty }
        let ends = [interval.lower, interval.upper].map { NumberLabel.fixed($0, digits: 3) }
        return prefix + ends.joined(separator: " to ")
    }

    /// pycocotools pads its titles to columns.
    private static func singleSpaced(_ text: String) -> String {
        text.split(separator: " ").reduce(into: "") { result, word in
            result += (result.isEmpty || result.hasSuffix("=") ? "" : " ") + word
        }
    }

    /// What costs most, in words, as a chart and as a table.
    func costSection(_ charts: ReportCharts) -> Section? {
        guard let breakdown, let chart = charts.errorBars else { return nil }
        let verdict: HTML = ErrorKind.verdict(on: breakdown).map { "<p class=\"lead\">\($0)</p>\n" } ?? ""
        let rows = ErrorKind.all(of: breakdown).map { kind -> HTML in
            let count = kind.count.map { HTML.cell($0) } ?? HTML.cell(nil)
            return """
                <tr><th scope="row">\(kind.name)</th>\(HTML.cell(kind.cost * 100, digits: 1))\(count)\
                <td class="words">\(kind.meaning)</td></tr>

                """
        }
        let note: HTML = """
            AP at an IoU of \(NumberLabel.fixed(breakdown.foregroundThreshold, digits: 2)) is \
            \(NumberLabel.fixed(breakdown.ap, digits: 3)). Without any wrong result it would be \
            \(NumberLabel.fixed(breakdown.falsePositives * 100, digits: 1)) points higher, and without the objects that were \
            not found \(NumberLabel.fixed(breakdown.falseNegatives * 100, digits: 1)). Each kind is mended alone, so the \
            points do not add up.
            """
        return Section(
            id: "errors", title: "What costs most", shortTitle: "Errors",
            body: """
                \(verdict)<div class="split">\(plot(chart))
                <div class="scroll" tabindex="0" role="region" aria-label="Kinds of errors"><table>
                <thead><tr><th scope="col">Kind</th><th scope="col" class="num">Points lost</th>\
                <th scope="col" class="num">Errors</th><th scope="col">What it is</th></tr></thead>
                <tbody>
                \(rows)</tbody></table></div></div>
                <p class="note">\(note)</p>

                """)
    }

    /// A chart for one half of the page, its title under it.
    func plot(_ chart: BarChart) -> HTML {
        var chart = chart
        chart.showsTitle = false
        chart.width = 470
        return .figure(chart)
    }

    /// A chart for one half of the page, its title under it.
    func plot(_ chart: LineChart, note: String = "") -> HTML {
        var chart = chart
        chart.showsTitle = false
        (chart.width, chart.height) = (470, 320)
        return .figure(chart, note: note)
    }
}
