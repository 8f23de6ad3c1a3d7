internal import CTorch

/// The processes that train together, and this one's place among them.
///
/// Every operation is to be called by all processes, in the same order, and waits for the others. Where one ends, the
/// operations of the others throw as soon as its connections close; where one hangs, when the timeout is over. After that
/// the group is of no use: the process should end, so that its launcher can start all anew.
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

    /// The place of this process among all, from 0.
    public let rank: Int
    /// The number of processes.
    public let size: Int
    /// How long an operation waits for the other processes.
    public let timeout: Duration
    let handle: ct_group

    /// Meets the other processes, and waits for them until the timeout.
    ///
    /// - Throws: ``TorchError`` where the port is in use, process 0 does not answer, two processes have the same rank, or
    ///   some do not come, with their ranks.
    public init(
        _ environment: DistributedEnvironment, backend: Backend = .gloo, timeout: Duration = .seconds(1800)
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
            handle = try Self.makeHandle(environment, port: port, rank: rank, size: size, timeout: timeout)
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
        _ environment: DistributedEnvironment, port: UInt16, rank: Int32, size: Int32, timeout: Duration
    ) throws(TorchError) -> ct_group {
        // A launcher's store outlives the processes: each start has names of its own.
        let prefix = "maskrcnn/\(environment.restartCount)/"
        let (seconds, attoseconds) = timeout.components
        var handle = ct_group(ptr: nil)
        try check("processGroup") { error in
            environment.address.withCString { host in
                prefix.withCString { prefix in
                    (environment.interface ?? "").withCString { interface in
                        let options = ct_group_options(
                            host: host, port: port, rank: rank, size: size,
                            serves: rank == 0 && !environment.isServedByLauncher, prefix: prefix,
                            interface: environment.interface == nil ? nil : interface,
                            timeout_milliseconds: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
                        return ct_group_new(options, &handle, error)
                    }
                }
            }
        }
        return handle
    }
}
