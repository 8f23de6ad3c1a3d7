/// The moments between two changes that this target makes to the disk, of which tests are told: what a process that is killed
/// leaves is what is there at one of them.
package enum DiskMoments {
    @TaskLocal private static var observer: (@Sendable (String) -> Void)?

    /// Does work whose changes are told, each with the file's path, after it was made. Nobody but tests does.
    ///
    /// Never inlined, for the reason that ``MemoryBudget/replacingProcess(in:)`` gives.
    @discardableResult @inline(never)
    package static func observing<Result>(
        _ observer: @escaping @Sendable (String) -> Void, in work: () throws -> Result
    ) rethrows -> Result {
        try $observer.withValue(observer, operation: work)
    }

    /// Tells of a change.
    static func passed(_ path: String) { observer?(path) }
}
