import COCO
import Foundation

/// All that an evaluation found, ready to be printed, written as JSON or made a report of.
struct EvaluationFindings {
    let dataset: Dataset
    let results: [DetectionResult]
    let inputs: EvaluationInputs
    let options: EvaluationOptions
    let scoreThreshold: Double
    /// The model that predicted the results; nil where they came from a file.
    let model: EvaluatedModel?
    /// What a reader must know before believing the figures.
    var notes: [String]

    let evaluation: Evaluation
    private(set) var intervals: [FigureInterval] = []
    private(set) var comparison: [PairedComparison] = []
    /// Of the results that these are compared with.
    private(set) var otherEvaluation: Evaluation?
    private(set) var breakdown: ErrorBreakdown?
    private(set) var confusion: ConfusionMatrix?
    private(set) var pixels: PixelFigures?
    private(set) var objects: ObjectFigures?
    /// The images, the worst first.
    private(set) var outcomes: [ImageOutcome] = []

    /// Compares, and analyses what is asked for, or all of it.
    ///
    /// - Throws: ``CommandFailure`` where data set and results do not fit together, or a setting makes no sense.
    init(
        dataset: Dataset, results: [DetectionResult], compared: [DetectionResult]?, inputs: EvaluationInputs,
        options: EvaluationOptions, analysis: AnalysisOptions, analyzesAll: Bool, model: EvaluatedModel?,
        notes: [String]
    ) throws(CommandFailure) {
        self.dataset = dataset
        self.results = results
        self.inputs = inputs
        self.options = options
        self.model = model
        self.notes = notes
        scoreThreshold = analysis.score ?? 0.5
        let agreement = ResultAgreement(dataset: dataset, inputs: inputs, options: options)
        var (checked, file) = (results, inputs.results)
        do {
            evaluation = try Evaluation(groundTruth: dataset, results: results, options: options)
            let samples = analysis.bootstrap ?? (compared == nil ? 0 : 1000)
            if samples > 0 { intervals = try evaluation.bootstrap(samples: samples, seed: analysis.seed ?? 0) }
            if let compared, samples > 0 {
                (checked, file) = (compared, inputs.compare)
                let other = try Evaluation(groundTruth: dataset, results: compared, options: options)
                otherEvaluation = other
                comparison = try Evaluation.compare(other, evaluation, samples: samples, seed: analysis.seed ?? 0)
                (checked, file) = (results, inputs.results)
            }
            try analyze(analysis, all: analyzesAll)
        } catch {
            var failure = CommandFailure(reading: error)
            if let message = failure.message,
                let file = Self.file(at: error, groundTruth: inputs.groundTruth, results: file)
            {
                failure.message = "\(file): \(message)"
            }
            failure.hint = agreement.hint(for: error, checked)
            throw failure
        }
        addNotes(compared: compared, agreement)
    }

    /// The file that an error is about; nil where it is about none, or about more than one.
    private static func file(at error: COCOError, groundTruth: String, results: String?) -> String? {
        guard case .mismatch(let subject, _, _) = error else { return nil }
        if subject.hasPrefix("results[") { return results }
        return ["annotations[", "images[", "image "].contains(where: subject.hasPrefix) ? groundTruth : nil
    }

    private mutating func analyze(_ analysis: AnalysisOptions, all: Bool) throws(COCOError) {
        let (score, threads) = (scoreThreshold, options.threads)
        let iou = iouThreshold
        let comparesRegions = options.iouType != .keypoints
        if comparesRegions, all || analysis.errors {
            breakdown = try ErrorBreakdown(
                groundTruth: dataset, results: results, iouType: options.iouType, foregroundThreshold: iou,
                backgroundThreshold: min(0.1, iou), maxDetections: options.maxDetections.last ?? 100, threads: threads)
        }
        if all || analysis.regions, options.iouType == .segm || options.iouType == .boundary {
            pixels = try PixelFigures(
                groundTruth: dataset, results: results, scoreThreshold: score, threads: threads)
            objects = try ObjectFigures(
                groundTruth: dataset, results: results, scoreThreshold: score, threads: threads)
        }
        guard all else { return }
        if comparesRegions {
            confusion = try ConfusionMatrix(
                groundTruth: dataset, results: results, iouType: options.iouType, iouThreshold: iou,
                scoreThreshold: score, threads: threads)
        }
        outcomes = try ImageOutcome.worstFirst(
            groundTruth: dataset, results: results, iouType: options.iouType, iouThreshold: iou, scoreThreshold: score,
            keypointSigmas: options.keypointSigmas, threads: threads)
    }

    /// The IoU of analyses that have one: 0.50, or the first that was asked for.
    var iouThreshold: Double {
        options.iouThresholds.contains(0.5) ? 0.5 : options.iouThresholds.first ?? 0.5
    }
}
