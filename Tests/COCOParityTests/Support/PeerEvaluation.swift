import COCO
import Foundation
import TestSupport
import Testing

/// What pycocotools says of one data set and its results.
struct PeerEvaluation: Decodable {
    /// Settings that are not the defaults.
    struct Options: Decodable {
        var usesCategories: Bool?
        var iouThresholds: [Double]?
        var recallThresholds: [Double]?
        var maxDetections: [Int]?
        var areaRanges: [[Double]]?
        var keypointSigmas: [Double]?
    }

    var name: String
    var type: String
    var options: Options
    /// The lengths of the axes of precision.
    var shape: [Int]
    /// Where precision begins among the numbers beside this file.
    var offset: Int
    /// The twelve figures, or ten, −1 where there is nothing to find; nil where the settings have none.
    var figures: [Double]?
    /// The names of the figures, where the peer has any.
    var names: [String]?
    var dataset: String?
    var results: String?

    /// The options of this package that say the same.
    var evaluationOptions: EvaluationOptions {
        var result = type == "keypoints" ? .keypoints : EvaluationOptions()
        result.iouType = IoUType(rawValue: type) ?? .bbox
        if let sigmas = options.keypointSigmas { result.keypointSigmas = sigmas }
        result.usesCategories = options.usesCategories ?? true
        if let thresholds = options.iouThresholds { result.iouThresholds = thresholds }
        if let thresholds = options.recallThresholds { result.recallThresholds = thresholds }
        if let limits = options.maxDetections { result.maxDetections = limits }
        if let ranges = options.areaRanges {
            result.areaRanges = ranges.enumerated().map { AreaRange(name: "\($0)", lower: $1[0], upper: $1[1]) }
        }
        return result
    }

    /// Compares every number of an evaluation with the peer's.
    func expectEqual(
        _ evaluation: Evaluation, arrays: PeerArrays, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let comment = Comment(rawValue: "\(name), \(type)")
        #expect(evaluation.shape == shape, comment, sourceLocation: sourceLocation)
        let size = shape.reduce(1, *)
        let recallSize = shape[1] > 0 ? size / shape[1] : 0
        let parts = [
            ("precision", evaluation.precision, offset, size), ("recall", evaluation.recall, offset + size, recallSize),
            ("scores", evaluation.scores, offset + size + recallSize, size),
        ]
        // The lvis package has no array of scores.
        for (part, ours, start, count) in parts where part != "scores" || evaluation.options.rules == .coco {
            #expect(ours.count == count, comment, sourceLocation: sourceLocation)
            let theirs = arrays.values[start..<start + count]
            let worst = zip(ours, theirs).map { abs($0 - $1) }.max() ?? 0
            #expect(worst <= 1e-12, "\(name), \(type): \(part)", sourceLocation: sourceLocation)
        }
        if let figures {
            let ours = evaluation.summary.map { $0.value ?? -1 }
            #expect(ours.count == figures.count, comment, sourceLocation: sourceLocation)
            for (figure, theirs) in zip(evaluation.summary, figures) {
                #expect(
                    abs((figure.value ?? -1) - theirs) <= 1e-9, "\(name), \(type): \(figure.name)",
                    sourceLocation: sourceLocation)
            }
        }
    }
}

/// The numbers that the peer wrote beside its cases.
struct PeerArrays {
    let values: [Double]

    init(beside file: URL) throws {
        let data = try Data(contentsOf: file.deletingPathExtension().appendingPathExtension("bin"))
        values = data.withUnsafeBytes { bytes in
            (0..<bytes.count / 8).map { bytes.loadUnaligned(fromByteOffset: $0 * 8, as: Double.self) }
        }
    }
}
