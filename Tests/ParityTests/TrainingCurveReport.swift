import Foundation
import Imaging

/// Two runs of training side by side, for the documentation.
struct TrainingCurveReport {
    /// The sum of the losses at each step, in float64.
    let ours: [Double]
    let theirs: [Double]
    /// The same in float32.
    let oursRounded: [Double]
    let theirsRounded: [Double]

    /// Writes `loss-curve.png` and `loss-curve.md`.
    func write(to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        func points(_ values: [Double]) -> [LineChart.Point] {
            values.enumerated().map { LineChart.Point(x: Double($0 + 1), y: $1) }
        }
        let chart = LineChart(
            title: "Sum of the five losses, step by step, in float64",
            summary:
                "Two curves that lie on each other: this package's, and torchvision's with the area below it filled.",
            xAxis: ChartAxis("step"), yAxis: ChartAxis("loss", includesZero: true),
            series: [
                LineChart.Series(name: "this package", points: points(ours)),
                LineChart.Series(name: "torchvision", points: points(theirs), isFilled: true),
            ])
        try chart.image(scale: 2).write(toFile: folder.appendingPathComponent("loss-curve.png").path)
        try table().write(to: folder.appendingPathComponent("loss-curve.md"), atomically: true, encoding: .utf8)
    }

    private func table() -> String {
        let rows = [1, 2, 3, 5, 10, 20, 30, 40, 50].map { step in
            let truth = theirs[step - 1]
            func difference(_ values: [Double]) -> Double { abs(values[step - 1] - truth) / truth }
            return String(
                format: "| %d | %.9f | %.9f | %.0e | %.0e | %.0e |", step, truth, ours[step - 1], difference(ours),
                difference(theirsRounded), difference(oursRounded))
        }
        let head =
            "| step | torchvision, float64 | ours, float64 | relative difference | torchvision's float32 | our float32 |"
        return ([head, "|---|---|---|---|---|---|"] + rows)
            .joined(separator: "\n") + "\n"
    }
}
