import Foundation
import Torch

/// Times each shape of layer that the network has, packed and LibTorch's, in turns.
///
///     kernel-bench [--side 800] [--rounds 11] [--threads N]
///
/// For each: the median milliseconds of LibTorch's layer (oneDNN or MKL, channels-last) with its ReLU, those of the packed
/// one, the median of their ratios, the direct layer's operations a second, and what the packed one's own products do as
/// a share of the processor's peak, which is measured first.
@main struct KernelBenchmark {
    static func main() throws {
        let options = Options(CommandLine.arguments.dropFirst())
        guard let options else {
            print("usage: kernel-bench [--side 800] [--rounds 11] [--threads N]")
            exit(64)
        }
        if let threads = options.threads { try LibTorch.setThreadCount(threads) }
        let plan = try InferencePlan()
        let peak = plan.measuredPeak()
        print(
            "\(plan.instructionSet), \(LibTorch.threadCount) threads, peak \(Int(peak / 1e9)) GFLOPS, LibTorch \(LibTorch.version)"
        )
        print(row("layer", "LibTorch ms", "packed ms", "ratio", "GFLOPS", "of peak"))
        try withInferenceMode { () throws in
            for layer in Layer.all(side: options.side) {
                let result = try measure(layer, plan, rounds: options.rounds)
                print(
                    row(
                        layer.name, format(result.libTorch * 1e3), format(result.packed * 1e3), format(result.ratio),
                        format(layer.operations / result.packed / 1e9),
                        "\(Int((100 * result.operations / result.packed / peak).rounded())) %"))
            }
        }
    }

    private struct Result {
        var libTorch, packed, ratio, operations: Double
    }

    private static func measure(_ layer: Layer, _ plan: InferencePlan, rounds: Int) throws -> Result {
        let packed = try layer.function(plan)
        let libTorch = try layer.function(nil)
        let (map, residual) = try layer.tensors()
        var times: [(libTorch: Double, packed: Double)] = []
        var operations = 0
        for round in 0..<rounds + 2 {
            let before = plan.operationCount
            let ours = try seconds { _ = try packed(map, residual) }
            operations = plan.operationCount - before
            let theirs = try seconds { _ = try libTorch(map, residual) }
            // The first rounds touch memory for the first time.
            if round > 1 { times.append((theirs, ours)) }
        }
        return Result(
            libTorch: median(times.map(\.libTorch)), packed: median(times.map(\.packed)),
            ratio: median(times.map { $0.libTorch / $0.packed }), operations: Double(operations))
    }

    private static func seconds(_ body: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        return try clock.measure(body) / .seconds(1)
    }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    private static func format(_ value: Double) -> String { String(format: value < 100 ? "%.2f" : "%.0f", value) }

    private static func row(_ name: String, _ columns: String...) -> String {
        name.padding(toLength: 34, withPad: " ", startingAt: 0)
            + columns.map { String(repeating: " ", count: max(1, 13 - $0.count)) + $0 }.joined()
    }
}

/// What the command line asks for.
struct Options {
    var side = 800
    var rounds = 11
    var threads: Int?

    /// Nil where it cannot be understood.
    init?(_ arguments: ArraySlice<String>) {
        var rest = arguments
        while let name = rest.popFirst() {
            guard let text = rest.popFirst(), let value = Int(text), value > 0 else { return nil }
            switch name {
            case "--side": side = value
            case "--rounds": rounds = value
            case "--threads": threads = value
            default: return nil
            }
        }
    }
}
