import Foundation
import TestSupport
import Testing

/// Processes of one run that do not agree, do not come, or do not go on.
@Suite(.serialized) struct TrainPeersTests {
    private let folder: TemporaryFolder
    private let tool: Tool
    private let both: TwoProcesses

    init() async throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        both = TwoProcesses(tool: tool)
        try folder.write(TwoProcesses.configuration, to: "tiny.yaml")
        let outcome = try await tool("dataset", "synthesize", "cells", "--images", "4", "--size", "64x64", "--quiet")
        try #require(outcome.status == 0, "\(outcome.errors)")
    }

    private let options = ["--data", "cells", "--output", "run"]

    /// Waits until the run has done some steps.
    private func steps(_ run: String = "run") async throws {
        for _ in 0..<1200 {
            if let lines = try? folder.read(run + "/metrics.jsonl"), lines.count(where: { $0 == 10 }) > 2 { return }
            try await Task.sleep(for: .milliseconds(25))
        }
        Issue.record("the run does not begin")
    }

    @Test func whatDiffersIsNamedByEachAndNothingIsTouched() async throws {
        try folder.write("an earlier run", to: "run/state.safetensors")
        let annotations = String(decoding: try folder.read("cells/train.json"), as: UTF8.self)
        try folder.write(
            annotations.replacingOccurrences(of: "\"iscrowd\": 0", with: "\"iscrowd\":0"), to: "cells/same.json")
        let other = annotations.replacingOccurrences(of: "\"bbox\"", with: "\"was\"")
        try #require(other != annotations)
        try folder.write(other, to: "cells/other.json")
        let outcomes = try await both(
            options + ["--overwrite"],
            [
                "--train", "cells/other.json", "--images", "cells/images", "--output", "run", "--overwrite", "--lr",
                "0.002", "--seed", "6", "--workers", "1",
            ])
        for (rank, outcome) in outcomes.enumerated() {
            #expect(outcome.status == 64, "\(outcome.errors)")
            #expect(outcome.errors.contains("rank \(rank): the processes of this run do not agree: "))
            #expect(outcome.errors.contains("optimizer.rate is 0.001 at rank 0 and 0.002 at rank 1"))
            #expect(outcome.errors.contains("seed is 5 at rank 0 and 6 at rank 1"))
            #expect(outcome.errors.contains("annotations of training data 1 is "))
            // What belongs to a machine may differ, and so may where the data are.
            #expect(!outcome.errors.contains("workers") && !outcome.errors.contains("images of"), "\(outcome.errors)")
        }
        #expect(try folder.read("run/state.safetensors") == Data("an earlier run".utf8))
        #expect(folder.contents("run") == ["state.safetensors"])
    }

    @Test func anotherStateIsNotGoneOnWith() async throws {
        for (name, seed) in [("one", "1"), ("two", "2")] {
            let arguments = ["train", "--config", "tiny.yaml", "--threads", "1", "--data", "cells", "--epochs", "1"]
            let run = try await tool.run(arguments + ["--output", name + "/run", "--set", "seed=" + seed])
            try #require(run.status == 0, "\(run.errors)")
        }
        let place = TwoProcesses(tool: tool)
        var runs: [Running] = []
        for (rank, name) in ["one", "two"].enumerated() {
            var process = place.tool
            process.environment = [
                "RANK": "\(rank)", "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1",
                "MASTER_PORT": String(place.place.dropFirst("127.0.0.1:".count)),
            ]
            runs.append(
                try process.start([
                    "train", "--resume", name + "/run", "--epochs", "2", "--seed", "1", "--threads", "1",
                ]))
        }
        for run in runs {
            let outcome = try await run.outcome()
            #expect(outcome.status == 64, "\(outcome.errors)")
            #expect(outcome.errors.contains("the saved state is SHA-256 "), "\(outcome.errors)")
            #expect(!outcome.errors.contains("the step of") && !outcome.errors.contains("seed is"), "\(outcome.errors)")
        }
    }

    @Test func whoIsWaitedForIsSaidAndThenNamed() async throws {
        let run = try both.start(0, of: 3, options + ["--peer-timeout", "5.5"])
        let second = try both.start(2, of: 3, options + ["--peer-timeout", "8"])
        let outcome = try await run.outcome()
        #expect(outcome.status == 69)
        #expect(
            outcome.errors.contains(
                "rank 0: waiting for other processes at \(both.place): 2 of 3 have come, and not 1 ("),
            "\(outcome.errors)")
        let text = "of 3 processes, these did not come to \(both.place) within 5.5 s: 1"
        #expect(outcome.errors.contains(text), "\(outcome.errors)")
        // The other waits longer, and is told all the same.
        let other = try await second.outcome()
        #expect(other.status == 69 && other.errors.contains(text), "\(other.errors)")
        #expect(!folder.has("run"))
    }

    @Test func whoWaitsCanBeInterrupted() async throws {
        let run = try both.start(1, options + ["--verbose"])
        for _ in 0..<1200 where !run.errorsSoFar.contains("waits at") { try await Task.sleep(for: .milliseconds(25)) }
        run.send(SIGTERM)
        let outcome = try await run.outcome()
        #expect(outcome.status == 130, "\(outcome.errors)")
        #expect(outcome.errors.contains("rank 1: interrupted before all processes had come"), "\(outcome.errors)")
    }

    @Test func aStoppedProcessEndsTheOther() async throws {
        let runs = try (0..<2).map { try both.start($0, options + ["--epochs", "100000", "--peer-timeout", "2"]) }
        try await steps()
        runs[1].send(SIGSTOP)
        let outcome = try await runs[0].outcome()
        runs[1].send(SIGKILL)
        _ = try await runs[1].outcome()
        #expect(outcome.status == 69)
        #expect(
            outcome.errors.contains("rank 1 has ended, been stopped or lost its connection: no answer for 2.0 seconds"),
            "\(outcome.errors)")
    }

    @Test(arguments: [SIGTERM, SIGHUP]) func aSignalToOneEndsBothWithTheStateSaved(_ number: Int32) async throws {
        let runs = try (0..<2).map { try both.start($0, options + ["--epochs", "100000"]) }
        try await steps()
        runs[1].send(number)
        for (rank, run) in runs.enumerated() {
            let outcome = try await run.outcome()
            #expect(outcome.status == 130, "\(outcome.errors)")
            #expect(outcome.errors.contains("rank \(rank): interrupted after "), "\(outcome.errors)")
        }
        #expect(folder.has("run/state.safetensors"))
    }
}
