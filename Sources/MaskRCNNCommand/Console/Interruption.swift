import Foundation
import Synchronization

/// Ctrl-C: the first asks the run to end after the image at hand, the second ends the process at once.
enum Interruption {
    private static let count = Atomic<Int>(0)

    /// Whether Ctrl-C was pressed.
    static var isRequested: Bool { count.load(ordering: .relaxed) > 0 }

    /// Starts to listen; SIGTERM counts as Ctrl-C.
    static func listen() {
        // The counter must exist before a signal handler may touch it: making it takes a lock.
        _ = isRequested
        for number in [SIGINT, SIGTERM] {
            // Only calls that POSIX allows in a signal handler: an atomic, write and _exit.
            signal(number) { _ in
                guard Interruption.count.add(1, ordering: .relaxed).oldValue == 0 else {
                    _exit(ExitStatus.interrupted.rawValue)
                }
                let message: StaticString = "\nStopping after the image at hand; Ctrl-C again quits at once.\n"
                _ = Foundation.write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
            }
        }
    }
}
