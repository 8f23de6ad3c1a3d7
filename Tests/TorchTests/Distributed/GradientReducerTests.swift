import Testing

@Suite(.serialized) struct GradientReducerTests {
    static let results = (0..<2).flatMap { step in (0..<4).map { "step \(step) weight \($0)" } }

    /// 12 rows divide evenly, so the average of the processes' mean losses is the whole batch's.
    @Test(arguments: [1, 2, 3])
    func theAverageIsTheWholeBatchs(_ size: Int) async throws {
        let whole = try await Processes.alone("average")
        var scenarios = ["average", "average-small-buckets"]
        if size < 3 { scenarios.append("average-accumulated") }
        for scenario in scenarios {
            let outcomes = try await Processes(size)(scenario)
            for outcome in outcomes {
                #expect(outcome.status == 0, "\(scenario): \(outcome.output)")
                // Weights of 4, 8, 4 and 8 doubles, from the last on: 64 + 32 bytes, then 64 + 32.
                #expect(outcome.values("buckets") == [scenario == "average-small-buckets" ? 2 : 1])
                for name in Self.results {
                    try expectClose(outcome.values(name), whole.values(name), "\(scenario), \(name)")
                }
                // To the last bit, in every process.
                #expect(Self.results.map(outcome.text) == Self.results.map(outcomes[0].text))
            }
        }
    }

    @Test func runsAgreeToTheLastBit() async throws {
        let first = try await Processes(3)("average-small-buckets")
        let second = try await Processes(3)("average-small-buckets")
        #expect(first.map(\.output) == second.map(\.output))
        #expect(first[0].values("step 1 weight 3")?.count == 8)
    }

    /// Only process 0 uses weights 2 and 3; a zero-valued term in the loss of the other must give the same.
    @Test func aProcessMayNotUseAParameter() async throws {
        let unused = try await Processes(2)("average-unused")
        let zero = try await Processes(2)("average-zero-term")
        for outcomes in [unused, zero] {
            #expect(outcomes.map(\.status) == [0, 0], "\(outcomes)")
            for name in Self.results { #expect(outcomes[0].text(name) == outcomes[1].text(name)) }
        }
        for name in Self.results {
            #expect(unused[0].text(name) == zero[0].text(name))
            #expect(unused[0].values(name)?.contains { $0 != 0 } == true)
        }
    }

    @Test func aParameterThatNobodyUsesKeepsNoGradient() async throws {
        let whole = try await Processes.alone("average-unused-everywhere")
        for outcome in try await Processes(2)("average-unused-everywhere") {
            #expect(outcome.status == 0, "\(outcome.output)")
            #expect(outcome.values("step 1 weight 2") == [])
            for name in Self.results {
                try expectClose(outcome.values(name), whole.values(name), name)
            }
        }
    }

    @Test func parametersMustBeTheSame() async throws {
        let outcomes = try await Processes(2)("other-parameters")
        #expect(outcomes.map(\.status) == [3, 3])
        #expect(
            outcomes[0].error
                == "gradientReducer: expected tensor 1 to be [3] float32, as process 0 has, found [4] float32 in process 1"
        )
    }

    private func expectClose(_ found: [Double]?, _ expected: [Double]?, _ name: String) throws {
        let found = try #require(found)
        let expected = try #require(expected)
        #expect(found.count == expected.count, "\(name)")
        for (found, expected) in zip(found, expected) {
            #expect(abs(found - expected) <= 1e-15, "\(name): \(found), expected \(expected)")
        }
    }
}
