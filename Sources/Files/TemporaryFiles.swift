internal import Synchronization

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// The files of this process that are being written under temporary names, for a process that is told to end at once.
package enum TemporaryFiles {
    private static let paths = Mutex<Set<String>>([])

    /// A file was made under a temporary name.
    package static func add(_ path: String) {
        _ = paths.withLock { $0.insert(path) }
    }

    /// It has got its own name, or is gone.
    package static func remove(_ path: String) {
        _ = paths.withLock { $0.remove(path) }
    }

    /// Removes all that are there, and ends the process before another can be made.
    ///
    /// It waits no longer than a tenth of a second for a thread that is about to make one, as that may hang in the system.
    package static func removeAll(andThen end: () -> Never) -> Never {
        for _ in 0..<100 {
            paths.withLockIfAvailable { paths in
                for path in paths { _ = System.with(path) { unlink($0) } }
                end()
            }
            usleep(1000)
        }
        end()
    }
}
