internal import COCO
internal import Imaging

extension EvaluationReport {
    /// How two sets of results compare.
    func comparisonSection(_ charts: ReportCharts) -> Section? {
        guard let comparison, let chart = charts.differenceBars else { return nil }
        let rows = comparison.figures.map { figure -> HTML in
            let difference = figure.difference
            let ends = [difference.lower, difference.upper].map { EvaluationReport.points($0) }
            return """
                <tr><th scope="row">\(figure.name)</th>\(HTML.cell(figure.first))\(HTML.cell(figure.second))\
                <td class="num">\(EvaluationReport.points(difference.estimate))</td>\
                <td class="num">\(ends.joined(separator: " to "))</td>\
                <td class="num">\(EvaluationReport.probability(figure.pValue))</td>\
                <td>\(EvaluationReport.verdict(on: difference))</td></tr>

                """
        }
        return Section(
            id: "comparison", title: "Two sets of results", shortTitle: "Comparison",
            body: """
                <dl class="facts"><div><dt>First</dt><dd>\(HTML.name(comparison.first))</dd></div>\
                <div><dt>Second</dt><dd>\(HTML.name(comparison.second))</dd></div></dl>
                <div class="scroll" tabindex="0" role="region" aria-label="Comparison"><table>
                <thead><tr><th scope="col">Figure</th><th scope="col" class="num">First</th>\
                <th scope="col" class="num">Second</th><th scope="col" class="num">Points</th>\
                <th scope="col" class="num">\(NumberLabel.percent(confidence)) interval</th>\
                <th scope="col" class="num">p</th><th scope="col">The second is</th></tr></thead>
                <tbody>
                \(rows)</tbody></table></div>
                \(plot(chart))

                """)
    }

    private static func points(_ value: Double) -> String {
        (value >= 0.0005 ? "+" : "") + NumberLabel.fixed(value * 100, digits: 1)
    }

    private static func probability(_ value: Double) -> String {
        value.isFinite && value < 0.001 ? "< 0.001" : NumberLabel.fixed(value, digits: 3)
    }

    private static func verdict(on difference: COCO.ConfidenceInterval) -> String {
        difference.lower > 0 ? "better" : difference.upper < 0 ? "worse" : "not clearly different"
    }

    /// How values are distributed.
    var histogramSection: Section? {
        guard !histograms.isEmpty else { return nil }
        let figures = histograms.map { histogram -> HTML in
            var chart = histogram
            chart.showsTitle = false
            (chart.width, chart.height) = (470, 270)
            return .figure(chart)
        }
        return Section(
            id: "distributions", title: "Distributions", shortTitle: "Distributions",
            body: "<div class=\"split\">\n\(figures)</div>\n")
    }
}
