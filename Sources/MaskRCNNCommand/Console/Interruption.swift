import Foundation
import Synchronization

/// Ctrl-C: the first asks the run to end after the image, step or run at hand, the second ends the process at once.
enum Interruption {
    private static let count = Atomic<Int>(0)
    private static let work = Atomic<Int>(Work.images.rawValue)

    /// What a run does, for what is said at the first Ctrl-C.
    enum Work: Int {
        /// It looks at images.
        case images
        /// It trains.
        case steps
        /// It says nothing: another process of the same run does.
        case nothing
        /// It measures runs.
        case runs
    }

    /// Whether Ctrl-C was pressed.
    static var isRequested: Bool { count.load(ordering: .relaxed) > 0 }

    /// Starts to listen; SIGTERM counts as Ctrl-C.
    static func listen(for work: Work = .images) {
        // The counters must exist before a signal handler may touch them: making them takes a lock.
        _ = isRequested
        Self.work.store(work.rawValue, ordering: .relaxed)
        for number in [SIGINT, SIGTERM] {
            // Only calls that POSIX allows in a signal handler: an atomic, write and _exit.
            signal(number) { _ in
                guard Interruption.count.add(1, ordering: .relaxed).oldValue == 0 else {
                    _exit(ExitStatus.interrupted.rawValue)
                }
                let images: StaticString = "\nStopping after the images at hand; Ctrl-C again quits at once.\n"
                let steps: StaticString = "\nStopping after the step at hand, to save; Ctrl-C again quits at once.\n"
                let runs: StaticString = "\nStopping after the run at hand; Ctrl-C again quits at once.\n"
                let work = Interruption.work.load(ordering: .relaxed)
                if work == 2 { return }
                let message = work == 1 ? steps : work == 3 ? runs : images
                _ = Foundation.write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
            }
        }
    }
}
