/// What a launcher tells each of the processes that train together, in environment variables.
///
/// `torchrun` and Kubernetes' PyTorchJob set `RANK`, `WORLD_SIZE`, `LOCAL_RANK`, `MASTER_ADDR` and `MASTER_PORT`. Slurm's
/// `srun` sets `SLURM_PROCID` and others, which serve where `MASTER_ADDR` and `MASTER_PORT` are exported for it.
public struct DistributedEnvironment: Sendable, Hashable {
    /// The place of this process among all, from 0.
    public var rank: Int
    /// The number of processes.
    public var size: Int
    /// The place of this process among those of its machine, from 0: which GPU it takes.
    public var localRank: Int
    /// A name or address of the machine where the processes meet, that of process 0.
    public var address: String
    /// The port there.
    public var port: Int
    /// Whether the launcher itself answers at the port, so that process 0 must not.
    public var isServedByLauncher: Bool
    /// How many times the launcher has started the processes anew.
    public var restartCount: Int
    /// The network interface for exchanges, such as `eth0`; where nil, the one that leads to the address.
    public var interface: String?

    /// Processes that meet at an address, without a launcher.
    public init(rank: Int, size: Int, localRank: Int = 0, address: String, port: Int) {
        self.rank = rank
        self.size = size
        self.localRank = localRank
        self.address = address
        self.port = port
        isServedByLauncher = false
        restartCount = 0
        interface = nil
    }

    /// Reads the variables of a process's environment; nil where no launcher set any, and this process is the only one.
    ///
    /// - Throws: ``TorchError/mismatch(operation:expected:found:)`` with the name of a variable that is missing or wrong.
    public init?(_ variables: [String: String]) throws(TorchError) {
        let reader = VariableReader(variables: variables)
        if reader.has("RANK") || reader.has("WORLD_SIZE") {
            size = try reader.wholeNumber("WORLD_SIZE", from: 1)
            rank = try reader.wholeNumber("RANK", from: 0)
            localRank = try reader.wholeNumber("LOCAL_RANK", from: 0, default: 0)
            try reader.expectBelow(size, rank, "RANK", limit: "WORLD_SIZE")
        } else if reader.has("MASTER_ADDR"), reader.has("SLURM_PROCID") {
            // Slurm tells the tasks of a job, and those of the step that srun started, which may be fewer.
            let tasks = reader.has("SLURM_STEP_NUM_TASKS") ? "SLURM_STEP_NUM_TASKS" : "SLURM_NTASKS"
            size = try reader.wholeNumber(tasks, from: 1)
            rank = try reader.wholeNumber("SLURM_PROCID", from: 0)
            localRank = try reader.wholeNumber("SLURM_LOCALID", from: 0, default: 0)
            try reader.expectBelow(size, rank, "SLURM_PROCID", limit: tasks)
        } else {
            return nil
        }
        address = try reader.text("MASTER_ADDR", expected: "the name or address of the machine of process 0")
        port = try reader.wholeNumber("MASTER_PORT", from: 1, through: 65535)
        isServedByLauncher = variables["TORCHELASTIC_USE_AGENT_STORE"] == "True"
        restartCount = try reader.wholeNumber("TORCHELASTIC_RESTART_COUNT", from: 0, default: 0)
        interface = reader.has("GLOO_SOCKET_IFNAME") ? variables["GLOO_SOCKET_IFNAME"] : nil
    }
}

/// Variables, and what is to be said of a wrong one. An empty variable counts as absent.
private struct VariableReader {
    let variables: [String: String]

    func has(_ name: String) -> Bool { variables[name].map { !$0.isEmpty } ?? false }

    func text(_ name: String, expected: String) throws(TorchError) -> String {
        guard has(name), let value = variables[name] else {
            throw .mismatch(operation: name, expected: expected, found: "nothing")
        }
        return value
    }

    func wholeNumber(
        _ name: String, from low: Int, through high: Int = Int(Int32.max), default: Int? = nil
    ) throws(TorchError) -> Int {
        if let `default`, !has(name) { return `default` }
        let expected = high == Int(Int32.max) ? "a whole number from \(low)" : "a whole number from \(low) to \(high)"
        let value = try text(name, expected: expected)
        guard let number = Int(value), (low...high).contains(number) else {
            throw .mismatch(operation: name, expected: expected, found: "\"\(value)\"")
        }
        return number
    }

    func expectBelow(_ size: Int, _ rank: Int, _ name: String, limit: String) throws(TorchError) {
        guard rank < size else {
            throw .mismatch(operation: name, expected: "less than \(limit), which is \(size)", found: "\(rank)")
        }
    }
}
