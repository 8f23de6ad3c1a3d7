import ArgumentParser
import Foundation
import Torch

/// Runs RoIAlign and non-maximum suppression once for each line of standard input, beside `Benchmarks/operators.py`,
/// which runs torchvision's in turn.
struct OperatorBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operators",
        abstract: "Runs RoIAlign or NMS once for each line of standard input; Benchmarks/operators.py asks.",
        discussion: """
            A line names an operator; the answer is the seconds of one pass and what its result adds up to. INPUTS holds \
            level0 to level3 (N, C, H, W); for each RoIAlign NAME.rois (K, 5), NAME.levels (K) and NAME.resolution; for \
            each NMS NAME.boxes (N, 4), NAME.scores (N), NAME.groups (N) and NAME.threshold.
            """)

    @Argument(help: "A checkpoint with the operators' inputs.") var inputs: String
    @Option(help: "Threads. (default: one a processor)") var threads: Int?

    func run() throws {
        if let threads { try LibTorch.setThreadCount(threads) }
        let checkpoint = try Checkpoint(contentsOfFile: inputs)
        var tensors: [String: Tensor] = [:]
        for entry in checkpoint.entries { tensors[entry.name] = try entry.tensor.tensor() }
        let plan = try InferencePlan()
        let levels = try (0..<4).compactMap { try tensors["level\($0)"]?.channelsLast() }
        while let name = readLine() {
            let clock = ContinuousClock()
            let start: ContinuousClock.Instant
            let result: Tensor
            let end: ContinuousClock.Instant
            if let rois = tensors[name + ".rois"], let places = tensors[name + ".levels"],
                let resolution = try tensors[name + ".resolution"]?.item()
            {
                let assignment = try places.elements(as: Int64.self).map(Int.init)
                start = clock.now
                result = try withInferenceMode { () throws in
                    try DetectionKernels.roiAlign(
                        levels, scales: levels.indices.map { 0.25 / Double(1 << $0) }, rois: rois,
                        assignment: assignment, resolution: Int(resolution), samplingRatio: 2, plan: plan)
                }
                end = clock.now
            } else if let boxes = tensors[name + ".boxes"], let scores = tensors[name + ".scores"],
                let groups = tensors[name + ".groups"], let threshold = try tensors[name + ".threshold"]?.item()
            {
                start = clock.now
                result = try DetectionKernels.batchedNMS(
                    boxes: boxes, scores: scores, groups: groups, iouThreshold: threshold)
                end = clock.now
            } else {
                throw ValidationError("\(inputs) has no inputs of \(name)")
            }
            print((end - start) / .seconds(1), try result.to(.float64).sum().item())
            // Into a pipe, lines would wait for more.
            fflush(nil)
        }
    }
}
