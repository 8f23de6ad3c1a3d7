import Foundation
import Testing

/// A pipe that nobody reads and that is full, so that whoever writes to it waits: a run is met there however fast it is.
final class FullPipe {
    private let pipe = Pipe()

    /// Where a process is to write.
    var output: FileHandle { pipe.fileHandleForWriting }

    init() throws {
        let descriptor = output.fileDescriptor
        let flags = fcntl(descriptor, F_GETFL)
        _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
        let block = [UInt8](repeating: 0, count: 4096)
        while write(descriptor, block, block.count) > 0 {}
        while write(descriptor, block, 1) > 0 {}
        try #require(errno == EAGAIN)
        _ = fcntl(descriptor, F_SETFL, flags)
    }
}

/// What Linux tells of how a process takes signals.
struct SignalMasks {
    /// Whether a system tells.
    static var areTold: Bool { FileManager.default.fileExists(atPath: "/proc/self/status") }

    private let status: String

    /// - Parameter process: Its number.
    init(of process: Int32) {
        status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
    }

    /// Whether the process has a handler for a signal.
    func handles(_ number: Int32) -> Bool { has(number, in: "SigCgt:") }

    /// Whether it ignores a signal.
    func ignores(_ number: Int32) -> Bool { has(number, in: "SigIgn:") }

    private func has(_ number: Int32, in name: String) -> Bool {
        let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
        let mask = line?.split(whereSeparator: \.isWhitespace).last.flatMap { UInt64($0, radix: 16) } ?? 0
        return mask >> UInt64(number - 1) & 1 == 1
    }
}
