import Imaging

/// The memory of all runs over their course, in one small chart.
struct MemoryChart {
    private let curves: [MemoryCurve]

    init(_ curves: [MemoryCurve]) {
        self.curves = curves
    }

    func write(to path: String) throws {
        let series = curves.map { curve in
            let end = max(curve.samples.last?.seconds ?? 0, 0.001)
            return LineChart.Series(
                name: curve.name,
                points: thinned(curve.samples).map {
                    LineChart.Point(x: $0.seconds / end * 100, y: Double($0.bytes) / 1_048_576)
                })
        }
        var chart = LineChart(
            title: "Memory of long runs", summary: curves.map(\.verdict).joined(separator: ". "),
            xAxis: ChartAxis("% of the run"), yAxis: ChartAxis("MiB in RAM", range: 0...highest),
            series: series)
        chart.width = 640
        chart.height = 320
        try chart.write(toFile: path)
    }

    private var highest: Double {
        let most = curves.flatMap { $0.samples.map(\.bytes) }.max() ?? 0
        return (Double(most) / 1_048_576 * 1.1 / 50).rounded(.up) * 50
    }

    /// The most of each two hundredth of a run, so that no peak is lost.
    private func thinned(_ samples: [MemoryCurve.Sample]) -> [MemoryCurve.Sample] {
        let chunk = max(1, samples.count / 200)
        return stride(from: 0, to: samples.count, by: chunk).compactMap { start in
            samples[start..<min(start + chunk, samples.count)].max { $0.bytes < $1.bytes }
        }
    }
}
