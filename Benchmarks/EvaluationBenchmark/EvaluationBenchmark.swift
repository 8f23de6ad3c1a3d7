import COCO
import Foundation

/// Evaluates files as a program of its own: `evaluation-bench GT RESULTS bbox|segm|boundary [OUT]`.
///
/// OUT, or standard output, gets the twelve figures (−1 for none) and the seconds of each part. With `BOOTSTRAP` in the
/// environment, as many samples are drawn afterwards.
@main
struct EvaluationBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 4, let type = IoUType(rawValue: arguments[3]) else {
            FileHandle.standardError.write(Data("evaluation-bench GT RESULTS bbox|segm|boundary [OUT]\n".utf8))
            exit(2)
        }
        let clock = ContinuousClock()
        let start = clock.now
        let truth = try Dataset(contentsOfFile: arguments[1])
        let results = try [DetectionResult](contentsOfFile: arguments[2])
        let loaded = clock.now
        var options = EvaluationOptions()
        options.iouType = type
        let evaluation = try Evaluation(groundTruth: truth, results: results, options: options)
        let figures = evaluation.summary.map { $0.value ?? -1 }
        let evaluated = clock.now
        var answer: [String: Any] = [
            "seconds": seconds(evaluated - loaded), "loading": seconds(loaded - start), "figures": figures,
        ]
        if let text = ProcessInfo.processInfo.environment["BOOTSTRAP"], let samples = Int(text) {
            _ = try evaluation.bootstrap(samples: samples, seed: 0)
            answer["bootstrap"] = seconds(clock.now - evaluated)
        }
        let data = try JSONSerialization.data(withJSONObject: answer)
        if arguments.count > 4 {
            try data.write(to: URL(fileURLWithPath: arguments[4]))
        } else {
            FileHandle.standardOutput.write(data + Data("\n".utf8))
        }
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }
}
