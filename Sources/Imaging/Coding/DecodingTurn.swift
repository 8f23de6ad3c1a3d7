internal import Dispatch
internal import Files
internal import Synchronization

/// The right to take memory for decoding, which threads that decode at once share.
///
/// A picture that fits the budget alone may not fit it beside those that other threads decode: it then waits for them. One is
/// decoded whatever the others; who holds a turn waits for nothing.
final class DecodingTurn: Sendable {
    private let bytes: Int

    /// Waits until there is memory.
    init(bytes: Int) {
        self.bytes = bytes
        Self.take(bytes)
    }

    deinit {
        Self.giveBack(bytes)
    }

    private struct State {
        var held = 0
        var waiting: [(bytes: Int, signal: DispatchSemaphore)] = []
    }

    private static let state = Mutex(State())

    /// Half of what is left for data; the other half is what the pictures are for.
    private static var limit: Int { MemoryBudget.process.room / 2 }

    private static func take(_ bytes: Int) {
        let limit = limit
        let signal: DispatchSemaphore? = state.withLock { state in
            if state.waiting.isEmpty, state.held == 0 || bytes <= limit - state.held {
                state.held += bytes
                return nil
            }
            let signal = DispatchSemaphore(value: 0)
            state.waiting.append((bytes, signal))
            return signal
        }
        signal?.wait()
    }

    private static func giveBack(_ bytes: Int) {
        let limit = limit
        state.withLock { state in
            state.held -= bytes
            while let next = state.waiting.first, state.held == 0 || next.bytes <= limit - state.held {
                state.held += next.bytes
                state.waiting.removeFirst()
                next.signal.signal()
            }
        }
    }
}
