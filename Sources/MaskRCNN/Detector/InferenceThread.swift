internal import Foundation

/// A thread of its own for one model, or for its training.
///
/// LibTorch gives every thread that calls it a pool of workers; calls from the cooperative pool, whose threads vary,
/// would make a pool for each.
package final class InferenceThread: SerialExecutor {
    private let queue = Queue()

    /// Starts the thread.
    package init(name: String) {
        let queue = queue
        let thread = Thread { queue.run() }
        thread.name = name
        thread.stackSize = 8 << 20
        thread.start()
    }

    deinit {
        queue.stop()
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        queue.append { job.runSynchronously(on: executor) }
    }

    /// Runs a closure on the thread and gives what it gives.
    package func perform<Success: Sendable, Failure: Error>(
        _ body: @escaping @Sendable () -> Result<Success, Failure>
    ) async throws(Failure) -> Success {
        let result = await withCheckedContinuation { continuation in
            queue.append { continuation.resume(returning: body()) }
        }
        return try result.get()
    }

    /// What is still to be run; apart from the executor, so that the thread does not keep that alive.
    private final class Queue: @unchecked Sendable {
        private let condition = NSCondition()
        private var jobs: [@Sendable () -> Void] = []
        private var isStopped = false

        func append(_ job: @escaping @Sendable () -> Void) {
            condition.withLock { jobs.append(job) }
            condition.signal()
        }

        func stop() {
            condition.withLock { isStopped = true }
            condition.signal()
        }

        func run() {
            while let job = next() {
                job()
            }
        }

        private func next() -> (@Sendable () -> Void)? {
            condition.lock()
            defer { condition.unlock() }
            while jobs.isEmpty {
                if isStopped { return nil }
                condition.wait()
            }
            return jobs.removeFirst()
        }
    }
}
