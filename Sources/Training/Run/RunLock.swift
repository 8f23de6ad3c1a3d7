internal import Files
internal import Foundation
internal import Synchronization

/// The right to write to a run's folder, which one process has at a time.
///
/// The system's own lock (`flock`) on ``RunFolder/lock``: it ends with the process, however that ends, so that a killed one leaves
/// none behind. The file tells who holds it; without a lock on it, it says nothing. Reading a run's files needs no lock.
///
/// On one machine it always holds. On a network's disk it holds between machines as far as that disk's locks do: NFS 4, and NFS
/// 3 with its lock service. Where a disk has no locks, the run goes on with a warning (``isHeld``).
public final class RunLock: Sendable {
    /// The folder.
    public let folder: RunFolder
    /// Whether the system gave the lock; false where the disk has none.
    public let isHeld: Bool
    /// The file's; -1 once it is given back.
    private let descriptor: Mutex<Int32>

    /// Takes a folder, which must be there.
    ///
    /// - Throws: ``TrainingError/folderInUse(folder:holder:)`` at once where another run is at work in it;
    ///   ``TrainingError/file(file:reason:)`` where the lock's file cannot be written.
    public init(_ folder: RunFolder) throws(TrainingError) {
        self.folder = folder
        let path = folder.lock
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o644)
            guard descriptor >= 0 else {
                throw .file(file: path, reason: "cannot be written: \(String(cString: strerror(errno)))")
            }
            let outcome = FileLock.take(descriptor)
            if outcome == .taken {
                let holder = Self.holder(descriptor)
                close(descriptor)
                throw .folderInUse(folder: folder.path, holder: holder)
            }
            let isTaken = outcome == .locked
            // Whoever held it before has removed the file meanwhile: what was locked is no longer there.
            var (own, present) = (stat(), stat())
            if isTaken, fstat(descriptor, &own) != 0 || stat(path, &present) != 0 || own.st_ino != present.st_ino {
                close(descriptor)
                continue
            }
            isHeld = isTaken
            self.descriptor = Mutex(descriptor)
            if isTaken { Self.tell(descriptor) }
            break
        }
    }

    deinit { release() }

    /// Gives the folder back; again does nothing.
    public func release() {
        descriptor.withLock { descriptor in
            guard descriptor >= 0 else { return }
            // While it is still held, so that nobody else's is removed.
            if isHeld { unlink(folder.lock) }
            close(descriptor)
            descriptor = -1
        }
    }

    /// Writes who holds the lock, for people.
    private static func tell(_ descriptor: Int32) {
        var bytes = [CChar](repeating: 0, count: 256)
        let host = gethostname(&bytes, bytes.count - 1) == 0 ? text(bytes) : "an unknown machine"
        let time = Date.now.formatted(.iso8601)
        let text = Array("process \(getpid()) on \(host) since \(time)\n".utf8)
        ftruncate(descriptor, 0)
        _ = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    /// Who holds the lock, as the file tells it.
    private static func holder(_ descriptor: Int32) -> String {
        var bytes = [CChar](repeating: 0, count: 512)
        let count = pread(descriptor, &bytes, bytes.count - 1, 0)
        let line = count > 0 ? text(bytes).split(separator: "\n").first.map(String.init) : nil
        return line ?? "an unknown process"
    }

    /// A text in which nothing but letters that can be seen is left: a file may hold anything.
    private static func text(_ bytes: [CChar]) -> String {
        let bytes = bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(bytes.map { (0x20..<0x7F).contains($0) || $0 == 0x0A ? Character(Unicode.Scalar($0)) : "?" })
    }
}
