// Compares results with ground truth: COCO's figures, and what each kind of error costs.
//
//   swift run evaluate GROUND-TRUTH.json RESULTS.json
//
// AP              0.32
// AP50            0.562
// …
// classification  0.162

import COCO
import Foundation

/// Rounded to so many thousandths, as text.
func rounded(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }

let arguments = CommandLine.arguments
guard arguments.count == 3 else {
    print("usage: evaluate GROUND-TRUTH.json RESULTS.json")
    exit(64)
}

do {
    let truth = try Dataset(contentsOfFile: arguments[1])
    let results = try [DetectionResult](contentsOfFile: arguments[2])
    let evaluation = try Evaluation(groundTruth: truth, results: results)
    for figure in evaluation.summary {
        print(figure.name, figure.value.map(rounded) ?? "nothing to find", separator: "\t")
    }
    let errors = try ErrorBreakdown(groundTruth: truth, results: results)
    let costs = [
        ("classification", errors.classification), ("localization", errors.localization), ("both", errors.both),
        ("duplicate", errors.duplicate), ("background", errors.background), ("missed", errors.missed),
    ]
    for (kind, cost) in costs.sorted(by: { $0.1 > $1.1 }) { print(kind, rounded(cost), separator: "\t") }
} catch {
    print("evaluate: \(error)")
    exit(1)
}
