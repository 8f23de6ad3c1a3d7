import Files
import Foundation
import Synchronization

/// Signals that ask the process to end: SIGINT (Ctrl-C), SIGTERM and SIGHUP, all alike.
///
/// The first ends the process at once with 130, as every file is written whole or not at all. Work of which more is to be kept,
/// such as a run of images or of steps, listens instead: the first then asks it to end after what is at hand, and the second ends
/// the process. A signal that was ignored when the process began, as under `nohup`, stays ignored.
enum Interruption {
    private static let count = Atomic<Int>(0)
    private static let work = Atomic<Int>(Work.anything.rawValue)
    /// Where the signals' handler tells the thread that follows them; -1 where there is none.
    private static let messenger = Atomic<Int32>(-1)
    private static let scratchFolders = Mutex<Set<String>>([])

    /// What a run does, for what is said at the first signal.
    enum Work: Int {
        /// It ends at once.
        case anything
        /// It looks at images.
        case images
        /// It trains.
        case steps
        /// It says nothing: another process of the same run does.
        case nothing
        /// It measures runs.
        case runs
    }

    /// Whether the process was asked to end.
    static var isRequested: Bool { count.load(ordering: .relaxed) > 0 }

    /// From now on `isRequested` is looked at by whoever works.
    static func listen(for work: Work) {
        Self.work.store(work.rawValue, ordering: .sequentiallyConsistent)
    }

    /// The work that listened is over: from now on a signal ends the process at once again.
    ///
    /// - Throws: ``CommandFailure`` where one came too late for the work to look at it.
    static func stopListening() throws(CommandFailure) {
        work.store(Work.anything.rawValue, ordering: .sequentiallyConsistent)
        if isRequested { throw CommandFailure(.interrupted, notice) }
    }

    /// A folder that is to be gone when the process ends, however it is told to.
    static func removeAtEnd(_ folder: String) {
        _ = scratchFolders.withLock { $0.insert(folder) }
    }

    /// Begins to follow the signals; once, before there is another thread.
    static func begin() {
        // The counters must exist before a signal handler may touch them: making them takes a lock.
        _ = (isRequested, work.load(ordering: .relaxed))
        unblock()
        var ends: [Int32] = [-1, -1]
        if pipe(&ends) == 0 {
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            messenger.store(ends[1], ordering: .sequentiallyConsistent)
            let receiver = ends[0]
            let thread = Thread { follow(receiver) }
            thread.stackSize = 512 << 10
            thread.start()
        }
        for number in [SIGINT, SIGTERM, SIGHUP] {
            let before = signal(number, SIG_IGN)
            if isIgnoring(before) { continue }
            // Only calls that POSIX allows in a signal handler: atomics, write and _exit.
            signal(number) { _ in Interruption.handle() }
        }
        // Writing where nobody reads any more, or more than is allowed, is an error like every other, not a silent death or a core dump.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
    }

    /// Lets the signals through to this thread, and to those that it starts.
    ///
    /// A process that is started by a thread that blocks signals, as those of libdispatch do, has them blocked too, and would never be
    /// told to end; ignoring is how one says that it shall not.
    private static func unblock() {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, number) }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    private static func isIgnoring(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
        unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    private static func handle() {
        let before = errno
        defer { errno = before }
        let earlier = count.add(1, ordering: .sequentiallyConsistent).oldValue
        let messenger = messenger.load(ordering: .sequentiallyConsistent)
        let isLate = earlier >= 2 || (messenger < 0 && (earlier == 1 || work.load(ordering: .relaxed) == 0))
        if isLate { _exit(ExitStatus.interrupted.rawValue) }
        var number = UInt8(truncatingIfNeeded: earlier)
        _ = Foundation.write(messenger, &number, 1)
    }

    /// Does what a handler may not.
    private static func follow(_ receiver: Int32) {
        var number: UInt8 = 0
        while true {
            let length = read(receiver, &number, 1)
            if length < 0, errno == EINTR { continue }
            guard length == 1 else { return }
            let work = Work(rawValue: work.load(ordering: .sequentiallyConsistent)) ?? .anything
            if number > 0 || work == .anything { end(saying: number > 0 ? nil : notice) }
            switch work {
            case .images: say("Stopping after the images at hand; Ctrl-C again quits at once.")
            case .steps: say("Stopping after the step at hand, to save; Ctrl-C again quits at once.")
            case .runs: say("Stopping after the run at hand; Ctrl-C again quits at once.")
            case .nothing, .anything: break
            }
        }
    }

    private static let notice = "interrupted; what was written until then is kept, and no file is half-written"

    private static func end(saying text: String?) -> Never {
        if let text { say("maskrcnn: " + text) }
        for folder in scratchFolders.withLockIfAvailable({ $0 }) ?? [] {
            try? FileManager.default.removeItem(atPath: folder)
        }
        TemporaryFiles.removeAll { _exit(ExitStatus.interrupted.rawValue) }
    }

    /// Not by the console, whose lock a thread may hold that waits for a reader.
    private static func say(_ text: String) {
        let line = Array(((Console.standard.isInteractive ? "\n" : "") + text + "\n").utf8)
        _ = Foundation.write(STDERR_FILENO, line, line.count)
    }
}
