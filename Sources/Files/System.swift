#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// The system's calls on paths; all of this package's go through here, since a path is bytes to the system
/// (`Path.systemBytes(of:)`).
enum System {
    /// Calls `body` with a path as the system takes it; nil, with `errno` set, where it holds a zero byte, at which the system
    /// would take it to end.
    static func with<Value>(_ path: String, _ body: (UnsafePointer<CChar>) -> Value) -> Value? {
        var bytes = Path.systemBytes(of: path)
        guard !bytes.contains(0) else {
            errno = EINVAL
            return nil
        }
        bytes.append(0)
        return bytes.withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { text in text.baseAddress.map(body) }
        }
    }

    static func open(_ path: String, _ flags: Int32, mode: mode_t = 0) -> Int32 {
        with(path) { openFile($0, flags, mode) } ?? -1
    }

    static func open(_ name: String, in folder: Int32, _ flags: Int32, mode: mode_t = 0) -> Int32 {
        with(name) { openat(folder, $0, flags, mode) } ?? -1
    }

    static func status(of path: String, followsLinks: Bool) -> stat? {
        var status = stat()
        let result = with(path) { followsLinks ? statFile($0, &status) : lstat($0, &status) } ?? -1
        return result == 0 ? status : nil
    }

    static func status(of name: String, in folder: Int32) -> stat? {
        var status = stat()
        return with(name) { fstatat(folder, $0, &status, AT_SYMLINK_NOFOLLOW) } == 0 ? status : nil
    }

    static func status(of descriptor: Int32) -> stat? {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? status : nil
    }

    static func unlink(_ name: String, in folder: Int32, isFolder: Bool = false) -> Bool {
        with(name) { unlinkat(folder, $0, isFolder ? AT_REMOVEDIR : 0) } == 0
    }

    /// What the system says of the last call that failed.
    static var reason: String { reason(errno) }

    static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}

// The system's functions, which the enumeration's own hide by their names.

private func openFile(_ path: UnsafePointer<CChar>, _ flags: Int32, _ mode: mode_t) -> Int32 {
    open(path, flags, mode)
}

private func statFile(_ path: UnsafePointer<CChar>, _ status: inout stat) -> Int32 { stat(path, &status) }
