import Foundation
import Synchronization
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
        let outcome = try await run.outcome()
        #expect(outcome.status == 130, "\(line): \(outcome.errors)")
        if let output {
            #expect(folder.has(output), "\(line)")
            expectNoLeftovers()
        }
        withExtendedLifetime(pipe) {}
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func aFetchThatWaitsEndsAtASignal(_ number: Int32) async throws {
        let server = try SilentServer { $0.send(number) }
        let outcome = try await server.outcome { try tool.start(["weights", "fetch", $0]) }
        #expect(outcome.status == 130, "\(outcome.errors)")
        #expect(outcome.errors.contains("maskrcnn: interrupted"), "\(outcome.errors)")
        #expect(!folder.has("torch-home/hub/checkpoints/model.pth"))
    }

    /// What `nohup` and a shell's background ignore stays ignored.
    @Test func whatIsIgnoredStaysIgnored() async throws {
        let masks = Mutex<SignalMasks?>(nil)
        let server = try SilentServer { run in
            masks.withLock { $0 = SignalMasks(of: run.identifier) }
            for number in [SIGHUP, SIGINT, SIGTERM] { run.send(number) }
        }
        let outcome = try await server.outcome {
            try tool.startShell("trap '' HUP INT; exec \"$TOOL\" weights fetch \($0)")
        }
        let seen = try #require(masks.withLock { $0 })
        #expect(seen.ignores(SIGHUP) && seen.ignores(SIGINT) && seen.handles(SIGTERM))
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

/// A server that answers nothing, and does something with the run that asks it as soon as it is asked.
///
/// Not the test does it: on a busy machine its turn may come after the run has given up waiting for an answer.
private struct SilentServer {
    private final class State: Sendable {
        let asking = Mutex<Running?>(nil)
        let (isStarted, isOver) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    }

    private let state = State()
    private let server: FileServer

    init(_ act: @escaping @Sendable (Running) -> Void) throws {
        server = try FileServer { [state] _, _ in
            state.isStarted.wait()
            if let run = state.asking.withLock({ $0 }) { act(run) }
            state.isOver.wait()
            return .init()
        }
    }

    /// Starts a run that asks for the address that it is given, and waits for its end.
    func outcome(_ start: (String) throws -> Running) async throws -> Tool.Outcome {
        let run = try start(server.url("model.pth"))
        state.asking.withLock { $0 = run }
        state.isStarted.signal()
        defer { state.isOver.signal() }
        return try await run.outcome()
    }
}
