internal import Dispatch
internal import Synchronization

/// What a closure makes of each stretch of a count, in order; stretches are worked on at the same time.
/// - Parameters:
///   - count: How many elements there are.
///   - chunk: How many elements a stretch has.
///   - threads: How many threads work; nil takes one a core.
func inParallel<Value: Sendable>(
    _ count: Int, chunk: Int, threads: Int?, _ body: @Sendable (Range<Int>) -> Value
) -> [Value] {
    let chunks = (count + chunk - 1) / chunk
    let stretch = { (index: Int) in index * chunk..<min((index + 1) * chunk, count) }
    if chunks <= 1 || threads == 1 { return (0..<chunks).map { body(stretch($0)) } }
    let results = Mutex([Value?](repeating: nil, count: chunks))
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: min(chunks, max(1, threads ?? chunks))) { _ in
        while true {
            let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard index < chunks else { return }
            let value = body(index * chunk..<min((index + 1) * chunk, count))
            results.withLock { $0[index] = value }
        }
    }
    return results.withLock { $0 }.compactMap { $0 }
}
