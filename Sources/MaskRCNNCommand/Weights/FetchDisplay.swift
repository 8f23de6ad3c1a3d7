import Foundation
import Logging
import Synchronization
import Zoo

/// Shows how far a fetch is: often on a terminal, seldom in a log.
final class FetchDisplay: Sendable {
    private struct State {
        var begin = ContinuousClock.now
        /// The bytes that were there at the beginning of this connection.
        var start: Int?
        var lastShown: ContinuousClock.Instant?
    }

    private let fileName: String
    private let url: String
    private let logger: Logger
    private let isQuiet: Bool
    private let state = Mutex(State())

    init(_ file: RemoteFile, logger: Logger, isQuiet: Bool) {
        fileName = file.fileName
        url = file.url
        self.logger = logger
        self.isQuiet = isQuiet
    }

    /// Takes what happens.
    func take(_ event: Fetch.Event) {
        switch event {
        case .progress(let count, let total):
            guard !isQuiet, let line = line(count, total) else { return }
            Console.standard.isInteractive ? Console.standard.showStatus(line) : Console.standard.note(line)
        case .brokenOff(let reason, let attempt):
            end()
            logger.info("\(url): \(reason)", metadata: ["attempt": "\(attempt)"])
        case .beginsAnew:
            end()
            Console.standard.note("The file is not the published one; fetching it anew.")
        }
    }

    /// Takes the line away at the end of a connection.
    func end() {
        Console.standard.clearStatus()
        state.withLock { $0 = State() }
    }

    /// What is to be shown; nil where the last line is fresh.
    private func line(_ count: Int, _ total: Int?) -> String? {
        // A terminal may be slow to draw, a log is to stay short.
        let pause: Duration = Console.standard.isInteractive ? .milliseconds(100) : .seconds(10)
        let now = ContinuousClock.now
        let received: (bytes: Int, seconds: Double)? = state.withLock { state in
            guard let start = state.start, count > start else {
                state.start = count
                state.begin = now
                if !Console.standard.isInteractive { state.lastShown = now }
                return nil
            }
            if let lastShown = state.lastShown, now - lastShown < pause { return nil }
            state.lastShown = now
            return (count - start, (now - state.begin).seconds)
        }
        guard let received else { return nil }
        let rate = Double(received.bytes) / max(received.seconds, 1e-3)
        var line = "\(fileName)  \(Quantity.bytes(count))"
        guard let total else { return line + "  \(Quantity.bytes(Int(rate)))/s" }
        let left = Double(total - count) / max(rate, 1)
        line = "\(Progress.bar(Double(count) / Double(max(total, 1)))) \(line) of \(Quantity.bytes(total))"
        return line + "  \(Quantity.bytes(Int(rate)))/s  \(Quantity.seconds(left)) left"
    }
}
