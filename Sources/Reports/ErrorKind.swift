internal import COCO
internal import Imaging

/// A kind of error, in words, with what it costs.
struct ErrorKind {
    var name: String
    /// The kind as the end of a sentence "Most AP is lost to …".
    var phrase: String
    /// What it is.
    var meaning: String
    /// AP lost, from 0 to 1.
    var cost: Double
    /// How many there are; nil where they were not counted.
    var count: Int?

    /// The six kinds, in TIDE's order.
    static func all(of breakdown: ErrorBreakdown) -> [ErrorKind] {
        let near = NumberLabel.fixed(breakdown.backgroundThreshold, digits: 2)
        let on = NumberLabel.fixed(breakdown.foregroundThreshold, digits: 2)
        func count(_ index: Int) -> Int? { index < breakdown.counts.count ? breakdown.counts[index] : nil }
        return [
            ErrorKind(
                name: "Classification", phrase: "objects taken for another class",
                meaning: "in the right place (IoU of \(on) or more), with the wrong class",
                cost: breakdown.classification, count: count(0)),
            ErrorKind(
                name: "Localization", phrase: "objects found in not quite the right place",
                meaning: "the right class, but the place fits only roughly (IoU from \(near) to \(on))",
                cost: breakdown.localization, count: count(1)),
            ErrorKind(
                name: "Both", phrase: "results with the wrong class in not quite the right place",
                meaning: "the wrong class, and the place fits only roughly", cost: breakdown.both, count: count(2)),
            ErrorKind(
                name: "Duplicate", phrase: "objects found more than once",
                meaning: "a second result for an object that has one", cost: breakdown.duplicate, count: count(3)),
            ErrorKind(
                name: "Background", phrase: "results where there is nothing",
                meaning: "a result on no object (IoU of \(near) or less)", cost: breakdown.background, count: count(4)),
            ErrorKind(
                name: "Missed", phrase: "missed objects", meaning: "an object that no result is near",
                cost: breakdown.missed, count: count(5)),
        ]
    }

    /// One or two sentences on what costs most; nil where there is nothing to say.
    static func verdict(on breakdown: ErrorBreakdown) -> String? {
        let kinds = all(of: breakdown).filter { $0.cost.isFinite }.sorted { $0.cost > $1.cost }
        guard let worst = kinds.first else { return nil }
        func points(_ cost: Double) -> String { NumberLabel.fixed(cost * 100, digits: 1) }
        guard worst.cost >= 0.0005 else { return "No kind of error alone costs any AP." }
        var text = "Most AP is lost to \(worst.phrase) (\(points(worst.cost)) points)"
        if kinds.count > 1, kinds[1].cost >= 0.0005 {
            text += ", then to \(kinds[1].phrase) (\(points(kinds[1].cost)))"
        }
        text += "."
        let (positives, negatives) = (breakdown.falsePositives, breakdown.falseNegatives)
        if positives.isFinite, negatives.isFinite, max(positives, negatives) >= 0.0005 {
            text +=
                positives >= negatives
                ? " Wrong results cost more than objects not found: \(points(positives)) points against \(points(negatives))."
                : " Objects not found cost more than wrong results: \(points(negatives)) points against \(points(positives))."
        }
        return text
    }
}
