import COCO

extension Evaluate {
    /// What is wrong with options that matching objects one by one has no use for.
    var matchingObjection: String? {
        if let type = rules.iouType, type != .segm {
            return "--iou-type \(type.rawValue) is for --protocol coco, and --protocol matching compares masks."
        }
        let unused =
            [
                rules.rules == .coco ? nil : "--rules", rules.areaRanges.map { _ in "--area-ranges" },
                rules.sigmas.map { _ in "--sigmas" }, rules.resultAreas == .asInFile ? nil : "--result-areas",
                analysis.perClass ? "--per-class" : nil, analysis.bootstrap.map { _ in "--bootstrap" },
                analysis.seed.map { _ in "--seed" }, analysis.regions ? "--regions" : nil,
                analysis.errors ? "--errors" : nil, inputs.compare.map { _ in "--compare" },
                output.output.map { _ in "--output" }, output.charts.map { _ in "--charts" },
                output.worst.map { _ in "--worst" },
            ].compactMap(\.self)
        if let option = unused.first {
            return "\(option) is for --protocol coco, and --protocol matching prints figures alone."
        }
        if output.overwrite, model.saveResults == nil {
            return "--overwrite is for --save-results, and --protocol matching writes no other file."
        }
        return nil
    }

    /// Matches objects one by one.
    func runMatching() async throws {
        let gathering = ResultGathering(
            inputs: inputs, rules: rules, model: model, resizing: resizing, messages: messages)
        try await MatchingRun(
            inputs: inputs, rules: rules, matching: matching, score: analysis.score, overwrite: output.overwrite,
            gathering: gathering, messages: messages
        ).run()
    }
}
