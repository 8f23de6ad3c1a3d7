import Foundation
import TestSupport
import Testing

/// Signals that ask a process to end, in every subcommand alike, and readers that go away.
@Suite(.enabled(if: SignalMasks.areTold, "This system does not tell how a process takes signals"))
struct SignalTests {
    private let folder: TemporaryFolder
    private let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        try SmallDataset.write(in: folder)
        try Samples.writeWeights(in: folder)
    }

    /// Every subcommand, and what stands there once it says what it did.
    private static let commands: [(line: String, output: String?)] = [
        ("predict images/1.png --weights small.safetensors --output out", "out/1.overlay.png"),
        ("eval --ground-truth truth.json --results results.json --no-report", nil),
        ("dataset info truth.json", nil), ("dataset check truth.json --fix mended.json", "mended.json"),
        (
            "dataset convert truth.json --images images --to voc --output voc --copy-images",
            "voc/ImageSets/Main/trainval.txt"
        ),
        ("dataset split truth.json --output parts", "parts/val.json"),
        ("dataset show truth.json --images images --output drawn.png", "drawn.png"),
        ("dataset synthesize drawn --images 1 --size 64x64", "drawn/train.json"),
        ("weights list", nil), ("weights inspect small.safetensors", nil),
        ("weights convert small.safetensors copy.pth", "copy.pth"),
        ("bench --model tiny --size 64x64 --runs 1 --warm-up 0 --quiet --json", nil), ("doctor", nil),
        ("train --train truth.json --images images --model tiny --epochs 1 --batch-size 1 --output run --dry-run", nil),
    ]

    private func expectNoLeftovers(sourceLocation: SourceLocation = #_sourceLocation) {
        let names = folder.contents()
        #expect(
            !names.contains { $0.hasSuffix(".partial") || $0.hasSuffix(".part") || $0.contains("tmp") }, "\(names)",
            sourceLocation: sourceLocation)
    }

    /// Each is met when it says what it did; the signals take turns.
    @Test(arguments: commands.indices) func everySubcommandEndsAtASignal(_ index: Int) async throws {
        let (line, output) = Self.commands[index]
        let number = [SIGTERM, SIGINT, SIGHUP][index % 3]
        let pipe = try FullPipe()
        let run = try tool.start(line.split(separator: " ").map(String.init), output: pipe.output)
        for _ in 0..<2400 {
            if SignalMasks(of: run.identifier).handles(SIGHUP), output.map(folder.has) ?? true { break }
            try await Task.sleep(for: .milliseconds(25))
        }
        run.send(number)
        // What `predict` and `bench` have done when they are told to end they still say; where nobody reads that, it takes a second one.
        let again = Task {
            try await Task.sleep(for: .seconds(10))
            run.send(number)
        }
        let outcome = try await run.outcome()
        again.cancel()
        #expect(outcome.status == 130, "\(line): \(outcome.errors)")
        if let output {
            #expect(folder.has(output), "\(line)")
            expectNoLeftovers()
        }
        withExtendedLifetime(pipe) {}
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func aFetchThatWaitsEndsAtASignal(_ number: Int32) async throws {
        let hold = DispatchSemaphore(value: 0)
        let server = try FileServer { _, _ in
            hold.wait()
            return .init()
        }
        defer { hold.signal() }
        let run = try tool.start(["weights", "fetch", server.url("model.pth")])
        for _ in 0..<1200 where server.requests.isEmpty { try await Task.sleep(for: .milliseconds(25)) }
        run.send(number)
        let outcome = try await run.outcome()
        #expect(outcome.status == 130, "\(outcome.errors)")
        #expect(outcome.errors.contains("maskrcnn: interrupted"), "\(outcome.errors)")
        #expect(!folder.has("torch-home/hub/checkpoints/model.pth"))
    }

    /// What `nohup` and a shell's background ignore stays ignored.
    @Test func whatIsIgnoredStaysIgnored() async throws {
        let hold = DispatchSemaphore(value: 0)
        let server = try FileServer { _, _ in
            hold.wait()
            return .init()
        }
        defer { hold.signal() }
        let run = try tool.startShell("trap '' HUP INT; exec \"$TOOL\" weights fetch \(server.url("model.pth"))")
        for _ in 0..<1200 where server.requests.isEmpty { try await Task.sleep(for: .milliseconds(25)) }
        let masks = SignalMasks(of: run.identifier)
        #expect(masks.ignores(SIGHUP) && masks.ignores(SIGINT) && masks.handles(SIGTERM))
        run.send(SIGHUP)
        run.send(SIGINT)
        run.send(SIGTERM)
        let outcome = try await run.outcome()
        #expect(outcome.status == 130, "\(outcome.errors)")
    }

    /// Evaluating what was predicted is not the predicting that a signal asks to end.
    @Test func aSignalAfterPredictingEndsAnEvaluation() async throws {
        let pipe = try FullPipe()
        let run = try tool.start(
            [
                "eval", "--ground-truth", "truth.json", "--images", "images", "--weights", "small.safetensors",
                "--no-report",
                "--save-results", "found.json", "--quiet", "--json",
            ], output: pipe.output)
        for _ in 0..<2400 where !folder.has("found.json") { try await Task.sleep(for: .milliseconds(25)) }
        run.send(SIGTERM)
        let outcome = try await run.outcome()
        #expect(outcome.status == 130, "\(outcome.errors)")
        expectNoLeftovers()
        withExtendedLifetime(pipe) {}
    }
}
