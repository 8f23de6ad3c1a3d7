import Training

/// How a run begins, in words.
enum TrainingStartText {
    /// Some lines.
    static func lines(of start: TrainingEvent.TrainingStart) -> [String] {
        let names = start.categories.sorted { $0.key < $1.key }.map(\.value)
        let shown = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? " …" : "")
        var lines = [
            "\(start.model), \(Quantity.grouped(start.parameterCount)) parameters, \(Quantity.grouped(start.trainedCount)) trained",
            "\(Quantity.count(start.imageCount, "image")), "
                + (start.objectCount.map { Quantity.count($0, "object") + ", " } ?? "")
                + "\(Quantity.count(names.count, "class", "classes")): \(shown)",
            "\(Quantity.count(start.stepCount, "step")), \(Quantity.grouped(start.stepsPerEpoch)) an epoch",
        ]
        if start.firstStep > 0 { lines.append("going on after step \(Quantity.grouped(start.firstStep))") }
        return lines + start.notes
    }
}
