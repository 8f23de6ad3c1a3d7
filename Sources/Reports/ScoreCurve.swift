internal import COCO
internal import Imaging

/// F1 by the least score that is kept, read off curves of precision over recall.
///
/// Precision in such a curve is the greatest at a recall or above, and recalls are steps of a hundredth, so F1 may differ by
/// about a point from one that is counted.
struct ScoreCurve {
    /// F1 at scores of 0, 0.01 … 1.
    let points: [LineChart.Point]

    /// The mean of categories at one IoU; nil without any.
    init?(meanOf curves: [PrecisionRecallCurve]) {
        guard !curves.isEmpty else { return nil }
        points = (0...100).map { step in
            let score = Double(step) / 100
            let sum = curves.reduce(0.0) { $0 + ScoreCurve.f1(of: $1, keeping: score) }
            return LineChart.Point(x: score, y: sum / Double(curves.count))
        }
    }

    /// The least score with the greatest F1.
    var best: (score: Double, f1: Double) {
        points.reduce((0, 0)) { best, point in (point.y ?? 0) > best.1 ? (point.x, point.y ?? 0) : best }
    }

    /// Of many IoU thresholds 0.50 and 0.75 where they are among them, else the first and the middle; of few all.
    static func chosen(of thresholds: [Double]) -> [Double] {
        let sorted = Set(thresholds.filter { !$0.isNaN }).sorted()
        guard sorted.count > 4 else { return sorted }
        let usual = sorted.filter { abs($0 - 0.5) < 1e-6 || abs($0 - 0.75) < 1e-6 }
        return usual.isEmpty ? [sorted[0], sorted[sorted.count / 2]] : usual
    }

    /// At the greatest recall that is reached with results of a score.
    private static func f1(of curve: PrecisionRecallCurve, keeping score: Double) -> Double {
        var best: (recall: Double, precision: Double) = (0, 0)
        for (index, recall) in curve.recall.enumerated()
        where index < curve.scores.count && index < curve.precision.count && recall > best.recall {
            // A score of 0 beside a precision of 0 is a recall that is never reached.
            if curve.scores[index] >= score, curve.precision[index] > 0 { best = (recall, curve.precision[index]) }
        }
        let sum = best.precision + best.recall
        return sum > 0 && sum.isFinite ? 2 * best.precision * best.recall / sum : 0
    }
}
