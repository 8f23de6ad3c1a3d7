internal import Foundation

/// Samples that threads make ahead of their use, given out in order.
final class SampleQueue: @unchecked Sendable {
    // Everything below is touched with the condition's lock held only.
    private let condition = NSCondition()
    private var results: [Int: Result<TrainingSample, TrainingDataError>] = [:]
    /// The number of the next sample that a thread takes up.
    private var begun = 0
    /// The number of the next sample that is given out.
    private var given = 0
    private var isStopped = false
    private let lookAhead: Int

    /// - Parameter lookAhead: How many samples may be made, or being made, before they are asked for.
    init(lookAhead: Int) {
        self.lookAhead = lookAhead
    }

    /// What a thread does until the queue is stopped.
    func work(_ make: (Int) -> Result<TrainingSample, TrainingDataError>) {
        while let number = takeUp() {
            let result = make(number)
            condition.withLock { results[number] = isStopped ? nil : result }
            condition.broadcast()
        }
    }

    /// The next samples in order; waits until they are made.
    ///
    /// A failure is not given out: it stays, and comes again with the next call.
    func next(_ count: Int) throws(TrainingDataError) -> [TrainingSample] {
        condition.lock()
        defer { condition.unlock() }
        var samples: [TrainingSample] = []
        for number in given..<(given + count) {
            while results[number] == nil, !isStopped { condition.wait() }
            guard !isStopped, let result = results[number] else { throw .stopped }
            samples.append(try result.get())
        }
        for number in given..<(given + count) { results[number] = nil }
        given += count
        condition.broadcast()
        return samples
    }

    func stop() {
        condition.withLock {
            isStopped = true
            results = [:]
        }
        condition.broadcast()
    }

    private func takeUp() -> Int? {
        condition.lock()
        defer { condition.unlock() }
        while begun >= given + lookAhead, !isStopped { condition.wait() }
        guard !isStopped else { return nil }
        begun += 1
        return begun - 1
    }
}
