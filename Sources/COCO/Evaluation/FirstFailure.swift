internal import Synchronization

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
