internal import COCO
internal import Imaging

extension EvaluationReport {
    /// The figures of each category, in a table that can be sorted.
    func categorySection(_ charts: ReportCharts) -> Section? {
        guard !categories.isEmpty else { return nil }
        let rows = categories.map { figures -> HTML in
            let best = figures.best
            return """
                <tr><th scope="row" data-v="\(figures.category.name)">\(HTML.name(figures.category.name))</th>\
                \(HTML.cell(figures.groundTruthCount))\(HTML.cell(figures.resultCount))\(bar(figures.ap))\
                \(HTML.cell(figures.ap50))\(HTML.cell(figures.ap75))\(HTML.cell(figures.ar))\
                \(HTML.cell(best?.score, digits: 2))\(HTML.cell(best?.precision))\(HTML.cell(best?.recall))\
                \(HTML.cell(best?.f1))</tr>

                """
        }
        let heads = ["Class", "Objects", "Results", "AP", "AP50", "AP75", "AR", "Score", "Precision", "Recall", "F1"]
        let cells = heads.enumerated().map { index, head -> HTML in
            index == 0 ? "<th scope=\"col\">\(head)</th>" : "<th scope=\"col\" class=\"num\">\(head)</th>"
        }
        let chart: HTML
        if let bars = charts.categoryBars {
            chart =
                bars.bars.count > 20
                ? "<details><summary>AP of all \(bars.bars.count) classes as a chart</summary>\n\(wide(bars))</details>\n"
                : wide(bars)
        } else {
            chart = ""
        }
        return Section(
            id: "classes", title: "Classes", shortTitle: "Classes",
            body: """
                <p class="note">The last four columns are for the least score to keep that gives the best F1 at an IoU of 0.50.\
                <span class="needs-script"> A click on a column’s head sorts.</span></p>
                <div class="scroll tall" tabindex="0" role="region" aria-label="Figures of each class">\
                <table class="sortable"><thead>
                <tr class="groups"><td colspan="3"></td><th scope="colgroup" colspan="4">Over all scores</th>\
                <th scope="colgroup" colspan="4">At the best threshold</th></tr>
                <tr>\(cells)</tr></thead>
                <tbody>
                \(rows)</tbody></table></div>
                \(chart)
                """)
    }

    /// AP as a number over a bar.
    private func bar(_ value: Double?) -> HTML {
        guard let value, value.isFinite else { return HTML.cell(nil) }
        let length = NumberLabel.fixed(min(max(value, 0), 1) * 56, digits: 1)
        return """
            <td class="num" data-v="\("\(value)")"><svg class="bar" width="56" height="9" viewBox="0 0 56 9" \
            aria-hidden="true"><rect class="track" width="56" height="9" rx="2"/>\
            <rect class="fill" width="\(length)" height="9" rx="2"/></svg>\(NumberLabel.fixed(value, digits: 3))</td>
            """
    }

    private func wide(_ bars: BarChart) -> HTML {
        var chart = bars
        chart.showsTitle = false
        chart.width = 640
        return .figure(chart)
    }
}
