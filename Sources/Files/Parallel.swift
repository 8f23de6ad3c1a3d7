internal import Dispatch
internal import Synchronization

/// Calls a closure for each chunk of a range of work, on several threads at once.
///
/// A worker makes its scratch memory once and takes chunks until there are none, so the closure needs no locks as long as
/// different chunks write to different places.
/// - Parameters:
///   - count: How many pieces of work there are.
///   - chunk: How many of them are taken at once.
///   - threads: How many threads work at most; nil leaves it to Dispatch, which takes one a core.
///   - makeScratch: Makes a worker's scratch memory.
///   - finish: Takes a worker's scratch memory when there is no more work.
package func inParallel<Scratch>(
    count: Int, chunk: Int, threads: Int?, scratch makeScratch: @Sendable () -> Scratch,
    _ body: @Sendable (_ range: Range<Int>, _ scratch: inout Scratch) -> Void,
    finish: @Sendable (Scratch) -> Void = { _ in }
) {
    let chunks = (count + chunk - 1) / chunk
    let next = Atomic<Int>(0)
    @Sendable func work() {
        var scratch: Scratch?
        while true {
            let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard index < chunks else { break }
            var current = scratch.take() ?? makeScratch()
            body(index * chunk..<min(count, (index + 1) * chunk), &current)
            scratch = current
        }
        if let scratch { finish(scratch) }
    }
    let workers = min(chunks, max(1, threads ?? 64))
    guard workers > 1 else { return work() }
    DispatchQueue.concurrentPerform(iterations: workers) { _ in work() }
}

/// What a closure makes of each chunk of a range of work, in order; chunks are worked on at the same time.
/// - Parameters:
///   - count: How many pieces of work there are.
///   - chunk: How many of them are taken at once.
///   - threads: How many threads work at most; nil leaves it to Dispatch, which takes one a core.
package func inParallel<Value: Sendable>(
    _ count: Int, chunk: Int = 1, threads: Int? = nil, _ body: @Sendable (Range<Int>) -> Value
) -> [Value] {
    let results = Mutex([Value?](repeating: nil, count: (count + chunk - 1) / chunk))
    inParallel(count: count, chunk: chunk, threads: threads, scratch: {}) { range, _ in
        let value = body(range)
        results.withLock { $0[range.lowerBound / chunk] = value }
    }
    return results.withLock { $0 }.compactMap(\.self)
}

/// What a closure makes of each element, in their order; elements are worked at on all cores.
package func concurrently<Element: Sendable, Value: Sendable>(
    _ elements: [Element], _ work: @Sendable (Element) -> Value
) -> [Value] {
    inParallel(elements.count) { work(elements[$0.lowerBound]) }
}
