internal import Foundation

/// How far a run is: what its state has beside tensors.
struct TrainingProgress: Codable, Equatable {
    /// Steps done.
    var step = 0
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
    }

    static let key = "maskrcnn.training"

    /// As text, for a file's metadata.
    func text() -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    init() {}

    /// From text; nil where it is something else.
    init?(text: String) {
        guard let value = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)) else { return nil }
        self = value
    }
}
