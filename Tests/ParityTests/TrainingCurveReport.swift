import Foundation
import Imaging

/// Two runs of training side by side, for the documentation.
struct TrainingCurveReport {
    /// The sum of the losses at each step.
    let ours: [Double]
    let theirs: [Double]

    /// Writes `loss-curve.png` and `loss-curve.md`.
    func write(to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        func points(_ values: [Double]) -> [LineChart.Point] {
            values.enumerated().map { LineChart.Point(x: Double($0 + 1), y: $1) }
        }
        let chart = LineChart(
            title: "Sum of the five losses, step by step",
            summary: "Two curves that lie on each other: this package and torchvision.",
            xAxis: ChartAxis("step"), yAxis: ChartAxis("loss", includesZero: true),
            series: [
                LineChart.Series(name: "torchvision", points: points(theirs)),
                LineChart.Series(name: "this package", points: points(ours)),
            ])
        try chart.image(scale: 2).write(toFile: folder.appendingPathComponent("loss-curve.png").path)
        try table().write(to: folder.appendingPathComponent("loss-curve.md"), atomically: true, encoding: .utf8)
    }

    private func table() -> String {
        let rows = [1, 2, 3, 5, 10, 20, 30, 40, 50].map { step in
            let (our, their) = (ours[step - 1], theirs[step - 1])
            return String(format: "| %d | %.6f | %.6f | %.1e |", step, their, our, abs(our - their) / their)
        }
        return (["| step | torchvision | ours | relative difference |", "|---|---|---|---|"] + rows)
            .joined(separator: "\n") + "\n"
    }
}
