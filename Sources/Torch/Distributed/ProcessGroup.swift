internal import CTorch

/// The processes that train together, and this one's place among them.
///
/// Every operation is to be called by all processes, in the same order, and waits for the others. Where one ends, the
/// operations of the others throw as soon as its connections close; where one hangs or is stopped, when the timeout is over. The
/// error names the ranks at fault as far as they can be known. After that the group is of no use: the process should end, so that
/// its launcher can start all anew.
///
/// Tensors may be on any device; they travel through the CPU.
///
/// Source: torch.distributed, with the backend `gloo`.
public final class ProcessGroup {
    /// The library that carries data between processes.
    public enum Backend: String, Sendable, CaseIterable {
        /// Over TCP, for tensors of every device.
        case gloo
        /// Between NVIDIA GPUs. This package cannot use it yet.
        case nccl
    }

    /// How it stands with processes that have not all come.
    public struct Waiting: Sendable {
        /// What is waited for, in words: `other processes at 10.0.0.1:29500: 1 of 3 have come, and not 1, 2`.
        public let subject: String
        /// Whether the meeting place answers.
        public let isConnected: Bool
        /// How long it has taken.
        public let duration: Duration
    }

    /// The place of this process among all, from 0.
    public let rank: Int
    /// The number of processes.
    public let size: Int
    /// How long an operation waits for the other processes.
    public let timeout: Duration
    let handle: ct_group

    /// Meets the other processes, and waits for them until the timeout.
    ///
    /// - Parameters:
    ///   - environment: This process's place, and where they meet.
    ///   - backend: What carries data between them.
    ///   - timeout: How long each waits for the others, now and in every later operation.
    ///   - goesOn: Asked several times a second while others are waited for; where it says no, this throws.
    /// - Throws: ``TorchError/peers(operation:message:)`` where the port is in use, the address is unknown, process 0 does not
    ///   answer, two processes have the same rank, they do not agree on how many they are, or some do not come, with their ranks.
    public init(
        _ environment: DistributedEnvironment, backend: Backend = .gloo, timeout: Duration = .seconds(1800),
        whileWaiting goesOn: ((Waiting) -> Bool)? = nil
    ) throws(TorchError) {
        guard backend == .gloo else {
            throw .mismatch(
                operation: Self.name, expected: "the backend gloo",
                found: "\(backend.rawValue), which this build of the package does not have")
        }
        guard timeout >= .milliseconds(1), timeout <= .seconds(30 * 86400) else {
            throw .mismatch(operation: Self.name, expected: "a timeout from 1 ms to 30 days", found: "\(timeout)")
        }
        guard let size = Int32(exactly: environment.size), let rank = Int32(exactly: environment.rank),
            (0..<max(size, 0)).contains(rank)
        else {
            throw .mismatch(
                operation: Self.name, expected: "a rank below the number of processes",
                found: "\(environment.rank) of \(environment.size)")
        }
        guard let port = UInt16(exactly: environment.port), port > 0 else {
            throw .mismatch(operation: Self.name, expected: "a port from 1 to 65535", found: "\(environment.port)")
        }
        self.rank = environment.rank
        self.size = environment.size
        self.timeout = timeout
        do throws(TorchError) {
            handle = try Self.makeHandle(
                environment, port: port, rank: rank, size: size, timeout: timeout, goesOn ?? { _ in true })
        } catch {
            throw Self.explained(error, meetingAt: environment, within: timeout)
        }
    }

    deinit {
        ct_group_free(handle)
    }

    /// Closes the connections, so that operations that wait, here and in the other processes, fail at once.
    public func abort() {
        ct_group_abort(handle)
    }

    static let name = "processGroup"

    private static func makeHandle(
        _ environment: DistributedEnvironment, port: UInt16, rank: Int32, size: Int32, timeout: Duration,
        _ goesOn: @escaping (Waiting) -> Bool
    ) throws(TorchError) -> ct_group {
        // A launcher's store outlives the processes: each start has names of its own.
        let prefix = "maskrcnn/\(environment.restartCount)/"
        let (seconds, attoseconds) = timeout.components
        let questions = Questions(goesOn)
        var handle = ct_group(ptr: nil)
        try check("processGroup") { error in
            environment.address.withCString { host in
                prefix.withCString { prefix in
                    (environment.interface ?? "").withCString { interface in
                        let options = ct_group_options(
                            host: host, port: port, rank: rank, size: size,
                            launcher_serves: environment.isServedByLauncher, prefix: prefix,
                            interface: environment.interface == nil ? nil : interface,
                            timeout_milliseconds: seconds * 1000 + attoseconds / 1_000_000_000_000_000,
                            waits: Questions.ask, context: Unmanaged.passUnretained(questions).toOpaque())
                        return withExtendedLifetime(questions) { ct_group_new(options, &handle, error) }
                    }
                }
            }
        }
        return handle
    }
}

/// What the C interface asks by a pointer.
private final class Questions {
    private let goesOn: (ProcessGroup.Waiting) -> Bool

    init(_ goesOn: @escaping (ProcessGroup.Waiting) -> Bool) { self.goesOn = goesOn }

    static let ask: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, Bool, Int64) -> Bool = {
        context, what, isConnected, milliseconds in
        guard let context else { return true }
        let waiting = ProcessGroup.Waiting(
            subject: what.map { String(cString: $0) } ?? "", isConnected: isConnected,
            duration: .milliseconds(milliseconds))
        return Unmanaged<Questions>.fromOpaque(context).takeUnretainedValue().goesOn(waiting)
    }
}
