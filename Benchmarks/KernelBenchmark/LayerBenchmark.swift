import ArgumentParser
import Foundation
import Torch

/// Times each shape of layer, packed and LibTorch's, in turns.
struct LayerBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "layers", abstract: "Times each shape of layer, packed and LibTorch's, in turns.",
        discussion: """
            For each: the median milliseconds of LibTorch's layer with its ReLU (oneDNN or MKL, channels-last) and of \
            the packed one; the median of their ratios; the operations a second of the layer computed directly; and \
            what the packed layer's own products do as a share of the processor's peak, which is measured first. With \
            --errors also how far each is from double precision: the root of the mean square, relative to the result's.
            """)

    @Option(help: ArgumentHelp("One of \(LayerNetwork.allCases.map(\.rawValue).joined(separator: ", "))."))
    var network = LayerNetwork.maskrcnn
    @Option(help: "The image's side, in pixels. (default: 800, 320 or 520, as is usual for the network)") var side: Int?
    @Option(help: "Rounds, after two that are not counted.") var rounds = 11
    @Option(help: "Threads. (default: one a processor)") var threads: Int?
    @Option(help: "The side of Winograd's tiles: 4 or 6.") var tile = 4
    @Option(help: ArgumentHelp("One of \(InferencePlan.instructionSets.joined(separator: ", ")). (default: the first)"))
    var instructionSet: String?
    @Flag(help: "Tells how far the results are from double precision; takes a minute more.") var errors = false

    func validate() throws {
        guard side ?? 32 >= 32, rounds > 0, threads ?? 1 > 0, tile == 4 || tile == 6 else {
            throw ValidationError("--side is at least 32, --rounds and --threads at least 1, --tile 4 or 6.")
        }
    }

    func run() throws {
        if let threads { try LibTorch.setThreadCount(threads) }
        let plan = try InferencePlan(tiles: tile == 6 ? .six : .four, instructionSet: instructionSet)
        let peak = try plan.measuredPeak()
        print(
            "\(plan.instructionSet), \(LibTorch.threadCount) threads, peak \(Int(peak / 1e9)) GFLOPS, "
                + "LibTorch \(LibTorch.version)")
        let titles = ["LibTorch ms", "packed ms", "ratio", "GFLOPS", "of peak"]
        print(Self.row("layer", titles + (errors ? ["LibTorch err", "packed err"] : [])))
        try withInferenceMode { () throws in
            for layer in network.layers(side: side ?? network.usualSide) {
                let result = try measure(layer, plan)
                var columns = [
                    Self.format(result.libTorch * 1e3), Self.format(result.packed * 1e3), Self.format(result.ratio),
                    Self.format(layer.operations / result.packed / 1e9),
                    "\(Int((100 * result.operations / result.packed / peak).rounded())) %",
                ]
                if errors { columns += try distances(layer, plan).map { String(format: "%.1e", $0) } }
                print(Self.row(layer.name, columns))
            }
        }
    }

    private struct Result {
        /// Seconds, and the median of their ratios.
        var libTorch, packed, ratio: Double
        /// Of the packed layer's products.
        var operations: Double
    }

    private func measure(_ layer: Layer, _ plan: InferencePlan) throws -> Result {
        let packed = try layer.function(plan)
        let libTorch = try layer.function(nil)
        let (map, residual) = try layer.tensors()
        var times: [(libTorch: Double, packed: Double)] = []
        var operations = 0
        for round in 0..<rounds + 2 {
            let before = plan.operationCount
            let ours = try Self.seconds { _ = try packed(map, residual) }
            operations = plan.operationCount - before
            let theirs = try Self.seconds { _ = try libTorch(map, residual) }
            // The first rounds touch memory for the first time.
            if round > 1 { times.append((theirs, ours)) }
        }
        return Result(
            libTorch: Self.median(times.map(\.libTorch)), packed: Self.median(times.map(\.packed)),
            ratio: Self.median(times.map { $0.libTorch / $0.packed }), operations: Double(operations))
    }

    /// How far LibTorch's layer and the packed one are from the layer in double precision.
    private func distances(_ layer: Layer, _ plan: InferencePlan) throws -> [Double] {
        let (map, residual) = try layer.tensors()
        let exact = try layer.function(nil, dtype: .float64)(map.to(.float64), residual?.to(.float64))
        let size = try (exact * exact).sum().item()
        return try [nil, plan].map { plan in
            let difference = try layer.function(plan)(map, residual).to(.float64) - exact
            return try ((difference * difference).sum().item() / size).squareRoot()
        }
    }

    private static func seconds(_ body: () throws -> Void) rethrows -> Double {
        try ContinuousClock().measure(body) / .seconds(1)
    }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    private static func format(_ value: Double) -> String { String(format: value < 100 ? "%.2f" : "%.0f", value) }

    private static func row(_ name: String, _ columns: [String]) -> String {
        name.padding(toLength: 34, withPad: " ", startingAt: 0)
            + columns.map { String(repeating: " ", count: max(1, 13 - $0.count)) + $0 }.joined()
    }
}
