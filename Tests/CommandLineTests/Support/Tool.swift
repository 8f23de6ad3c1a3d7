import Foundation
import TestSupport
import Testing

/// Runs the built `maskrcnn` as a user would.
struct Tool {
    /// How a run ended and what it wrote.
    struct Outcome: Sendable {
        let status: Int32
        let output: String
        let errors: String

        /// Standard output as JSON.
        var json: [String: Any] {
            get throws {
                let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
                return try #require(value as? [String: Any])
            }
        }
    }

    /// Variables that are set beside those of the tests themselves; none of them of a proxy or a cache.
    var environment: [String: String] = [:]
    /// The folder that relative paths start from.
    var folder: TemporaryFolder

    /// Beside the tests' own bundle, where SwiftPM puts every product.
    static var path: String {
        get throws {
            let bundles = Bundle.allBundles.map(\.bundlePath).filter { $0.hasSuffix(".xctest") }
            let tests = bundles.first ?? CommandLine.arguments[0]
            let path = URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("maskrcnn").path
            try #require(
                FileManager.default.isExecutableFile(atPath: path),
                "There is no \(path): build it with `swift build --product maskrcnn`, in the tests' configuration.")
            return path
        }
    }

    /// Runs to the end.
    func callAsFunction(_ arguments: String..., input: Data? = nil) async throws -> Outcome {
        try await start(arguments, input: input).outcome()
    }

    /// Runs to the end.
    func run(_ arguments: [String], input: Data? = nil) async throws -> Outcome {
        try await start(arguments, input: input).outcome()
    }

    /// Starts a run.
    ///
    /// - Parameter holdsInput: Whether whoever reads standard input waits until ``Running/closeInput()``, so that a run can
    ///   be met in the middle however fast it is.
    /// - Parameter output: Where standard output goes instead of into what is told at the end.
    func start(
        _ arguments: [String], input: Data? = nil, holdsInput: Bool = false, output: FileHandle? = nil
    ) throws -> Running {
        try Running(process(try Self.path, arguments), input: input, holdsInput: holdsInput, output: output)
    }

    /// Runs a line of the shell to its end, in which `$TOOL` is the tool.
    func shell(_ line: String) async throws -> Outcome { try await startShell(line).outcome() }

    /// Starts a line of the shell, in which `$TOOL` is the tool.
    func startShell(_ line: String) throws -> Running {
        try Running(process("/bin/sh", ["-c", "TOOL='\(try Self.path)'; " + line]), input: nil)
    }

    private func process(_ program: String, _ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = folder.url
        var variables = ProcessInfo.processInfo.environment.filter { name, _ in
            !name.lowercased().hasSuffix("_proxy") && name != "XDG_CACHE_HOME"
        }
        // A crash is to be seen at once; its backtrace would take a minute.
        variables["SWIFT_BACKTRACE"] = "enable=no"
        variables["TORCH_HOME"] = folder.path("torch-home")
        variables.merge(environment) { _, new in new }
        process.environment = variables
        return process
    }
}

/// A run of the tool that may still be going on.
final class Running: @unchecked Sendable {
    // A process is not Sendable, but asking for its number and its end is safe from any thread.
    private let process: Process
    private let outputFile: URL
    private let errorFile: URL
    private let ending: AsyncStream<Int32>
    private let heldInput: Pipe?

    /// - Parameter output: Where standard output goes instead of into what is told at the end.
    init(_ process: Process, input: Data?, holdsInput: Bool = false, output: FileHandle? = nil) throws {
        self.process = process
        let scratch = FileManager.default.temporaryDirectory
        let name = UUID().uuidString
        outputFile = scratch.appendingPathComponent(name + ".out")
        errorFile = scratch.appendingPathComponent(name + ".err")
        let inputFile = scratch.appendingPathComponent(name + ".in")
        // Files rather than pipes: nothing has to be read while the process runs.
        for file in [outputFile, errorFile] { try Data().write(to: file) }
        try (input ?? Data()).write(to: inputFile)
        process.standardOutput = try output ?? FileHandle(forWritingTo: outputFile)
        process.standardError = try FileHandle(forWritingTo: errorFile)
        if holdsInput {
            let pipe = Pipe()
            // Else a run that another test starts meanwhile would hold it too.
            _ = fcntl(pipe.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
            process.standardInput = pipe
            heldInput = pipe
        } else {
            process.standardInput = try FileHandle(forReadingFrom: inputFile)
            heldInput = nil
        }
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        ending = stream
        process.terminationHandler = { process in
            continuation.yield(process.terminationStatus)
            continuation.finish()
        }
        // What is ignored here, as in a shell's background, would stay ignored there.
        for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_DFL) }
        try process.run()
        try FileManager.default.removeItem(at: inputFile)
    }

    /// Its number.
    var identifier: Int32 { process.processIdentifier }

    /// Sends a signal.
    func send(_ number: Int32) {
        kill(process.processIdentifier, number)
    }

    /// Ends a standard input that is held.
    func closeInput() throws {
        try heldInput?.fileHandleForWriting.close()
    }

    /// What standard error holds so far.
    var errorsSoFar: String {
        (try? String(contentsOf: errorFile, encoding: .utf8)) ?? ""
    }

    /// Waits for the end.
    func outcome() async throws -> Tool.Outcome {
        var status: Int32 = -1
        for await value in ending { status = value }
        defer {
            try? FileManager.default.removeItem(at: outputFile)
            try? FileManager.default.removeItem(at: errorFile)
        }
        return Tool.Outcome(
            status: status, output: String(decoding: try Data(contentsOf: outputFile), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errorFile), as: UTF8.self))
    }
}
