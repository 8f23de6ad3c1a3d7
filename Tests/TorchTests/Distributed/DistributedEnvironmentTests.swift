import Testing
import Torch

@Suite struct DistributedEnvironmentTests {
    static let torchrun = [
        "RANK": "5", "WORLD_SIZE": "8", "LOCAL_RANK": "1", "MASTER_ADDR": "node0", "MASTER_PORT": "29500",
        "TORCHELASTIC_USE_AGENT_STORE": "True", "TORCHELASTIC_RESTART_COUNT": "2",
    ]

    @Test func withoutALauncherThereIsNone() throws {
        #expect(try DistributedEnvironment([:]) == nil)
        #expect(try DistributedEnvironment(["MASTER_ADDR": "node0", "PATH": "/bin"]) == nil)
        // A shell within a Slurm allocation, where nothing says that the processes shall meet.
        #expect(try DistributedEnvironment(["SLURM_PROCID": "0", "SLURM_NTASKS": "4"]) == nil)
        #expect(try DistributedEnvironment(["RANK": "", "WORLD_SIZE": ""]) == nil)
    }

    @Test func torchrunSetsAll() throws {
        let environment = try #require(try DistributedEnvironment(Self.torchrun))
        var expected = DistributedEnvironment(rank: 5, size: 8, localRank: 1, address: "node0", port: 29500)
        expected.isServedByLauncher = true
        expected.restartCount = 2
        #expect(environment == expected)
    }

    @Test func kubernetesSetsNoLocalRank() throws {
        let environment = try DistributedEnvironment([
            "RANK": "1", "WORLD_SIZE": "2", "MASTER_ADDR": "job-master-0", "MASTER_PORT": "23456",
        ])
        #expect(environment == DistributedEnvironment(rank: 1, size: 2, address: "job-master-0", port: 23456))
    }

    @Test func slurmCountsTheTasksOfTheStep() throws {
        var variables = [
            "SLURM_PROCID": "3", "SLURM_NTASKS": "16", "SLURM_STEP_NUM_TASKS": "4", "SLURM_LOCALID": "1",
            "MASTER_ADDR": "node7", "MASTER_PORT": "29600", "GLOO_SOCKET_IFNAME": "eth1",
        ]
        var expected = DistributedEnvironment(rank: 3, size: 4, localRank: 1, address: "node7", port: 29600)
        expected.interface = "eth1"
        #expect(try DistributedEnvironment(variables) == expected)
        variables["SLURM_STEP_NUM_TASKS"] = nil
        expected.size = 16
        #expect(try DistributedEnvironment(variables) == expected)
        // torchrun within a Slurm job.
        let both = try DistributedEnvironment(Self.torchrun.merging(variables) { torchrun, _ in torchrun })
        #expect(both?.rank == 5)
    }

    @Test(arguments: [
        ("RANK", nil, "RANK: expected a whole number from 0, found nothing"),
        ("WORLD_SIZE", nil, "WORLD_SIZE: expected a whole number from 1, found nothing"),
        ("WORLD_SIZE", "0", "WORLD_SIZE: expected a whole number from 1, found \"0\""),
        ("WORLD_SIZE", "two", "WORLD_SIZE: expected a whole number from 1, found \"two\""),
        (
            "WORLD_SIZE", "99999999999999999999",
            "WORLD_SIZE: expected a whole number from 1, found \"99999999999999999999\""
        ),
        ("RANK", "8", "RANK: expected less than WORLD_SIZE, which is 8, found 8"),
        ("RANK", "-1", "RANK: expected a whole number from 0, found \"-1\""),
        ("LOCAL_RANK", "x", "LOCAL_RANK: expected a whole number from 0, found \"x\""),
        ("MASTER_ADDR", nil, "MASTER_ADDR: expected the name or address of the machine of process 0, found nothing"),
        ("MASTER_PORT", nil, "MASTER_PORT: expected a whole number from 1 to 65535, found nothing"),
        ("MASTER_PORT", "65536", "MASTER_PORT: expected a whole number from 1 to 65535, found \"65536\""),
    ])
    func theErrorNamesTheVariable(_ name: String, _ value: String?, _ message: String) throws {
        var variables = Self.torchrun
        variables[name] = value
        let error = try #require(throws: TorchError.self) { try DistributedEnvironment(variables) }
        #expect(error.description == message)
    }

    @Test(arguments: [
        (1, 0, 29500, 1.0, "processGroup: expected a rank below the number of processes, found 1 of 0"),
        (2, 2, 29500, 1.0, "processGroup: expected a rank below the number of processes, found 2 of 2"),
        (0, 1, 0, 1.0, "processGroup: expected a port from 1 to 65535, found 0"),
        (0, 1, 29500, 0.0, "processGroup: expected a timeout from 1 ms to 30 days, found 0.0 seconds"),
    ])
    func aGroupRefusesWhatCannotBe(rank: Int, size: Int, port: Int, seconds: Double, message: String) throws {
        let environment = DistributedEnvironment(rank: rank, size: size, address: "127.0.0.1", port: port)
        let error = try #require(throws: TorchError.self) {
            try ProcessGroup(environment, timeout: .seconds(seconds))
        }
        #expect(error.description == message)
    }

    @Test func ncclIsRefusedPlainly() throws {
        let environment = DistributedEnvironment(rank: 0, size: 1, address: "127.0.0.1", port: 29500)
        let error = try #require(throws: TorchError.self) { try ProcessGroup(environment, backend: .nccl) }
        #expect(error.description.contains("expected the backend gloo, found nccl"))
    }
}
