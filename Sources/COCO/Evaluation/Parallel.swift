import Dispatch
import Synchronization

/// Calls a closure for each chunk of a range of work, on several threads at once.
///
/// A worker makes its scratch memory once and takes chunks until there are none, so the closure needs no locks as long as
/// different chunks write to different places.
/// - Parameters:
///   - count: How many pieces of work there are.
///   - chunk: How many of them are taken at once.
///   - threads: How many threads work at most; nil leaves it to Dispatch, which takes one a core.
func inParallel<Scratch>(
    count: Int, chunk: Int, threads: Int?, scratch makeScratch: @Sendable () -> Scratch,
    _ body: @Sendable (_ range: Range<Int>, _ scratch: inout Scratch) -> Void
) {
    let chunks = (count + chunk - 1) / chunk
    let next = Atomic<Int>(0)
    @Sendable func work() {
        var scratch: Scratch?
        while true {
            let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard index < chunks else { return }
            var current = scratch.take() ?? makeScratch()
            body(index * chunk..<min(count, (index + 1) * chunk), &current)
            scratch = current
        }
    }
    let workers = min(chunks, threads ?? 64)
    guard workers > 1 else { return work() }
    DispatchQueue.concurrentPerform(iterations: workers) { _ in work() }
}

/// The failure of the first piece of work, in the order of the work and not of time.
final class FirstFailure: Sendable {
    private let failure = Mutex<(index: Int, error: COCOError)?>(nil)

    func record(_ error: COCOError, at index: Int) {
        failure.withLock { known in
            if let known, known.index <= index { return }
            known = (index, error)
        }
    }

    func check() throws(COCOError) {
        if let error = failure.withLock({ $0?.error }) { throw error }
    }
}
