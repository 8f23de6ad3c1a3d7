import Testing

/// What processes say that have waited in vain.
@Suite(.serialized) struct WaitingTests {
    @Test func aProcessThatHangsFailsTheOthersInTime() async throws {
        var processes = try Processes(2)
        processes.timeout = 4
        processes.endsTogether = true
        let outcomes = try await processes("hang")
        #expect(outcomes.map(\.status) == [3, 128 + 9])
        #expect(
            outcomes[0].error.hasPrefix(
                "allReduce: another process has likely ended or hangs: no answer for 4.0 seconds"),
            "\(outcomes[0].output)")
    }

    @Test func whoIsMissingIsNamed() async throws {
        var processes = try Processes(4)
        processes.ranks = [0, 2]
        processes.timeout = 4
        for outcome in try await processes("exchange") {
            #expect(outcome.status == 3)
            #expect(
                outcome.error == "processGroup: of 4 processes, these did not come within 4 s: 1, 3",
                "\(outcome.output)")
        }
    }

    @Test func withoutTheFirstProcessThereIsNoGroup() async throws {
        var processes = try Processes(2)
        processes.ranks = [1]
        processes.timeout = 1
        let outcome = try await processes("exchange")[0]
        #expect(outcome.status == 3)
        #expect(
            outcome.error.hasPrefix("processGroup: process 0 does not answer at 127.0.0.1:\(processes.port)"),
            "\(outcome.output)")
    }

    @Test func aRankIsTakenOnce() async throws {
        var processes = try Processes(3)
        processes.ranks = [0, 1, 1]
        processes.timeout = 3
        let errors = try await processes("exchange").map(\.error)
        #expect(errors.contains { $0.hasSuffix("two processes have the rank 1") }, "\(errors)")
    }
}
