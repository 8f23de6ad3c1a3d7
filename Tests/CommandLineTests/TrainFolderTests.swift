import Foundation
import TestSupport
import Testing

/// The folder of a run: who writes to it, what is removed from it, and what is said of files in it that are damaged.
@Suite(.serialized) struct TrainFolderTests {
    let folder: TemporaryFolder
    let tool: Tool

    init() async throws {
        folder = try TemporaryFolder()
        var tool = Tool(folder: folder)
        tool.environment["OMP_WAIT_POLICY"] = "passive"
        self.tool = tool
        try folder.write(TrainTests.tiny, to: "tiny.yaml")
        let drawn = try await tool(
            "dataset", "synthesize", "cells", "--images", "2", "--val-images", "1", "--size", "64x64", "--quiet")
        try #require(drawn.status == 0, "\(drawn.errors)")
    }

    private func train(_ others: String...) -> [String] {
        ["train", "--data", "cells", "--config", "tiny.yaml", "--threads", "1", "--output", "run"] + others
    }

    private func lines() -> Int {
        (try? folder.read("run/metrics.jsonl"))?.count { $0 == UInt8(ascii: "\n") } ?? 0
    }

    @Test func aSecondRunInTheFolderIsRefusedUntilTheFirstEnds() async throws {
        let first = try tool.start(train("--set", "schedule.epochs=100000", "--set", "evaluation.everyEpochs=1000000"))
        for _ in 0..<1200 where lines() < 2 { try await Task.sleep(for: .milliseconds(50)) }
        try #require(lines() >= 2)
        for arguments in [["train", "--resume", "run"], train("--overwrite")] {
            let second = try await tool.run(arguments)
            #expect(second.status == 73, "\(second.errors)")
            #expect(second.errors.contains("run: another run is at work there: process "), "\(second.errors)")
            #expect(second.errors.contains(" on ") && second.errors.contains("run/run.lock"), "\(second.errors)")
            #expect(second.output.isEmpty)
        }
        // Nothing was removed, and who only reads is not hindered.
        let copied = try await tool("weights", "convert", "run/state.safetensors", "copy.safetensors")
        #expect(copied.status == 0, "\(copied.errors)")
        let looked = try await tool("train", "--resume", "run", "--dry-run")
        #expect(looked.status == 0, "\(looked.errors)")
        // What is killed leaves no lock.
        first.send(SIGKILL)
        _ = try await first.outcome()
        #expect(folder.has("run/run.lock"))
        let rest = try await tool("train", "--resume", "run", "--set", "schedule.epochs=1")
        #expect(rest.status == 0, "\(rest.errors)")
        #expect(folder.has("run/last.pth") && !folder.has("run/run.lock"))
    }

    @Test func onlyWhatTheRunWroteIsReplaced() async throws {
        let first = try await tool.run(train("--epochs", "1"))
        try #require(first.status == 0, "\(first.errors)")
        try folder.write("mine", to: "run/predictions/mine.png")
        try folder.write("mine", to: "run/events/notes.txt")
        let second = try await tool.run(train("--epochs", "1", "--overwrite"))
        #expect(second.status == 0, "\(second.errors)")
        #expect(
            second.errors.contains(
                "note: 2 files in run are not the run's and stay: events/notes.txt, predictions/mine.png"),
            "\(second.errors)")
        #expect(try folder.read("run/predictions/mine.png") == Data("mine".utf8))
        #expect(folder.contents("run/events").count == 2)
        // A list that is not what was written removes nothing.
        let list = String(decoding: try folder.read("run/manifest.txt"), as: UTF8.self)
        try folder.write(list.replacingOccurrences(of: "last.pth", with: "mine.pth"), to: "run/manifest.txt")
        let damaged = try await tool.run(train("--epochs", "1", "--overwrite"))
        #expect(damaged.status == 65 && damaged.errors.contains("run/manifest.txt: line "), "\(damaged.errors)")
        #expect(folder.has("run/last.pth") && folder.has("run/state.safetensors"))
    }

    @Test func faultsOfARunAreNamedWithTheirFile() async throws {
        let first = try await tool.run(train("--epochs", "1"))
        try #require(first.status == 0, "\(first.errors)")
        let state = try folder.read("run/state.safetensors")
        for (name, change) in [
            ("state.safetensors", { (data: Data) in data.dropLast(7) }),
            ("state.safetensors", { data in Data(data.enumerated().map { $0 == data.count - 90 ? $1 ^ 1 : $1 }) }),
            ("state.safetensors", { _ in Data("no state".utf8) }),
            ("inputs.json", { _ in Data("{".utf8) }),
            (
                "inputs.json",
                { data in Data(String(decoding: data, as: UTF8.self).replacing("train.json", with: "other.json").utf8) }
            ),
            (
                "configuration.yaml",
                { data in Data(String(decoding: data, as: UTF8.self).replacing("seed: 0", with: "seed: 1").utf8) }
            ),
            (
                "metrics.jsonl",
                { data in Data(String(decoding: data, as: UTF8.self).replacing("\"step\":1", with: "\"step\":0").utf8) }
            ),
        ] as [(String, (Data) -> Data)] {
            let whole = try folder.read("run/\(name)")
            try folder.write(change(whole), to: "run/\(name)")
            let outcome = try await tool("train", "--resume", "run", "--epochs", "2")
            #expect(outcome.status == 65, "\(name): \(outcome.errors)")
            #expect(outcome.errors.contains("run/\(name)"), "\(outcome.errors)")
            try folder.write(whole, to: "run/\(name)")
        }
        for name in ["state.safetensors", "inputs.json", "configuration.yaml"] {
            let whole = try folder.read("run/\(name)")
            try FileManager.default.removeItem(atPath: folder.path("run/\(name)"))
            let outcome = try await tool("train", "--resume", "run", "--epochs", "2")
            #expect(outcome.status == 65 && outcome.errors.contains("run/\(name): "), "\(outcome.errors)")
            try folder.write(whole, to: "run/\(name)")
        }
        #expect(try folder.read("run/state.safetensors") == state)
        // Whoever reads tensors compares them.
        for name in ["best.safetensors", "last.pth"] {
            let whole = try folder.read("run/\(name)")
            var damaged = [UInt8](whole)
            damaged[damaged.count / 2] ^= 1
            try folder.write(Data(damaged), to: "run/\(name)")
            let image = try #require(folder.contents("cells/images").first)
            for arguments in [
                ["predict", "cells/images/\(image)", "--weights", "run/\(name)"],
                ["weights", "convert", "run/\(name)", "out.safetensors"],
                ["train", "--data", "cells", "--weights", "run/\(name)", "--output", "other"],
            ] {
                let outcome = try await tool.run(arguments)
                #expect(outcome.status == 65, "\(arguments): \(outcome.errors)")
                #expect(outcome.errors.contains("run/\(name)"), "\(outcome.errors)")
                #expect(outcome.errors.contains("with the check sum "), "\(outcome.errors)")
            }
            try folder.write(whole, to: "run/\(name)")
        }
        // Nothing of all that is left behind.
        let outcome = try await tool("train", "--resume", "run", "--epochs", "2")
        #expect(outcome.status == 0, "\(outcome.errors)")
    }
}
