import Foundation

/// A peer's program, which answers a line with a line. It ends with this process at the latest: its standard input is then
/// closed.
final class PeerProcess {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let log: String
    private var received: [UInt8] = []
    private var isStopped = false

    /// Starts the program.
    ///
    /// - Parameters:
    ///   - log: The file that takes what it says on standard error.
    ///
    /// - Throws: ``PeerFailure`` where the system does not start it.
    init(_ place: PeerPlace, arguments: [String], log: String) throws(PeerFailure) {
        self.log = log
        process.executableURL = URL(fileURLWithPath: place.python)
        process.arguments = [place.script] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
        process.standardInput = input
        process.standardOutput = output
        do {
            try Data().write(to: URL(fileURLWithPath: log))
            process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
            // Else a peer that is started later would hold the pipe open.
            for end in [input.fileHandleForWriting, output.fileHandleForReading] {
                _ = fcntl(end.fileDescriptor, F_SETFD, FD_CLOEXEC)
            }
            try process.run()
        } catch {
            throw .notStarted(error.localizedDescription)
        }
    }

    deinit {
        stop()
    }

    /// Sends a command.
    ///
    /// - Throws: ``PeerFailure`` where nobody listens any more.
    func send(_ command: String) throws(PeerFailure) {
        let line = Array((command + "\n").utf8)
        // As short a line goes out whole or not at all.
        guard write(input.fileHandleForWriting.fileDescriptor, line, line.count) == line.count else { throw ending() }
    }

    /// Waits for its next answer.
    ///
    /// - Throws: ``PeerFailure`` where it fails or ends, or Ctrl-C is pressed meanwhile.
    func answer() throws(PeerFailure) -> PeerAnswer {
        while true {
            let line = try nextLine()
            guard let answer = try PeerAnswer(line: line) else { continue }
            if let error = answer.error { throw .said(error) }
            return answer
        }
    }

    /// Ends it, gently at first; does nothing where it has ended.
    func stop() {
        if isStopped { return }
        isStopped = true
        try? input.fileHandleForWriting.close()
        guard process.isRunning else { return }
        process.terminate()
        if wait(seconds: 2) { return }
        kill(process.processIdentifier, SIGKILL)
        _ = wait(seconds: 2)
    }

    /// Whether it ends of itself within so many seconds.
    func wait(seconds: Double) -> Bool {
        let end = ContinuousClock.now + .seconds(seconds)
        while process.isRunning {
            if ContinuousClock.now > end { return false }
            usleep(5000)
        }
        return true
    }

    private func nextLine() throws(PeerFailure) -> String {
        while true {
            if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
                defer { received.removeSubrange(...end) }
                return String(decoding: received[..<end], as: UTF8.self)
            }
            try receive()
        }
    }

    /// Waits for more of its output, and looks for Ctrl-C ten times a second.
    private func receive() throws(PeerFailure) {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            if Interruption.isRequested { throw .interrupted }
            var watched = pollfd(fd: output.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
            let count = poll(&watched, 1, 100)
            if count == 0 || (count < 0 && errno == EINTR) { continue }
            let size = read(watched.fd, &buffer, buffer.count)
            if size < 0 && errno == EINTR { continue }
            guard size > 0 else { throw ending() }
            received += buffer.prefix(size)
            return
        }
    }

    /// How it ended.
    private func ending() -> PeerFailure {
        _ = wait(seconds: 5)
        stop()
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        let lines = text.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
        let isSignal = process.terminationReason == .uncaughtSignal
        let status = process.isRunning ? 0 : process.terminationStatus
        return .ended(status: isSignal ? -status : status, lastWords: lines.last.map { String($0.prefix(300)) })
    }
}
