import Files
import Foundation
import Synchronization

/// Where the process writes: results to standard output, everything about them to standard error.
///
/// A line that shows progress stays the last of the terminal: whatever else is written first wipes it.
final class Console: Sendable {
    /// The process's own console.
    static let standard = Console()

    /// What the process keeps of the terminal's state.
    private struct State {
        var statusLineIsShown = false
    }

    private let state = Mutex(State())

    /// Whether standard error is a terminal, on which a line can be written over.
    let isInteractive = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"

    /// Writes text and a line's end to standard output.
    ///
    /// - Throws: ``CommandFailure`` when standard output takes no more, as on a full disk, or when nobody reads it.
    func print(_ text: TerminalText) throws(CommandFailure) {
        try write(Array((text.string + "\n").utf8))
    }

    /// Writes bytes to standard output: results, not words about them.
    ///
    /// - Throws: ``CommandFailure`` when standard output takes no more, as on a full disk, when nobody reads it, or when a signal
    ///   asks for the end and whoever reads takes nothing.
    func write(_ bytes: [UInt8]) throws(CommandFailure) {
        let code = state.withLock { state in
            wipe(&state)
            return send(bytes, to: STDOUT_FILENO)
        }
        switch code {
        case 0: return
        case EPIPE: throw CommandFailure(.cannotWrite, "standard output: whoever read it is gone")
        case EINTR: throw CommandFailure(.interrupted, "interrupted while nobody took what stands on standard output")
        case EBADF: throw CommandFailure(.cannotWrite, "standard output: it is closed")
        default: throw CommandFailure(.cannotWrite, "standard output: \(String(cString: strerror(code)))")
        }
    }

    /// Writes a line about the run to standard error; what would end the line, or act on a terminal, is made visible.
    func note(_ line: String) { note(text: TerminalText(line)) }

    /// Writes text about the run, and a line's end, to standard error.
    func note(text: TerminalText) {
        state.withLock { state in
            wipe(&state)
            _ = send(Array((text.string + "\n").utf8), to: STDERR_FILENO)
        }
    }

    /// Says on standard error what went wrong, and what to do.
    func report(_ failure: CommandFailure) {
        if let message = failure.message { note("maskrcnn: " + message) }
        for line in failure.details { note("  " + line) }
        if let hint = failure.hint { note("          " + hint) }
    }

    /// Replaces the terminal's last line; does nothing where standard error is no terminal.
    func showStatus(_ line: String) {
        guard isInteractive else { return }
        let shown = String(VisibleText.of(line).prefix(Self.columns - 1))
        state.withLock { state in
            _ = send(Array(("\r" + shown + "\u{1B}[K").utf8), to: STDERR_FILENO)
            state.statusLineIsShown = true
        }
    }

    /// Wipes the line that ``showStatus(_:)`` wrote.
    func clearStatus() {
        state.withLock { wipe(&$0) }
    }

    private func wipe(_ state: inout State) {
        guard state.statusLineIsShown else { return }
        state.statusLineIsShown = false
        _ = send(Array("\r\u{1B}[K".utf8), to: STDERR_FILENO)
    }

    /// 0 where all bytes went out, EINTR where the process is to end and they do not, else the system's number of the error.
    private func send(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                guard Self.waitUntilReady(descriptor) else { return EINTR }
                // A pipe that is ready takes so much without waiting for its reader.
                let part = UnsafeRawBufferPointer(rebasing: rest.prefix(Int(PIPE_BUF)))
                let count = Foundation.write(descriptor, part.baseAddress, part.count)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return count < 0 ? errno : EIO }
                rest = rest.dropFirst(count)
            }
            return 0
        }
    }

    /// Waits until something can be written, or writing would fail; false where the process is to end and two seconds brought neither.
    private static func waitUntilReady(_ descriptor: Int32) -> Bool {
        var patience = 10
        while true {
            var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            let count = poll(&request, 1, 200)
            if count > 0 || count < 0 && errno != EINTR { return true }
            guard Interruption.isRequested else { continue }
            patience -= 1
            if patience < 0 { return false }
        }
    }

    /// The terminal's width, or 80 where there is none.
    static var columns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 80 }
        return Int(size.ws_col)
    }
}
