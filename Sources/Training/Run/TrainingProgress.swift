internal import Foundation

/// How far a run is: what its state has beside tensors.
struct TrainingProgress: Codable, Equatable {
    /// Steps done.
    var step = 0
    /// Whether the run started from weights that have classes; nil in states of earlier versions, which knew no step 0.
    var startsWithClasses: Bool?
    /// The figures of the weights that the run started from; nil where they were not evaluated.
    var start: [String: Double]?
    /// The best mask AP so far, that of the starting weights included, and the epoch and figures of it.
    var best: Best?
    /// Evaluations since then.
    var evaluationsSinceBest = 0
    /// The last step that was evaluated.
    var evaluatedStep = 0
    /// The names of the classes by label.
    var categories: [Int: String] = [:]

    struct Best: Codable, Equatable {
        var ap: Double
        var epoch: Double
        var figures: [String: Double]
        /// Which weights they are of; nil in states of earlier versions.
        var weights: WeightsIdentity?
    }

    /// Whether the evaluation of these very weights is in here.
    var isEvaluated: Bool { step == 0 ? start != nil : evaluatedStep == step }

    static let key = "maskrcnn.training"
    static let versionKey = "maskrcnn.training.version"
    /// The version that is written. States without one are of the first, which had no check sums.
    static let version = 2

    private static let infinities = (positive: "inf", negative: "-inf", nan: "nan")

    /// As text, for a file's metadata.
    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: Self.infinities.positive, negativeInfinity: Self.infinities.negative,
            nan: Self.infinities.nan)
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    init() {}

    /// From text; nil where it is something else.
    init?(text: String) {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: Self.infinities.positive, negativeInfinity: Self.infinities.negative,
            nan: Self.infinities.nan)
        guard let value = try? decoder.decode(Self.self, from: Data(text.utf8)),
            // More steps than anybody waits for, and fewer than sums of them overflow with.
            (0...(1 << 40)).contains(value.step), (0...value.step).contains(value.evaluatedStep),
            (0...(1 << 40)).contains(value.evaluationsSinceBest)
        else { return nil }
        self = value
    }
}
