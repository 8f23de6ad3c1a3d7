import Foundation
import Testing

/// Runs the built `DistributedProbe` several times at once, as a launcher would.
struct Processes {
    /// How a process ended and what it printed.
    struct Outcome: Sendable {
        /// Its exit status; of one that a signal ended, 128 and the signal's number.
        let status: Int32
        let output: String

        /// The numbers of a line that the probe printed, or nil where it did not.
        func values(_ name: String) -> [Double]? {
            text(name)?.split(separator: " ").compactMap { Double($0) }
        }

        /// What follows a name that the probe printed.
        func text(_ name: String) -> String? {
            output.split(separator: "\n").first { $0.hasPrefix(name + ":") }
                .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
        }

        /// The message that it ended with.
        var error: String { text("error") ?? "" }
    }

    /// The place of each process, and of how many.
    var ranks: [Int]
    var size: Int
    var port: UInt16
    /// Seconds that the processes wait for each other.
    var timeout = 20.0
    /// Seconds after which all are ended.
    var limit = 40.0
    /// Whether all are ended when the first one ends.
    var endsTogether = false
    var variables: [String: String] = [:]

    /// As many processes, and a port that nobody uses.
    init(_ size: Int) throws {
        ranks = Array(0..<size)
        self.size = size
        port = try ListeningSocket().port
    }

    /// One process of a size, with others elsewhere.
    init(_ size: Int, rank: Int, port: UInt16) {
        ranks = [rank]
        self.size = size
        self.port = port
    }

    /// The folder of the tests' own bundle, where SwiftPM puts all that it builds.
    static var buildFolder: URL {
        let bundles = Bundle.allBundles.map(\.bundlePath).filter { $0.hasSuffix(".xctest") }
        return URL(fileURLWithPath: bundles.first ?? CommandLine.arguments[0]).deletingLastPathComponent()
    }

    /// The program that each process runs.
    static var path: String {
        get throws {
            let path = buildFolder.appendingPathComponent("DistributedProbe").path
            try #require(FileManager.default.isExecutableFile(atPath: path), "there is no \(path)")
            return path
        }
    }

    /// Runs all to their end.
    func callAsFunction(_ scenario: String) async throws -> [Outcome] {
        let path = try Self.path
        let runs = try ranks.map { rank in
            try Run(
                executable: path, arguments: [scenario, "\(timeout)"],
                environment: [
                    "RANK": "\(rank)", "WORLD_SIZE": "\(size)", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "\(port)",
                    "OMP_NUM_THREADS": "1", "SWIFT_BACKTRACE": "enable=no",
                ].merging(variables) { $1 }, limit: limit)
        }
        var outcomes: [Outcome] = []
        if endsTogether {
            while runs.allSatisfy(\.isRunning) { try await Task.sleep(for: .milliseconds(20)) }
            for run in runs { run.end() }
        }
        for run in runs { outcomes.append(try await run.outcome()) }
        return outcomes
    }

    /// Runs the scenario in one process, which belongs to no group.
    static func alone(_ scenario: String) async throws -> Outcome {
        let run = try Run(executable: path, arguments: [scenario], environment: ["OMP_NUM_THREADS": "1"], limit: 40)
        return try await run.outcome()
    }
}

/// One process that is going on.
final class Run: @unchecked Sendable {
    // A process is not Sendable, but asking for its number and its end is safe from any thread.
    private let process = Process()
    private let output = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString + ".out")
    private let ending: AsyncStream<Void>

    /// Starts it. None of a launcher's variables are those of the tests themselves.
    init(executable: String, arguments: [String], environment: [String: String], limit: Double) throws {
        let inherited = ProcessInfo.processInfo.environment.filter { name, _ in
            !["RANK", "SLURM", "MASTER", "WORLD", "LOCAL_", "TORCH", "GLOO"].contains { name.hasPrefix($0) }
        }
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.environment = inherited.merging(environment) { $1 }
        try Data().write(to: output)
        let file = try FileHandle(forWritingTo: output)
        process.standardOutput = file
        process.standardError = file
        process.standardInput = FileHandle.nullDevice
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        ending = stream
        process.terminationHandler = { _ in continuation.finish() }
        try process.run()
        DispatchQueue.global().asyncAfter(deadline: .now() + limit) { [weak self] in self?.end() }
    }

    var isRunning: Bool { process.isRunning }

    /// Ends it, if it has not ended by itself.
    func end() {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    func outcome() async throws -> Processes.Outcome {
        for await _ in ending {}
        defer { try? FileManager.default.removeItem(at: output) }
        let signal = process.terminationReason == .uncaughtSignal
        return Processes.Outcome(
            status: process.terminationStatus + (signal ? 128 : 0),
            output: String(decoding: try Data(contentsOf: output), as: UTF8.self))
    }
}

/// A port of this machine that is in use as long as this lives.
final class ListeningSocket {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        #if os(Linux)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, length) == 0 && listen(descriptor, 8) == 0
                    && getsockname(descriptor, pointer, &length) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
        port = UInt16(bigEndian: address.sin_port)
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }
}
