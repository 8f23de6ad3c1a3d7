/// The most memory that the machine lets this process take, and what sets it.
public struct MemoryLimit: Sendable, Hashable {
    /// What sets a limit.
    public enum Source: Sendable, Hashable {
        /// The machine's memory.
        case machine
        /// The control group of this path under the hierarchy's root, such as a container's.
        case controlGroup(String)
        /// `ulimit -v`, the limit on addresses.
        case addressSpace
        /// `ulimit -d`, the limit on data.
        case dataSegment
        /// Nothing that could be found out.
        case unknown
    }

    /// The number of bytes.
    public var bytes: Int
    /// What sets it.
    public var source: Source

    /// Creates a limit.
    public init(bytes: Int, source: Source) {
        self.bytes = bytes
        self.source = source
    }

    /// What is assumed where the system tells nothing.
    static let assumed = MemoryLimit(bytes: 4 << 30, source: .unknown)

    /// The tightest limit on this process.
    ///
    /// On Linux it is the least of the machine's memory, the limits of the process's control group and of all above it (version 1's
    /// `memory.limit_in_bytes`, version 2's `memory.max` and `memory.high`), and `ulimit -v` and `-d`, less what of those this
    /// process has mapped already without touching it. On macOS it is the machine's memory and the two.
    public static func current() -> MemoryLimit {
        let state = SystemMemory.current()
        return tightest(of: state.limits + ControlGroups(root: "").limits)
    }

    package static func tightest(of limits: [MemoryLimit]) -> MemoryLimit {
        limits.filter { $0.bytes > 0 }.min { $0.bytes < $1.bytes } ?? assumed
    }
}

extension MemoryLimit: CustomStringConvertible {
    /// The limit in words: `7.8 GiB of this machine`.
    public var description: String {
        let size = MemorySize(bytes: bytes)
        return switch source {
        case .machine: "\(size) of this machine"
        case .controlGroup(let path): "\(size) of the control group \(path)"
        case .addressSpace: "\(size) that ulimit -v leaves"
        case .dataSegment: "\(size) that ulimit -d leaves"
        case .unknown: "\(size), as the system tells no limit"
        }
    }
}
