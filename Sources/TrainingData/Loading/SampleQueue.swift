internal import ClassMaps
internal import Foundation
internal import Geometry
internal import Imaging

/// Samples that threads make ahead of their use, given out in order.
///
/// How many are made ahead is bounded by their number and by the bytes of their pixels. What the next batch needs is made in any
/// case.
final class SampleQueue: @unchecked Sendable {
    // Everything below is touched with the condition's lock held only.
    private let condition = NSCondition()
    private var results: [Int: Result<TrainingSample, TrainingDataError>] = [:]
    /// The number of the next sample that a thread takes up.
    private var begun = 0
    /// The number of the next sample that is given out.
    private var given = 0
    /// The bytes of the samples that wait.
    private var waitingBytes = 0
    /// How many samples are being made, and the largest that was.
    private var making = 0
    private var largest = 0
    private var isStopped = false
    private let lookAhead: Int
    private let batch: Int
    private let mostBytes: Int

    /// - Parameters:
    ///   - lookAhead: How many samples may be made, or being made, before they are asked for.
    ///   - batch: How many are asked for at once.
    ///   - mostBytes: How many bytes those beyond the next batch may have together.
    init(lookAhead: Int, batch: Int = 1, mostBytes: Int = .max) {
        self.lookAhead = lookAhead
        self.batch = batch
        self.mostBytes = mostBytes
    }

    /// What a thread does until the queue is stopped.
    func work(_ make: (Int) -> Result<TrainingSample, TrainingDataError>) {
        while let number = takeUp() {
            let result = make(number)
            condition.withLock {
                making -= 1
                guard !isStopped else { return }
                results[number] = result
                waitingBytes += result.bytes
                largest = max(largest, result.bytes)
            }
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
        for number in given..<(given + count) { waitingBytes -= results.removeValue(forKey: number)?.bytes ?? 0 }
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
        while !mayBegin, !isStopped { condition.wait() }
        guard !isStopped else { return nil }
        begun += 1
        making += 1
        return begun - 1
    }

    private var mayBegin: Bool {
        if begun < given + batch { return true }
        guard begun < given + lookAhead else { return false }
        // A sample in the making counts as the largest so far.
        let (ahead, overflow) = (making + 1).multipliedReportingOverflow(by: largest)
        return !overflow && ahead <= mostBytes - waitingBytes
    }
}

extension Result<TrainingSample, TrainingDataError> {
    /// The bytes of a sample's pixels and masks.
    fileprivate var bytes: Int {
        guard case .success(let sample) = self else { return 0 }
        return sample.image.pixels.count + (sample.classMap?.labels.count ?? 0)
            + sample.objects.reduce(0) { $0 + 4 * $1.mask.counts.count }
    }
}
