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
                "allReduce: no answer for 4.0 seconds: rank 1 has not come so far, though it runs"),
            "\(outcomes[0].output)")
    }

    /// A stopped process answers nobody, also where it is the one by which the others find each other.
    @Test(arguments: [0, 1])
    func aProcessThatIsStoppedIsNamed(_ rank: Int) async throws {
        var processes = try Processes(2)
        processes.timeout = 2
        processes.endsTogether = true
        let outcomes = try await processes("stop-\(rank)")
        #expect(outcomes[1 - rank].status == 3, "\(outcomes)")
        #expect(
            outcomes[1 - rank].error.hasPrefix(
                "allReduce: rank \(rank) has ended, been stopped or lost its connection"),
            "\(outcomes)")
        #expect(outcomes[rank].status == 128 + 9)
    }

    @Test func processesThatCountDifferentlyAreRefused() async throws {
        let port = try ListeningSocket().port
        async let two = Processes(2, rank: 0, port: port)("exchange")
        async let three = Processes(3, rank: 1, port: port)("exchange")
        for outcome in try await two + three {
            #expect(outcome.status == 3)
            #expect(
                outcome.error.hasPrefix(
                    "processGroup: expected the same WORLD_SIZE in all processes that meet at 127.0.0.1:\(port), found "
                ),
                "\(outcome.output)")
        }
    }

    @Test func whatAnswersAndIsNoProcessIsSaid() async throws {
        // It takes connections, and never says anything.
        let other = try ListeningSocket()
        var processes = Processes(2, rank: 1, port: other.port)
        processes.timeout = 1
        let outcome = try await processes("exchange")[0]
        #expect(outcome.status == 3)
        #expect(outcome.error.contains("127.0.0.1:\(other.port)"), "\(outcome.output)")
    }

    @Test func anUnknownAddressIsNamed() async throws {
        var processes = try Processes(2)
        processes.ranks = [1]
        processes.timeout = 1
        // By RFC 6761 no name under it exists.
        processes.variables = ["MASTER_ADDR": "nowhere.invalid"]
        let outcome = try await processes("exchange")[0]
        #expect(outcome.status == 3)
        #expect(
            outcome.error.hasPrefix("processGroup: the address nowhere.invalid is unknown: "), "\(outcome.output)")
    }

    @Test func whoIsMissingIsNamed() async throws {
        var processes = try Processes(4)
        processes.ranks = [0, 2]
        processes.timeout = 4
        for outcome in try await processes("exchange") {
            #expect(outcome.status == 3)
            #expect(
                outcome.error
                    == "processGroup: of 4 processes, these did not come to 127.0.0.1:\(processes.port) within 4 s: 1, 3",
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
            outcome.error.contains("process 0") && outcome.error.contains(" answer at 127.0.0.1:\(processes.port)"),
            "\(outcome.output)")
    }

    @Test func aRankIsTakenOnce() async throws {
        var processes = try Processes(3)
        processes.ranks = [0, 1, 1]
        processes.timeout = 3
        let errors = try await processes("exchange").map(\.error)
        #expect(errors.contains { $0.contains("two processes have the rank 1") }, "\(errors)")
    }
}
