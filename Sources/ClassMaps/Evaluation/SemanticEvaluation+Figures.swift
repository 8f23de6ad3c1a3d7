extension SemanticEvaluation {
    /// How many pixels each class has in the ground truth.
    public var groundTruthCounts: [Int64] {
        (0..<classCount).map { truth in row(truth).reduce(unansweredCounts[truth], +) }
    }

    /// How many pixels are predicted as each class, where the ground truth has one.
    public var predictedCounts: [Int64] {
        var sums = [Int64](repeating: 0, count: classCount)
        for truth in 0..<classCount {
            for (predicted, count) in row(truth).enumerated() { sums[predicted] += count }
        }
        return sums
    }

    /// How many pixels of each class are predicted as it.
    public var correctCounts: [Int64] { (0..<classCount).map { counts[$0 * classCount + $0] } }

    /// The share of pixels whose class is right; NaN where no pixel has one.
    ///
    /// Source: torchvision's `acc_global`.
    public var pixelAccuracy: Double {
        Double(correctCounts.reduce(0, +)) / Double(groundTruthCounts.reduce(0, +))
    }

    /// For each class the share of its pixels that are predicted as it; NaN where the ground truth has none.
    ///
    /// Source: torchvision's `acc`.
    public var classAccuracies: [Double] {
        zip(correctCounts, groundTruthCounts).map { Double($0) / Double($1) }
    }

    /// For each class the intersection of what is predicted and what is right over their union; NaN where it occurs in neither.
    ///
    /// Source: torchvision's `iu`.
    public var intersectionsOverUnion: [Double] {
        let (correct, truth, predicted) = (correctCounts, groundTruthCounts, predictedCounts)
        return (0..<classCount).map { Double(correct[$0]) / Double(truth[$0] + predicted[$0] - correct[$0]) }
    }

    /// The mean of all classes' ``intersectionsOverUnion``; NaN where one class occurs nowhere, as in torchvision.
    public var meanIoU: Double { Self.mean(intersectionsOverUnion) }

    /// The mean of ``intersectionsOverUnion`` over the classes that occur in ground truth or prediction; NaN where none does.
    public var meanIoUOfOccurringClasses: Double { Self.mean(intersectionsOverUnion.filter { !$0.isNaN }) }

    /// The mean of all classes' ``classAccuracies``; NaN where the ground truth lacks one.
    public var meanClassAccuracy: Double { Self.mean(classAccuracies) }

    /// The classes that occur neither in the ground truth nor in the predictions.
    public var absentClasses: [Int] {
        zip(groundTruthCounts, predictedCounts).enumerated().filter { $0.element == (0, 0) }.map(\.offset)
    }

    /// What a reader of the figures should know, in words.
    public func notes(palette: ClassPalette) -> [String] {
        func names(_ classes: [Int]) -> String {
            let rest = classes.count - 10
            return classes.prefix(10).map { palette.name(of: UInt8($0)) }.joined(separator: ", ")
                + (rest > 0 ? " and \(rest) more" : "")
        }
        var notes: [String] = []
        let absent = absentClasses
        if !absent.isEmpty {
            let verb = absent.count == 1 ? "class occurs" : "classes occur"
            notes.append(
                "\(absent.count) \(verb) neither in the ground truth nor in the predictions, so that IoU is 0 / 0, and so is the "
                    + "mean over all classes, as in torchvision: \(names(absent))")
        }
        let truth = groundTruthCounts
        let invented = (0..<classCount).filter { truth[$0] == 0 && !absent.contains($0) }
        if !invented.isEmpty {
            notes.append(
                "of \(names(invented)) the ground truth has no pixel, but predictions have: IoU is 0, and accuracy is 0 / 0"
            )
        }
        let unanswered = unansweredCounts.reduce(0, +)
        if unanswered > 0 {
            let pixels = unanswered == 1 ? "1 pixel is" : "\(unanswered) pixels are"
            notes.append("\(pixels) predicted as no class (\(ClassMap.ignored)), which counts as wrong")
        }
        let known = truth.reduce(0, +)
        if known == 0, imageCount > 0 {
            notes.append("no pixel of the ground truth has a class: there is nothing to compare")
        } else if ignoredCount > known {
            let share = Double(ignoredCount) / Double(ignoredCount + known) * 100
            notes.append("\(Int(share.rounded()))% of the ground truth's pixels have no class and do not count")
        }
        return notes
    }

    private func row(_ truth: Int) -> ArraySlice<Int64> { counts[truth * classCount..<(truth + 1) * classCount] }

    /// NaN of nothing.
    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}
