/// Work that runs ahead of whoever takes its results, which come in the order in which the work was started.
///
/// Whoever starts work bounds how much there is, and so the memory it takes.
struct OrderedWork<Result: Sendable> {
    private var tasks: [Task<Result, Never>] = []

    /// How many results have not been taken.
    var count: Int { tasks.count }

    /// Starts a piece of work.
    mutating func start(_ work: @escaping @Sendable () async -> Result) {
        tasks.append(Task { await work() })
    }

    /// The result of the work that was started first; nil when there is none.
    mutating func next() async -> Result? {
        guard !tasks.isEmpty else { return nil }
        return await tasks.removeFirst().value
    }
}
