public import Foundation

/// torchvision for Python, which the parity tests compare with: the scripts of `Tools/parity`, run by the Python that
/// `Scripts/peers.sh` installed in `.peers` of this checkout, or in the folder that `MASKRCNN_PEERS` names.
///
/// A test that needs it carries `.enabled(if: Peer.isAvailable, "\(Peer.skipReason)")`, so that without it the test is reported
/// as skipped, with the reason.
public enum Peer {
    /// The folder of this checkout, found from where this file stands.
    public static let packageRoot = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Why there is no peer; nil when there is one.
    public static let unavailableReason: String? = findReason()

    /// Whether scripts can be run.
    public static var isAvailable: Bool { unavailableReason == nil }

    /// What a skipped test says.
    public static var skipReason: String { "torchvision is not there to compare with: \(unavailableReason ?? "")" }

    /// Those of some Python modules that the peer's environment lacks; all where there is no peer.
    public static func missingModules(_ names: String...) -> [String] {
        guard isAvailable else { return names }
        return names.filter { name in
            let process = Process()
            process.executableURL = python
            process.arguments = ["-c", "import \(name)"]
            process.standardError = FileHandle.nullDevice
            guard (try? finish(process, within: 60)) == true else { return true }
            return process.terminationStatus != 0
        }
    }

    /// Runs a script and waits for it.
    ///
    /// - Parameters:
    ///   - script: a file of `Tools/parity`, such as `stages.py`.
    ///   - arguments: what follows it on its command line.
    ///   - timeout: seconds after which it is ended.
    /// - Returns: what it printed.
    /// - Throws: `PeerError` when it cannot start, fails (with the end of its standard error), or takes too long.
    @discardableResult
    public static func run(_ script: String, _ arguments: [String], timeout: TimeInterval = 900) throws -> String {
        if let unavailableReason { throw PeerError.unavailable(unavailableReason) }
        return try Scratch.with { folder in
            let output = folder.appendingPathComponent("stdout")
            let errors = folder.appendingPathComponent("stderr")
            let process = Process()
            process.executableURL = python
            process.arguments = [scripts.appendingPathComponent(script).path] + arguments
            process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
            // Files, not pipes: nothing has to be read while the script runs, however much it prints.
            process.standardOutput = try openForWriting(output)
            process.standardError = try openForWriting(errors)
            process.standardInput = FileHandle.nullDevice
            guard try finish(process, within: timeout) else {
                throw PeerError.timedOut(script: script, seconds: timeout)
            }
            guard process.terminationStatus == 0 else {
                let said = try [output, errors].map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
                throw PeerError.failed(
                    script: script, status: process.terminationStatus,
                    message: said.map { String($0.suffix(2000)) }.joined())
            }
            return String(decoding: try Data(contentsOf: output), as: UTF8.self)
        }
    }

    /// Runs a script whose work is to write one file, unless the same was asked before, by this process or an earlier one.
    ///
    /// The files stand in `.build/parity-cache`, named by what was asked: the script with all of `Tools/parity`, the
    /// arguments, and the content of `inputs`.
    ///
    /// - Parameters:
    ///   - script: a file of `Tools/parity`.
    ///   - name: the file's name, whose ending tells the script its format. A script that writes further files beside it
    ///     (`stages.py` writes a `.json`) gives them the same name with another ending.
    ///   - inputs: files that the script reads.
    ///   - arguments: makes the script's arguments from the path that it shall write.
    /// - Returns: the file.
    /// - Throws: `PeerError`, or a file system's error.
    public static func file(
        from script: String, name: String, inputs: [URL] = [], arguments: (String) -> [String]
    ) throws -> URL {
        if let unavailableReason { throw PeerError.unavailable(unavailableReason) }
        let key = try ParityCache.key(script: script, arguments: arguments(name), inputs: inputs)
        return try ParityCache.file(key: key, name: name) { path in _ = try run(script, arguments(path)) }
    }

    /// The folder that holds the peer's Python environment.
    private static let folder =
        ProcessInfo.processInfo.environment["MASKRCNN_PEERS"].map { URL(fileURLWithPath: $0, isDirectory: true) }
        ?? packageRoot.appendingPathComponent(".peers", isDirectory: true)

    private static let python = folder.appendingPathComponent("venv/bin/python")
    static let scripts = packageRoot.appendingPathComponent("Tools/parity", isDirectory: true)

    private static func findReason() -> String? {
        let failure = folder.appendingPathComponent("failure")
        if let reason = try? String(contentsOf: failure, encoding: .utf8) {
            return reason.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        guard FileManager.default.isExecutableFile(atPath: python.path) else {
            return "\(python.path) is not there; make parity installs it"
        }
        return nil
    }

    private static func openForWriting(_ file: URL) throws -> FileHandle {
        try Data().write(to: file)
        return try FileHandle(forWritingTo: file)
    }

    /// Starts a process and waits; ends it, and returns false, when it is not done in time.
    private static func finish(_ process: Process, within seconds: TimeInterval) throws -> Bool {
        let done = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in done.signal() }
        try process.run()
        if done.wait(timeout: .now() + seconds) == .success { return true }
        // Not terminate(): the child inherits from the tests' thread that it blocks that signal.
        kill(process.processIdentifier, SIGKILL)
        done.wait()
        return false
    }
}

/// Why the peer gave no answer.
public enum PeerError: Error, CustomStringConvertible {
    /// There is no peer.
    case unavailable(String)
    /// A script ended with a status other than 0; the message is the end of what it printed.
    case failed(script: String, status: Int32, message: String)
    /// A script took longer than it was given.
    case timedOut(script: String, seconds: TimeInterval)

    /// What happened, for a test's report.
    public var description: String {
        switch self {
        case .unavailable(let reason): "torchvision is not there: \(reason)"
        case .failed(let script, let status, let message): "\(script) ended with status \(status): \(message)"
        case .timedOut(let script, let seconds): "\(script) was ended after \(seconds) s"
        }
    }
}
