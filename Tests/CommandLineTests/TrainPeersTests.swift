import Foundation
import TestSupport
import Testing
import TrainingRecords

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

    /// Norms take statistics of what their own process sees, and those of the first are saved: what is noted is what they find, not
    /// what each process' own find of its share.
    @Test func whatIsNotedIsWhatTheSavedWeightsFind() async throws {
        let drawn = try await tool(
            "dataset", "synthesize", "more", "--images", "8", "--val-images", "4", "--size", "64x64", "--quiet")
        try #require(drawn.status == 0, "\(drawn.errors)")
        try folder.write("model: tiny\ntraining: {normalization: live}\n", to: "tiny.yaml")
        let arguments = [
            "--data", "more", "--weights", "nuclei", "--epochs", "1", "--batch-size", "2", "--lr", "0.001", "--output",
            "run",
            "--set", "network.transform.minimumSide=96", "--set", "network.transform.maximumSide=96",
        ]
        for outcome in try await both(arguments, arguments) { #expect(outcome.status == 0, "\(outcome.errors)") }
        let records = try MetricsLog.records(atPath: folder.path("run/metrics.jsonl"))
        let noted = try #require(records.last { $0.values.keys.contains("eval/segm/AP") }).values
        let evaluation = try await tool(
            "eval", "--ground-truth", "more/val.json", "--images", "more/images", "--weights", "run/last.safetensors",
            "--max-dets", "1,10,100", "--no-report", "--json")
        let figures = try #require(try evaluation.json["figures"] as? [String: Double])
        try #require(noted["eval/segm/AP"] ?? 0 > 0.1, "so much is found that it could differ")
        for name in ["AP", "AP50", "AP75", "AR@1", "AR@10", "AR@100"] {
            // Foundation's reader of JSON is a bit off in the last place.
            let difference = try #require(figures[name]) - #require(noted["eval/segm/" + name])
            #expect(abs(difference) < 1e-12, "\(name): \(figures)")
        }
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
