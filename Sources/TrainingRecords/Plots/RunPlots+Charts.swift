internal import Imaging

extension RunPlots {
    /// How many times the least loss the greatest must be for equal ratios to be equally long: on a linear axis the small ones
    /// would lie on its foot.
    private static let logarithmicRatio = 20.0

    static func lossChart(of history: RunHistory) -> LineChart? {
        let losses = history.names.filter { $0.hasPrefix(FigureName.lossPrefix) }
        let known = FigureName.losses.filter { losses.contains($0) }
        let names = known + losses.filter { !known.contains($0) }
        let series = names.map { name in
            let points = history.points(of: name, over: .step)
            let known = points.compactMap { point in point.y.map { (x: point.x, y: $0) } }
            let smoothed = Smoothing.smoothed(known.map(\.y))
            return LineChart.Series(
                name: String(name.dropFirst(FigureName.lossPrefix.count)),
                points: zip(known, smoothed).map { LineChart.Point(x: $0.x, y: $1) },
                background: smoothed == known.map(\.y) ? [] : points)
        }
        guard !series.isEmpty else { return nil }
        let changes = series.compactMap { line -> String? in
            guard let first = line.points.first?.y, let last = line.points.last?.y else { return nil }
            return "\(line.name) from \(NumberLabel.short(first)) to \(NumberLabel.short(last))"
        }
        var chart = LineChart(
            title: "Loss", summary: changes.joined(separator: "; "), xAxis: ChartAxis("Step", includesZero: true),
            yAxis: lossAxis(series), series: series)
        chart.showsLegend = true
        chart.height = 440
        return chart
    }

    /// An axis for all smoothed numbers and all others but the few farthest out, which would press the rest together.
    private static func lossAxis(_ series: [LineChart.Series]) -> ChartAxis {
        let smooth = series.flatMap { $0.points.compactMap(\.y) }
        let (least, greatest) = (smooth.filter { $0 > 0 }.min() ?? 1, smooth.max() ?? 1)
        let isLogarithmic = smooth.allSatisfy { $0 > 0 } && greatest > least * logarithmicRatio
        var axis = ChartAxis("Loss", scale: isLogarithmic ? .logarithmic : .linear, includesZero: true)
        let others = series.map { $0.background.compactMap(\.y).filter { $0 > 0 }.sorted() }.filter { !$0.isEmpty }
        guard !smooth.isEmpty, smooth.allSatisfy({ $0 >= 0 && $0.isFinite }) else { return axis }
        let upper = others.map { $0[($0.count - 1) * 99 / 100] }.max() ?? greatest
        let lower = others.map { $0[($0.count - 1) / 50] }.min() ?? least
        let room = 1.08
        axis.range = (isLogarithmic ? min(lower, least) / room : 0)...(max(upper, greatest) * room)
        return axis
    }

    static func rateChart(of history: RunHistory) -> LineChart? {
        let prefix = FigureName.learningRate + "/"
        let names = history.names.filter { $0 == FigureName.learningRate || $0.hasPrefix(prefix) }
        let series = names.map { name in
            LineChart.Series(
                name: name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : "learning rate",
                points: history.points(of: name, over: .step))
        }
        guard !series.isEmpty else { return nil }
        let ends = series.compactMap { line -> String? in
            line.points.last?.y.map { "\(line.name): \(NumberLabel.short($0)) at the end" }
        }
        var chart = LineChart(
            title: "Learning rate", summary: ends.joined(separator: "; "), xAxis: ChartAxis("Step", includesZero: true),
            yAxis: ChartAxis("Learning rate", includesZero: true), series: series)
        chart.height = 240
        return chart
    }

    static func apChart(of history: RunHistory) -> LineChart? {
        let titles = [
            (FigureName.maskAP, "mask AP"), (FigureName.maskAP50, "mask AP50"), (FigureName.maskAP75, "mask AP75"),
            (FigureName.boxAP, "box AP"),
        ]
        return evaluationChart(of: history, titles, title: "Average precision", axis: "AP")
    }

    static func iouChart(of history: RunHistory) -> LineChart? {
        let titles = [(FigureName.meanIoU, "mean IoU"), (FigureName.pixelAccuracy, "pixel accuracy")]
        return evaluationChart(of: history, titles, title: "Class maps", axis: "Share")
    }

    /// Figures of evaluations over epochs, the best of the first of them marked; nil where there is none.
    private static func evaluationChart(
        of history: RunHistory, _ titles: [(String, String)], title: String, axis: String
    ) -> LineChart? {
        var series = titles.compactMap { name, title -> LineChart.Series? in
            let points = history.points(of: name, over: .epoch)
            return points.isEmpty ? nil : LineChart.Series(name: title, points: points)
        }
        guard !series.isEmpty else { return nil }
        var summary = "Nothing is known yet."
        // The first line is what a run is judged by; of equals, the first was best.
        let known = series[0].points.compactMap { point in point.y.map { (x: point.x, y: $0) } }
        if let best = known.max(by: { $0.y < $1.y }).flatMap({ most in known.first { $0.y == most.y } }) {
            // What is evaluated before the first step are the weights that the run started from.
            let place = best.x == 0 ? "at the start" : "after epoch \(NumberLabel.short(best.x))"
            let figure = NumberLabel.fixed(best.y, digits: 3)
            series[0].marker = LineChart.Marker(x: best.x, y: best.y, label: "best: \(figure) \(place)")
            summary = "Best \(series[0].name): \(figure) \(place)."
        }
        var chart = LineChart(
            title: title, summary: summary, xAxis: ChartAxis("Epoch", includesZero: true),
            yAxis: ChartAxis(axis, includesZero: true), series: series)
        chart.showsLegend = true
        return chart
    }
}
