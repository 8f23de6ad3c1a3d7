import COCO
import Foundation

/// All that an evaluation found, ready to be printed, written as JSON or made a report of.
struct EvaluationFindings {
    let dataset: Dataset
    let results: [DetectionResult]
    let inputs: EvaluationInputs
    let options: EvaluationOptions
    let scoreThreshold: Double
    /// The model that predicted the results, in one line; nil where they came from a file.
    let model: String?
    /// What a reader must know before believing the figures.
    private(set) var notes: [String]

    let evaluation: Evaluation
    private(set) var intervals: [FigureInterval] = []
    private(set) var comparison: [PairedComparison] = []
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
        options: EvaluationOptions, analysis: AnalysisOptions, analyzesAll: Bool, model: String?, notes: [String]
    ) throws(CommandFailure) {
        self.dataset = dataset
        self.results = results
        self.inputs = inputs
        self.options = options
        self.model = model
        self.notes = notes
        scoreThreshold = analysis.score
        do {
            evaluation = try Evaluation(groundTruth: dataset, results: results, options: options)
            let samples = analysis.bootstrap ?? (compared == nil ? 0 : 1000)
            if samples > 0 { intervals = try evaluation.bootstrap(samples: samples, seed: analysis.seed) }
            if let compared, samples > 0 {
                let other = try Evaluation(groundTruth: dataset, results: compared, options: options)
                comparison = try Evaluation.compare(other, evaluation, samples: samples, seed: analysis.seed)
            }
            try analyze(analysis, all: analyzesAll)
        } catch {
            throw CommandFailure(reading: error)
        }
        addNotes()
    }

    private mutating func analyze(_ analysis: AnalysisOptions, all: Bool) throws(COCOError) {
        let (score, threads) = (analysis.score, options.threads)
        let iou = iouThreshold
        if all || analysis.errors {
            breakdown = try ErrorBreakdown(
                groundTruth: dataset, results: results, iouType: options.iouType, foregroundThreshold: iou,
                backgroundThreshold: min(0.1, iou), maxDetections: options.maxDetections.last ?? 100, threads: threads)
        }
        if all || analysis.regions, options.iouType != .bbox {
            pixels = try PixelFigures(
                groundTruth: dataset, results: results, scoreThreshold: score, threads: threads)
            objects = try ObjectFigures(
                groundTruth: dataset, results: results, scoreThreshold: score, threads: threads)
        }
        guard all else { return }
        confusion = try ConfusionMatrix(
            groundTruth: dataset, results: results, iouType: options.iouType, iouThreshold: iou, scoreThreshold: score,
            threads: threads)
        outcomes = try ImageOutcome.worstFirst(
            groundTruth: dataset, results: results, iouType: options.iouType, iouThreshold: iou, scoreThreshold: score,
            threads: threads)
    }

    /// The IoU of analyses that have one: 0.50, or the first that was asked for.
    var iouThreshold: Double {
        options.iouThresholds.contains(0.5) ? 0.5 : options.iouThresholds.first ?? 0.5
    }

    private mutating func addNotes() {
        if evaluation.unknownCategoryResultCount > 0 {
            let count = Quantity.count(evaluation.unknownCategoryResultCount, "result")
            notes.append("\(count) of categories that the data set does not have were left out")
        }
        if results.isEmpty { notes.append("there are no results") }
        if dataset.annotations.isEmpty { notes.append("the data set marks no objects, so there is nothing to find") }
        if dataset.annotations.contains(where: { $0.id == 0 }) {
            notes.append(
                "an annotation has id 0: pycocotools counts its match as a false positive, this program does not")
        }
        let isLVIS = dataset.images.contains { $0.notExhaustiveCategoryIDs != nil }
        if isLVIS, options.rules == .coco {
            notes.append("the data set has LVIS's fields, and COCO's rules were applied: --rules lvis applies LVIS's")
        }
        if !results.isEmpty, results.allSatisfy({ $0.score < scoreThreshold }), confusion != nil {
            notes.append("no result scores \(scoreThreshold) or more, so that none counts in analyses from a score on")
        }
    }
}
