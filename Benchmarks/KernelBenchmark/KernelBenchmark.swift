import ArgumentParser

/// Times kernels at the shapes that the network has.
@main struct KernelBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kernel-bench", abstract: "Times kernels at the shapes that the network has.",
        subcommands: [LayerBenchmark.self, OperatorBenchmark.self])
}
