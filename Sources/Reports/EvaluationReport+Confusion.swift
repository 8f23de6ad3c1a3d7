internal import COCO
internal import Imaging

extension EvaluationReport {
    private static let mostPairs = 10

    /// What is taken for what, as a chart and as a list of the most frequent.
    func confusionSection(_ charts: ReportCharts) -> Section? {
        guard let confusion, var chart = charts.confusion else { return nil }
        let view = ConfusionView(confusion)
        chart.showsTitle = false
        let cut: HTML =
            view.isCut
            ? """
            <p class="note">Of \(confusion.categories.count) classes the \(view.shown.count) with the most confusions are \
            drawn.</p>

            """ : ""
        return Section(
            id: "confusion", title: "What is taken for what", shortTitle: "Confusion",
            body: """
                <p>\(view.summary) Counted are results with a score of \
                \(NumberLabel.fixed(confusion.scoreThreshold, digits: 2)) or more that match with an IoU of \
                \(NumberLabel.fixed(confusion.iouThreshold, digits: 2)) or more.</p>
                \(cut)\(HTML.figure(chart, note: "objects by row; colours are shares of the row", isFixed: true))\(pairTable(view))
                """)
    }

    private func pairTable(_ view: ConfusionView) -> HTML {
        let pairs = view.pairs
        guard view.matrix.categories.count > 2, !pairs.isEmpty else { return "" }
        let rows = pairs.prefix(EvaluationReport.mostPairs).map { pair -> HTML in
            let sum = view.matrix.counts[pair.row].reduce(0, +)
            return """
                <tr><th scope="row">\(HTML.name(view.matrix.categories[pair.row]))</th>\
                <td>\(HTML.name(view.matrix.categories[pair.column]))</td>\(HTML.cell(pair.count))\
                <td class="num">\(NumberLabel.percent(Double(pair.count) / Double(max(sum, 1)), digits: 1))</td></tr>

                """
        }
        return """
            <h3>Most frequent confusions</h3>
            <div class="scroll" tabindex="0" role="region" aria-label="Most frequent confusions"><table>
            <thead><tr><th scope="col">What is there</th><th scope="col">What was found</th>\
            <th scope="col" class="num">Times</th><th scope="col" class="num">Of the class</th></tr></thead>
            <tbody>
            \(rows)</tbody></table></div>

            """
    }
}
