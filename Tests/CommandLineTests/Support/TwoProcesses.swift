import Foundation
import TestSupport

/// `maskrcnn train` in two processes, as torchrun starts them.
struct TwoProcesses {
    let tool: Tool
    private let port = "\(Int.random(in: 20000...30000))"

    /// The configuration of a network that learns in no time.
    static let configuration = """
        model: tiny
        network:
          transform: {minimumSide: 64, maximumSide: 96}
          backbone: {width: 8}
          pyramid: {channels: 16}
          proposals: {countBeforeNMS: 100, countAfterNMS: 50}
          boxHead: {features: 32, maximumDetections: 20}
          maskHead: {channels: [16], predictorChannels: 16}
        data: {batchSize: 2}
        optimizer: {method: adamw, rate: 0.001}
        schedule: {epochs: 2, warmupSteps: 3}
        evaluation: {everyEpochs: 0, pictures: 0}
        saveEverySteps: 1
        seed: 5

        """

    /// Starts one of the processes.
    func start(_ rank: Int, of size: Int = 2, _ arguments: [String]) throws -> Running {
        var process = tool
        process.environment.merge([
            "RANK": "\(rank)", "LOCAL_RANK": "\(rank)", "WORLD_SIZE": "\(size)", "MASTER_ADDR": "127.0.0.1",
            "MASTER_PORT": port, "OMP_WAIT_POLICY": "passive",
        ]) { $1 }
        return try process.start(["train", "--config", "tiny.yaml", "--threads", "1"] + arguments)
    }

    /// Where they meet.
    var place: String { "127.0.0.1:\(port)" }

    /// Runs both to their end.
    func callAsFunction(_ first: [String], _ second: [String]) async throws -> [Tool.Outcome] {
        let runs = [try start(0, first), try start(1, second)]
        return [try await runs[0].outcome(), try await runs[1].outcome()]
    }
}
