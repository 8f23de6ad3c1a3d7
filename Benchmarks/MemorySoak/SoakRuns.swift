import Foundation

/// The long runs, on small pictures and a small network, so that they are long in number and not in time.
struct SoakRuns {
    let tool: Tool
    let pictures: Int
    let steps: Int
    let evaluations: Int

    /// One after the other, which first make what they need.
    var all: [() throws -> MemoryCurve] { [predicting, training, evaluatingWhileTraining, evaluating] }

    private static let images = 8

    /// Pictures under many names: links, so that the disk has each once.
    private func predicting() throws -> MemoryCurve {
        try tool([
            "dataset", "synthesize", "cells", "--images", String(Self.images), "--val-images", "2", "--size", "96x96",
            "--quiet",
        ])
        let cells = tool.folder.appendingPathComponent("cells/images")
        let folder = tool.folder.appendingPathComponent("pictures")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let sources = try FileManager.default.contentsOfDirectory(at: cells, includingPropertiesForKeys: nil)
            .filter { ["png", "jpg"].contains($0.pathExtension) }.sorted { $0.path < $1.path }
        for number in 0..<pictures {
            let source = sources[number % sources.count]
            try FileManager.default.linkItem(
                at: source, to: folder.appendingPathComponent("\(number).\(source.pathExtension)"))
        }
        return try tool.watch(
            "predict, \(pictures) pictures",
            [
                "predict", "pictures", "--weights", "nuclei", "--short-side", "96", "--max-side", "96", "--output",
                "predictions", "--format", "overlay,masks,json,jsonl", "--mask-style", "index", "--quiet",
            ])
    }

    private func train(_ output: String, epochs: Int, batch: Int, evaluatesEvery: Int) -> [String] {
        [
            "train", "--data", "cells", "--model", "tiny", "--output", output, "--epochs", String(epochs),
            "--batch-size", String(batch), "--eval-every", String(evaluatesEvery), "--pictures", "1",
            "--set", "network.transform.minimumSide=96", "--set", "network.transform.maximumSide=96",
            "--set", "network.proposals.countBeforeNMS=100", "--set", "network.proposals.countAfterNMS=50",
            "--set", "sampling.countBeforeNMS=100", "--set", "sampling.countAfterNMS=50",
            "--set", "sampling.proposals.count=32", "--lr", "0.001", "--augmentation", "flip", "--quiet",
        ]
    }

    private func training() throws -> MemoryCurve {
        let batch = 2
        let epochs = max(1, steps * batch / Self.images)
        return try tool.watch(
            "train, \(epochs * Self.images / batch) steps",
            train("steps", epochs: epochs, batch: batch, evaluatesEvery: 0))
    }

    private func evaluatingWhileTraining() throws -> MemoryCurve {
        try tool.watch(
            "train, \(evaluations) evaluations",
            train("evaluations", epochs: evaluations, batch: Self.images, evaluatesEvery: 1))
    }

    private func evaluating() throws -> MemoryCurve {
        try tool.watch(
            "eval, \(evaluations) times", executable: URL(fileURLWithPath: CommandLine.arguments[0]).path,
            ["--evaluates-here", "--evaluations", String(evaluations)])
    }
}
