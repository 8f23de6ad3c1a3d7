internal import Dispatch
internal import Synchronization

/// The results of a closure for each element, in their order; elements are worked at on all cores.
func concurrently<Element: Sendable, Value: Sendable>(
    _ elements: [Element], _ work: @Sendable (Element) -> Value
) -> [Value] {
    let results = Mutex<[Int: Value]>([:])
    DispatchQueue.concurrentPerform(iterations: elements.count) { index in
        let value = work(elements[index])
        results.withLock { $0[index] = value }
    }
    return results.withLock { results in elements.indices.compactMap { results[$0] } }
}
