internal import Synchronization

/// What of some memory is taken by things that come and go, such as pictures on their way.
///
/// Whoever takes something says how much; where it does not fit, it waits until others are done. A lone taker is never refused
/// what is there in all, so that work goes on.
public final class MemoryAccount: Sendable {
    /// The number of bytes that can be taken.
    public let bytes: Int

    private struct State {
        var held = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// An account of so many bytes.
    public init(bytes: Int) {
        self.bytes = max(bytes, 0)
    }

    /// The number of bytes that are taken.
    public var held: Int { state.withLock { $0.held } }

    /// Takes memory; nil where so much is not free now.
    public func reserve(_ count: Int) -> MemoryReservation? {
        grow(by: count) ? MemoryReservation(count, of: self) : nil
    }

    /// Waits until something is given back; returns at once where nothing is taken.
    public func untilRelease() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                if state.held > 0 { state.waiting.append(continuation) }
                return state.held == 0
            }
            if isIdle { continuation.resume() }
        }
    }

    fileprivate func grow(by count: Int) -> Bool {
        state.withLock { state in
            guard count <= bytes - state.held else { return false }
            state.held += count
            return true
        }
    }

    fileprivate func giveBack(_ count: Int) {
        guard count > 0 else { return }
        let waiting = state.withLock { state in
            state.held -= count
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

/// Memory taken from an account, which gets it back when this is released or goes away.
public final class MemoryReservation: Sendable {
    private let account: MemoryAccount
    private let count: Mutex<Int>

    fileprivate init(_ count: Int, of account: MemoryAccount) {
        self.account = account
        self.count = Mutex(count)
    }

    deinit {
        release()
    }

    /// The number of bytes.
    public var bytes: Int { count.withLock { $0 } }

    /// Changes what is taken; false, and nothing changed, where more is wanted than is free.
    @discardableResult
    public func resize(to wanted: Int) -> Bool {
        count.withLock { count in
            if wanted > count {
                guard account.grow(by: wanted - count) else { return false }
            } else {
                account.giveBack(count - wanted)
            }
            count = wanted
            return true
        }
    }

    /// Gives all back.
    public func release() {
        resize(to: 0)
    }
}
