import Testing
import Torch

@Suite(.serialized) struct ProcessGroupTests {
    @Test(arguments: [1, 2, 3])
    func whatProcessesExchange(_ size: Int) async throws {
        let outcomes = try await Processes(size)("exchange")
        // Process r has (r + 1, −r): for three, the sums are 1 + 2 + 3 and 0 − 1 − 2.
        let sums = [Double(size * (size + 1) / 2), Double(-size * (size - 1) / 2)]
        // 0 … 5 as 2 × 3, transposed.
        let transposed = [0.0, 3, 1, 4, 2, 5]
        for (rank, outcome) in outcomes.enumerated() {
            #expect(outcome.status == 0, "\(outcome.output)")
            #expect(outcome.values("sum") == sums)
            #expect(outcome.values("mean") == sums.map { Double(Float($0) / Float(size)) })
            #expect(outcome.values("maximum") == [Double(size), 0])
            #expect(outcome.values("own") == [Double(rank + 1), Double(-rank)])
            // 2⁴⁰ is not a float's to keep to the last digit with what is added to it.
            #expect(outcome.values("integers") == [Double(size * (size - 1) / 2), Double(size << 40)])
            #expect(outcome.values("transposed") == transposed.map { $0 * sums[0] })
            #expect(outcome.values("broadcast") == transposed.map { $0 * Double(size) })
            #expect(outcome.text("bytes") == ["", "|BB", "|CCCC"].prefix(size).joined())
            #expect(outcome.values("nothing") == [Double](repeating: 0, count: size))
        }
    }

    @Test func aKilledProcessFailsTheOthersAtOnce() async throws {
        // Far sooner than the timeout, else the processes would be ended here.
        var processes = try Processes(3)
        processes.timeout = 600
        for scenario in ["die", "die-in-backward"] {
            let outcomes = try await processes(scenario)
            #expect(outcomes.map(\.status) == [3, 3, 128 + 9], "\(outcomes)")
            let operation = scenario == "die" ? "allReduce" : "averaging"
            for outcome in outcomes.dropLast() {
                // On a busy machine another that has ended for the same reason may be seen as well.
                let those = ["rank 2", "each of the ranks 0, 2", "each of the ranks 1, 2"]
                #expect(
                    those.contains { outcome.error.hasPrefix("\(operation): \($0) has ended") }, "\(outcome.output)")
                #expect(outcome.error.count < 160)
            }
        }
    }

    @Test func aFailureOfOneIsAFailureOfAll() async throws {
        var processes = try Processes(2)
        processes.timeout = 600
        let outcomes = try await processes("fail-in-backward")
        #expect(outcomes.map(\.status) == [3, 3], "\(outcomes)")
        #expect(outcomes[0].error == "loss: is not finite")
        #expect(outcomes[1].error.hasPrefix("averaging: rank 0 has ended"), "\(outcomes[1].output)")
    }

    @Test func aPortInUseIsNamed() async throws {
        let other = try ListeningSocket()
        var processes = try Processes(1)
        processes.port = other.port
        processes.timeout = 1
        let outcome = try await processes("exchange")[0]
        #expect(outcome.status == 3)
        #expect(
            outcome.error == "processGroup: port \(other.port) is in use; set another MASTER_PORT", "\(outcome.output)")
    }

    @Test func anUnknownInterfaceIsNamed() async throws {
        var processes = try Processes(1)
        processes.variables = ["GLOO_SOCKET_IFNAME": "none9"]
        let outcome = try await processes("exchange")[0]
        #expect(outcome.status == 3)
        #expect(outcome.error.contains("none9"), "\(outcome.output)")
    }
}
