import Testing

@Suite struct GradientReducerTests {
    /// Lines of the probe: two steps, four weights.
    private static func lines(_ way: String) -> [String] {
        (0..<2).flatMap { step in (0..<4).map { "\(way), step \(step), weight \($0)" } }
    }

    /// 12 rows divide evenly among processes and micro-batches, so the average of the processes' mean losses is the whole
    /// batch's.
    @Test(arguments: [1, 2, 3])
    func theAverageIsTheWholeBatchs(_ size: Int) async throws {
        let whole = try await Processes.alone("average")
        let outcomes = try await Processes(size)("average")
        #expect(whole.status == 0 && outcomes.allSatisfy { $0.status == 0 }, "\(outcomes)")
        // To the last bit the same in every process.
        #expect(outcomes.allSatisfy { $0.output == outcomes[0].output })
        let found = outcomes[0]
        for way in ["one bucket", "small buckets", "accumulated", "unused everywhere"] {
            for line in Self.lines(way) { try expectClose(found.values(line), whole.values(line), line) }
        }
        // Weights of 4, 8, 4 and 8 doubles, from the last on: 64 + 32 bytes, then 64 + 32.
        #expect(found.values("one bucket, buckets") == [1])
        #expect(found.values("small buckets, buckets") == [2])
        // Some of the processes do not use a parameter: as if they had used it with gradients of zero.
        for (unused, zero) in zip(Self.lines("unused"), Self.lines("zero term")) {
            #expect(found.text(unused) == found.text(zero))
            #expect(found.values(unused)?.contains { $0 != 0 } == true)
        }
        // Nobody uses it: it has none, rather than zeros, with which an optimiser would still change it.
        #expect(found.values("unused everywhere, step 1, weight 2") == [])
    }

    @Test func runsAgreeToTheLastBit() async throws {
        let first = try await Processes(3)("average")
        let second = try await Processes(3)("average")
        #expect(first.map(\.output) == second.map(\.output))
        #expect(first[0].values("small buckets, step 1, weight 3")?.count == 8)
    }

    @Test func parametersMustBeTheSame() async throws {
        let outcomes = try await Processes(2)("other-parameters")
        #expect(outcomes.map(\.status) == [3, 3])
        let expected = "gradientReducer: expected tensor 1 to be [3] float32, as process 0 has, "
        #expect(outcomes[0].error == expected + "found [4] float32 in process 1")
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
