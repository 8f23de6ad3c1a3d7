internal import COCO

extension HostileReader {
    static let coco = [
        HostileReader("coco", share: 120_000, make: damagedJSON) { bytes in
            guard var dataset = try? Dataset(json: bytes) else { return .refused }
            // What had no ids has some when it is written.
            dataset.numberedAnnotationIDs = []
            guard (try? Dataset(json: dataset.jsonBytes())) == dataset else {
                return .wrong("a data set is not the same when it is written and read")
            }
            return .accepted
        },
        HostileReader("results", share: 60_000, make: damagedJSON) { bytes in
            guard let results = try? [DetectionResult](json: bytes) else { return .refused }
            guard (try? [DetectionResult](json: results.jsonBytes())) == results else {
                return .wrong("results are not the same when they are written and read")
            }
            return .accepted
        },
        HostileReader("eval", share: 20_000, make: HostileScene.bytes) { HostileScene.evaluate($0) },
    ]

    @Sendable private static func damagedJSON(_ randomness: inout Randomness) -> [UInt8] {
        var bytes = Array(randomness.one(of: JSONMutation.texts).utf8)
        for _ in 0..<(randomness.once(in: 3) ? 3 : 1) { JSONMutation.mutate(&bytes, using: &randomness) }
        if randomness.once(in: 8) { Mutation.apply(to: &bytes, &randomness) }
        return bytes
    }
}
