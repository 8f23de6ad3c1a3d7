import COCO
import Files
import Frameworks

/// A run of `eval --protocol matching`: matches objects and results one by one, and says what came out.
struct MatchingRun {
    let inputs: EvaluationInputs
    let rules: RuleOptions
    let matching: MatchingProtocolOptions
    /// The score from which on results count; nil for the usual one.
    let score: Double?
    let overwrite: Bool
    let gathering: ResultGathering
    let messages: MessageOptions

    /// - Throws: ``CommandFailure`` with the exit code of the run, where it is not success.
    func run() async throws {
        if let path = gathering.model.saveResults { try OutputFile.check(path, overwrite: overwrite) }
        if let folder = inputs.images, !FileStatus.isFolder(folder) {
            throw CommandFailure(
                .noInput, "\(folder): \(FileStatus.wordsOfNoFolder(folder))",
                hint: "--images names the folder of the images.")
        }
        if let weights = inputs.weights {
            let model = gathering.model
            try FindingRequirement(option: "--protocol matching", finding: .masks).check(
                model.file.read()?.configuration ?? model.model?.configuration, weights: weights,
                key: model.key.weightsKey)
        }
        var gathered = try await gathering.gather()
        let boxes = gathered.results.count { $0.segmentation == nil }
        guard boxes < gathered.results.count || boxes == 0 else {
            throw CommandFailure(
                .badData, "\(inputs.results ?? "the results"): expected results with segmentations, found boxes alone",
                hint: "--protocol matching compares masks; --protocol coco compares boxes, too.")
        }
        if boxes > 0 {
            gathered.notes.append(
                "\(Quantity.count(boxes, "result")) without a segmentation \(boxes == 1 ? "counts" : "count") with the pixels of the box"
            )
        }
        var options = MatchingOptions()
        if let thresholds = rules.iouThresholds { options.iouThresholds = MatchingOptions.exact(thresholds.values) }
        options.scoreThreshold = score ?? options.scoreThreshold
        options.usesCategories = !rules.classAgnostic
        options.comparesLabelImages = matching.labelImages
        options.threads = rules.threads
        let evaluation: MatchingEvaluation
        do {
            evaluation = try MatchingEvaluation(
                groundTruth: gathered.dataset, results: gathered.results, options: options)
        } catch {
            throw CommandFailure(reading: error)
        }
        let findings = MatchingFindings(inputs: inputs, gathered: gathered, evaluation: evaluation)
        if !messages.quiet { for note in findings.notes { Console.standard.note("note: " + note) } }
        if messages.json {
            try Console.standard.print(findings.json.document)
        } else if !messages.quiet {
            try Console.standard.print(findings.text(perImage: matching.perImage))
        }
        try gathered.check()
    }
}
