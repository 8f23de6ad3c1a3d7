internal import COCO
internal import Imaging

/// The charts of a report.
struct ReportCharts {
    let report: EvaluationReport

    /// Precision over recall, the mean over all categories, a line an IoU.
    var meanCurves: LineChart? {
        let means = report.curves.filter { $0.category == nil }
        let curves = means.isEmpty && categoryNames.count == 1 ? report.curves : means
        guard !curves.isEmpty else { return nil }
        return chart(of: shown(curves), title: "Precision and recall") {
            "IoU \(NumberLabel.fixed($0.iouThreshold, digits: 2))"
        }
    }

    /// Precision over recall of one category, small.
    func curve(of category: String, _ curves: [PrecisionRecallCurve]) -> LineChart {
        var chart = chart(of: shown(curves), title: category) { "IoU \(NumberLabel.fixed($0.iouThreshold, digits: 2))" }
        chart.showsTitle = false
        chart.showsLegend = false
        (chart.width, chart.height) = (250, 190)
        return chart
    }

    /// F1 over the least score that is kept: the mean over categories, or the only one's.
    var f1Curves: LineChart? {
        let byThreshold = Dictionary(grouping: report.curves.filter { $0.category != nil }, by: \.iouThreshold)
        let thresholds = ScoreCurve.chosen(of: Array(byThreshold.keys))
        let series = thresholds.compactMap { threshold -> LineChart.Series? in
            guard let curve = ScoreCurve(meanOf: byThreshold[threshold] ?? []) else { return nil }
            let best = curve.best
            let label = "\(NumberLabel.fixed(best.f1, digits: 3)) at \(NumberLabel.fixed(best.score, digits: 2))"
            return LineChart.Series(
                name: "IoU \(NumberLabel.fixed(threshold, digits: 2))", points: curve.points,
                marker: best.f1 > 0 ? LineChart.Marker(x: best.score, y: best.f1, label: label) : nil)
        }
        guard !series.isEmpty else { return nil }
        let subject = categoryNames.count == 1 ? "F1" : "Mean F1"
        let peaks = series.compactMap { line in line.marker.map { "\(line.name): best \($0.label)" } }
        return LineChart(
            title: "\(subject) over score", summary: peaks.joined(separator: "; "),
            xAxis: ChartAxis("Least score kept", range: 0...1), yAxis: ChartAxis(subject, range: 0...1), series: series)
    }

    /// AP of each category, the best first.
    var categoryBars: BarChart? {
        let known = report.categories.filter { $0.ap != nil }
        guard known.count > 1 else { return nil }
        let bars = known.sorted { ($0.ap ?? 0, $1.category.name) > ($1.ap ?? 0, $0.category.name) }
            .map { BarChart.Bar(label: ReportCharts.shown($0.category.name), value: $0.ap) }
        return BarChart(
            title: "AP of each class", summary: "Bars from \(bars.first?.label ?? "") to \(bars.last?.label ?? "").",
            axis: ChartAxis("AP", range: 0...1), bars: bars)
    }

    /// What each kind of error costs.
    var errorBars: BarChart? {
        guard let breakdown = report.breakdown else { return nil }
        let kinds = ErrorKind.all(of: breakdown)
        let bars = kinds.map { kind in
            BarChart.Bar(
                label: kind.name, value: kind.cost * 100,
                valueLabel: NumberLabel.fixed(kind.cost * 100, digits: 1), color: 1)
        }
        let worst = kinds.max { $0.cost < $1.cost }
        return BarChart(
            title: "AP lost to each kind of error",
            summary: worst.map {
                "Most is lost to \($0.phrase): \(NumberLabel.fixed($0.cost * 100, digits: 1)) points."
            } ?? "",
            axis: ChartAxis("points of AP at an IoU of \(NumberLabel.fixed(breakdown.foregroundThreshold, digits: 2))"),
            bars: bars)
    }

    /// The differences of two sets of results.
    var differenceBars: BarChart? {
        guard let comparison = report.comparison, !comparison.figures.isEmpty else { return nil }
        let bars = comparison.figures.map { figure in
            let ends = [figure.difference.lower, figure.difference.upper].map { $0 * 100 }
            return BarChart.Bar(
                label: figure.name, value: figure.difference.estimate * 100,
                interval: ends[0] <= ends[1] ? ends[0]...ends[1] : nil,
                valueLabel: (figure.difference.estimate > 0 ? "+" : "")
                    + NumberLabel.fixed(figure.difference.estimate * 100, digits: 1),
                color: figure.difference.estimate < 0 ? 1 : 0)
        }
        return BarChart(
            title: "Second less first", summary: "Differences in points, with their intervals.",
            axis: ChartAxis("points; to the right the second is better"), bars: bars)
    }

    /// Which categories are taken for which; of very many those that are most confused.
    var confusion: HeatMap? {
        guard let matrix = report.confusion.map(ConfusionView.init), matrix.isSound else { return nil }
        return matrix.chart
    }

    /// The names of categories that have curves, in the order of their first.
    var categoryNames: [String] {
        var seen: Set<String> = []
        return report.curves.compactMap(\.category).filter { seen.insert($0).inserted }
    }

    private func chart(
        of curves: [PrecisionRecallCurve], title: String, name: (PrecisionRecallCurve) -> String
    ) -> LineChart {
        let series = curves.map { curve in
            LineChart.Series(
                name: name(curve), points: zip(curve.recall, curve.precision).map { LineChart.Point(x: $0, y: $1) })
        }
        let areas = curves.map { curve -> String in
            let mean = curve.precision.reduce(0, +) / Double(max(curve.precision.count, 1))
            return "\(name(curve)): mean precision \(NumberLabel.fixed(mean, digits: 3))"
        }
        return LineChart(
            title: title, summary: areas.joined(separator: "; "), xAxis: ChartAxis("Recall", range: 0...1),
            yAxis: ChartAxis("Precision", range: 0...1), series: series)
    }

    /// A name, or what stands for one that nobody would see.
    static func shown(_ name: String) -> String {
        name.allSatisfy(\.isWhitespace) ? "(no name)" : name
    }

    private func shown(_ curves: [PrecisionRecallCurve]) -> [PrecisionRecallCurve] {
        let thresholds = ScoreCurve.chosen(of: curves.map(\.iouThreshold))
        return thresholds.compactMap { threshold in curves.first { $0.iouThreshold == threshold } }
    }
}

extension EvaluationReport {
    /// The charts with the names of their files.
    func charts() -> [(name: String, chart: any Chart)] {
        let charts = ReportCharts(report: self)
        let all: [(String, (any Chart)?)] = [
            ("precision-recall", charts.meanCurves), ("f1-over-score", charts.f1Curves),
            ("ap-per-class", charts.categoryBars), ("errors", charts.errorBars),
            ("confusion-matrix", charts.confusion), ("difference", charts.differenceBars),
        ]
        let named = all.compactMap { name, chart in chart.map { (name: name, chart: $0) } }
        return named + histograms.enumerated().map { (name: "histogram-\($0 + 1)", chart: $1) }
    }
}
