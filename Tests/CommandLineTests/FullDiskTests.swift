import Foundation
import TestSupport
import Testing

/// A full disk under every file that a command writes: 73, the file's name, and nothing half-written.
@Suite(.serialized, .enabled(if: SmallDisk.isPossible, "Mounting a small disk needs root on Linux"))
struct FullDiskTests {
    private let folder: TemporaryFolder
    private let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
    }

    /// Runs on a disk of so many kilobytes, `disk`.
    private func expectFull(
        _ kilobytes: Int, _ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let disk = try await SmallDisk(at: folder.path("disk"), kilobytes: kilobytes)
        defer { disk.eject() }
        var tool = tool
        tool.environment["TMPDIR"] = folder.path("disk")
        let outcome = try await tool.run(arguments)
        #expect(outcome.status == 73, "\(arguments): \(outcome.errors)", sourceLocation: sourceLocation)
        #expect(
            outcome.errors.contains("disk/") && outcome.errors.contains("No space left on device"),
            "\(arguments): \(outcome.errors)", sourceLocation: sourceLocation)
        let left = folder.contents("disk")
        #expect(
            !left.contains { $0.hasSuffix(".partial") || $0.hasSuffix(".part") }, "\(arguments): \(left)",
            sourceLocation: sourceLocation)
    }

    private func draw() async throws {
        let outcome = try await tool(
            "dataset", "synthesize", "cells", "--images", "6", "--val-images", "2", "--size", "128x128", "--quiet")
        try #require(outcome.status == 0, "\(outcome.errors)")
    }

    @Test(arguments: ["coco", "instance-masks", "binary-masks", "voc", "labelme", "yolo"])
    func dataThatAreConverted(_ format: String) async throws {
        try await draw()
        let target = format == "coco" ? ["--output", "disk/o.json"] : ["--output", "disk/o", "--copy-images"]
        let convert = ["dataset", "convert", "cells/train.json", "--images", "cells/images", "--to", format]
        try await expectFull(format == "coco" ? 4 : 16, convert + target)
    }

    @Test func dataThatAreSplitMendedDrawnAndShown() async throws {
        try await draw()
        try await expectFull(8, ["dataset", "split", "cells/train.json", "--output", "disk"])
        try await expectFull(8, ["dataset", "check", "cells/train.json", "--fix", "disk/mended.json"])
        try await expectFull(16, ["dataset", "synthesize", "disk/s", "--images", "4", "--size", "128x128"])
        let show = ["dataset", "show", "cells/train.json", "--images", "cells/images", "--output"]
        try await expectFull(8, show + ["disk/sheet.png"])
        try await expectFull(8, show + ["disk/drawn", "--augmented"])
    }

    @Test func weightsAndWhatIsFound() async throws {
        try await draw()
        try Samples.writeWeights(in: folder)
        for name in ["w.safetensors", "w.pth"] {
            try await expectFull(16, ["weights", "convert", "small.safetensors", "disk/" + name])
        }
        let predict = [
            "predict", "cells/images", "--weights", "small.safetensors", "--score", "0", "--output", "disk/p",
        ]
        for format in ["overlay", "json", "jsonl", "masks", "soft"] {
            try await expectFull(16, predict + ["--format", format])
        }
        try SmallDataset.write(in: folder)
        let evaluate = ["eval", "--ground-truth", "truth.json", "--results", "results.json"]
        try await expectFull(16, evaluate + ["--output", "disk/report.html"])
        try await expectFull(8, evaluate + ["--no-report", "--charts", "disk/charts"])
        try await expectFull(16, ["demo", "--output", "disk/demo"])
        try await expectFull(16, ["bench", "--model", "tiny", "--size", "64x64", "--runs", "1", "--warm-up", "0"])
    }

    /// The first records, the configuration, the state, and what is written at the end.
    @Test(arguments: [4, 12, 40, 500, 1500, 2600]) func whatARunWrites(_ kilobytes: Int) async throws {
        try await draw()
        try folder.write(TwoProcesses.configuration, to: "tiny.yaml")
        try await expectFull(
            kilobytes,
            [
                "train", "--config", "tiny.yaml", "--threads", "1", "--data", "cells", "--output", "disk/run",
                "--epochs", "1",
            ])
    }
}
