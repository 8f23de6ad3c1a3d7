import ArgumentParser
import Foundation

/// Watches the memory of long runs: `predict` over many pictures, `train` over many steps, and many evaluations.
///
/// It draws its own data, so it needs nothing but the built `maskrcnn`. `make soak` runs it.
@main
struct MemorySoak: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "memory-soak",
        abstract: "Watch the memory of long runs, and draw it; fails where it grows.")

    @Option(help: "The program.")
    var maskrcnn = ".build/release/maskrcnn"

    @Option(help: "How many pictures predict gets.")
    var pictures = 10_000

    @Option(help: "How many steps train does.")
    var steps = 5_000

    @Option(help: "How many evaluations there are: in a run of train, and of the library.")
    var evaluations = 500

    @Option(help: "The folder for all that is written; it is made, and what a soak left there removed first.")
    var folder = "soak-memory"

    @Option(help: "The chart, SVG or a picture by its name.")
    var chart = "docs/images/memory.svg"

    @Flag(help: "Only evaluate, in this process; what the program calls itself with.")
    var evaluatesHere = false

    func run() throws {
        if evaluatesHere { return try RepeatedEvaluation(count: evaluations).run() }
        let tool = Tool(path: URL(fileURLWithPath: maskrcnn).path, folder: URL(fileURLWithPath: folder))
        try tool.prepare()
        let runs = SoakRuns(tool: tool, pictures: pictures, steps: steps, evaluations: evaluations)
        var curves: [MemoryCurve] = []
        for run in runs.all {
            let curve = try run()
            curves.append(curve)
            print(curve.verdict)
            // The next run may take an hour.
            fflush(nil)
        }
        try MemoryChart(curves).write(to: chart)
        print("\(chart) shows them")
        if curves.contains(where: { !$0.isFlat }) { throw ExitCode.failure }
    }
}
