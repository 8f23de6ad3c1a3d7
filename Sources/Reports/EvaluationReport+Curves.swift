internal import COCO
internal import Imaging

extension EvaluationReport {
    /// With more categories than this the best and the worst are shown, and the others on demand.
    private static let mostSmallCharts = 16
    /// With more than this the others are left out, which keeps the page quick.
    private static let mostHiddenCharts = 150

    /// Precision over recall and F1 over score, of all and of each category.
    func curveSection(_ charts: ReportCharts) -> Section? {
        let mean = charts.meanCurves.map {
            plot($0, note: charts.categoryNames.count == 1 ? "" : "mean over all classes")
        }
        let f1 = charts.f1Curves.map { plot($0, note: "read off the curves; the table of classes counts exactly") }
        let small = charts.categoryNames.count > 1 ? smallCharts(charts) : ""
        guard mean != nil || f1 != nil || !small.text.isEmpty else { return nil }
        return Section(
            id: "curves", title: "Precision, recall and score", shortTitle: "Curves",
            body: "<div class=\"split\">\n\(mean ?? "")\(f1 ?? "")</div>\n\(small)")
    }

    private func smallCharts(_ charts: ReportCharts) -> HTML {
        let byName = Dictionary(grouping: curves.filter { $0.category != nil }, by: { $0.category ?? "" })
        let ap = Dictionary(
            categories.compactMap { figures in figures.ap.map { (figures.category.name, $0) } },
            uniquingKeysWith: { first, _ in first })
        func grid(_ names: some Sequence<String>) -> HTML {
            let figures = names.map { name -> HTML in
                let chart = charts.curve(of: name, byName[name] ?? [])
                let value: HTML =
                    ap[name].map { " <span class=\"note\">AP \(NumberLabel.fixed($0, digits: 3))</span>" } ?? ""
                return """
                    <figure class="plot small">\(HTML(sound: chart.svg(theme: .page)))\
                    <figcaption><strong>\(HTML.name(name))</strong>\(value)</figcaption></figure>

                    """
            }
            return "<div class=\"grid\">\n\(figures)</div>\n"
        }
        let thresholds = ScoreCurve.chosen(of: curves.filter { $0.category != nil }.map(\.iouThreshold))
        let words = thresholds.enumerated().map { index, threshold in
            "\(["solid", "dashed", "dotted", "dash-dotted"][index % 4]) at an IoU of \(NumberLabel.fixed(threshold, digits: 2))"
        }
        let legend: HTML = "<p class=\"note\">Precision over recall; \(words.joined(separator: ", ")).</p>\n"
        let names = charts.categoryNames
        guard names.count > EvaluationReport.mostSmallCharts else {
            return "<h3>Each class</h3>\n\(legend)\(grid(names))"
        }
        let ranked = names.filter { ap[$0] != nil }.sorted { (ap[$0] ?? 0, $1) > (ap[$1] ?? 0, $0) }
        let shown = EvaluationReport.mostSmallCharts / 2
        let all: HTML =
            names.count <= EvaluationReport.mostHiddenCharts
            ? "<details><summary>All \(names.count) classes</summary>\n\(grid(names))</details>\n" : ""
        guard ranked.count > 2 * shown else { return "<h3>Each class</h3>\n\(legend)\(all)" }
        return """
            <h3>The \(shown) best classes</h3>
            \(legend)\(grid(ranked.prefix(shown)))<h3>The \(shown) worst classes</h3>
            \(grid(ranked.suffix(shown).reversed()))\(all)
            """
    }
}
