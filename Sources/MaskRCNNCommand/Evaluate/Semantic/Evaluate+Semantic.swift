import COCO

extension Evaluate {
    /// What is wrong with options that class maps have no use for.
    var semanticObjection: String? {
        let unused =
            model.given.filter {
                ["--model", "--config", "--batch", "--save-results", "--tta", "--tta-fusion"].contains($0)
            }
            + rules.given + analysis.given + matching.given
            + (matching.evaluationProtocol == .matching ? ["--protocol matching"] : [])
            + output.given + (inputs.compare == nil ? [] : ["--compare"])
        if let option = unused.first {
            return "\(option) is for objects, and --task semantic compares the class of every pixel."
        }
        if inputs.weights != nil { return nil }
        let ofModels =
            model.given.filter { $0 != "--labels" } + (inputs.images == nil ? [] : ["--images"])
            + (resizing.resizing == nil ? [] : ["--short-side, --max-side and --scale"])
        return ofModels.first.map { "\($0) is for --weights; with --results, class maps are files." }
    }

    /// Compares class maps.
    func runSemantic() async throws {
        if let weights = inputs.weights, let images = inputs.images {
            return try await SemanticModelRun(
                inputs: inputs, weights: weights, images: images, options: semantic, model: model, resizing: resizing,
                threads: rules.threads, messages: messages
            ).run()
        }
        try SemanticRun(
            inputs: inputs, options: semantic, labels: model.labels, threads: rules.threads, messages: messages
        ).run()
    }
}

extension RuleOptions {
    /// The options that were given, and compare objects.
    var given: [String] {
        [
            iouType.map { _ in "--iou-type" }, rules == .coco ? nil : "--rules",
            iouThresholds.map { _ in "--iou-thresholds" },
            areaRanges.map { _ in "--area-ranges" }, maxDets.map { _ in "--max-dets" },
            classAgnostic ? "--class-agnostic" : nil, resultAreas == .asInFile ? nil : "--result-areas",
        ].compactMap(\.self)
    }
}

extension AnalysisOptions {
    /// The options that were given, and analyse objects. The figures of every class stand in the table of class maps anyway.
    var given: [String] {
        [
            bootstrap.map { _ in "--bootstrap" }, seed.map { _ in "--seed" }, score.map { _ in "--score" },
            regions ? "--regions" : nil, errors ? "--errors" : nil,
        ].compactMap(\.self)
    }
}

extension ReportOptions {
    /// The options that were given, and are for a report, which class maps have none of.
    var given: [String] {
        [
            output.map { _ in "--output" }, charts.map { _ in "--charts" }, overwrite ? "--overwrite" : nil,
            worst.map { _ in "--worst" },
        ].compactMap(\.self)
    }
}
