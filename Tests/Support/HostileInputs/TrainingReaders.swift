internal import Foundation
internal import Training
internal import TrainingRecords

extension HostileReader {
    static let training = [
        HostileReader(
            folder: "configuration", share: 60_000,
            make: { randomness in
                let whole = Array(randomness.one(of: configurations).utf8)
                // The whole text is long: often a few lines of it are enough.
                let lines = whole.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                let first = randomness.number(0...(lines.count - 1))
                let part = Array(lines[first...].prefix(randomness.number(1...40)).joined(separator: [0x0a]))
                var bytes = randomness.once(in: 4) ? whole : part
                Mutation.apply(to: &bytes, tokens: yamlTokens, &randomness)
                return HostileInput(bytes, name: "config.yaml")
            },
            read: { _, folder in
                guard let configuration = try? TrainingConfiguration(contentsOfFile: folder + "/config.yaml") else {
                    return .refused
                }
                let steps = configuration.schedule.stepCount(perEpoch: 1000)
                _ = configuration.schedule.factor(step: steps / 2, stepsPerEpoch: 1000)
                let again = try? TrainingConfiguration(yaml: configuration.yaml(), path: "again")
                return again == configuration
                    ? .accepted : .wrong("a configuration is not the same when it is written and read")
            }),
        HostileReader(
            folder: "settings", share: 20_000,
            make: { randomness in
                var value = Array(
                    randomness.one(of: ["1", "0.5", "[1, 2]", "none", "true", "cosine", "{flip: 1}"]).utf8)
                Mutation.apply(to: &value, tokens: yamlTokens, &randomness)
                let key = randomness.one(of: TrainingConfiguration.keys)
                return HostileInput(
                    Array((randomness.once(in: 9) ? key + "." : key).utf8) + [UInt8(ascii: "=")] + value)
            },
            read: { input, _ in
                let text = String(decoding: input.bytes, as: UTF8.self)
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                var configuration = TrainingConfiguration()
                guard parts.count == 2, (try? configuration.set(parts[0], to: parts[1])) != nil else { return .refused }
                guard (try? configuration.validate()) != nil else { return .refused }
                _ = configuration.schedule.stepCount(perEpoch: 1000)
                return .accepted
            }),
        HostileReader(
            folder: "run-inputs", share: 20_000,
            make: { randomness in
                var bytes = Array(inputs.utf8)
                JSONMutation.mutate(&bytes, using: &randomness)
                if randomness.once(in: 3) { Mutation.apply(to: &bytes, &randomness) }
                return HostileInput(bytes, name: (RunFolder("/x").inputs as NSString).lastPathComponent)
            },
            read: { _, folder in (try? RunInputs(of: RunFolder(folder))) == nil ? .refused : .accepted }),
        HostileReader(
            folder: "metrics", share: 40_000,
            make: { randomness in
                var bytes = Array(metrics.utf8)
                Mutation.apply(to: &bytes, tokens: JSONMutation.pieces, &randomness)
                return HostileInput(bytes, name: "metrics.jsonl")
            },
            read: { _, folder in
                let path = folder + "/metrics.jsonl"
                guard let records = try? MetricsLog.records(atPath: path) else { return .refused }
                guard let log = try? MetricsLog(path: path, resumingAfter: 20) else { return .refused }
                try? log.close()
                let kept = (try? MetricsLog.records(atPath: path).count) ?? -1
                return kept == records.count { $0.step <= 20 } ? .accepted : .wrong("\(kept) records were kept")
            }),
        HostileReader(
            folder: "event-files", share: 3_000,
            make: { randomness in
                let names = (0..<randomness.number(1...4)).map { _ -> String in
                    var name = Array(
                        "events.out.tfevents.\(randomness.trouble(0...99)).host.\(randomness.trouble(0...9)).1".utf8)
                    if randomness.once(in: 2) { Mutation.apply(to: &name, longest: 200, &randomness) }
                    let text = String(
                        decoding: name.filter { $0 != 0 && $0 != UInt8(ascii: "/") }.prefix(180), as: UTF8.self)
                    return text.isEmpty || text.hasPrefix(".") ? "x" : text
                }
                return HostileInput(files: names.map { ($0, [1, 2, 3]) })
            },
            read: { _, folder in
                guard let writer = try? EventWriter(folder: folder, resumingAfter: 3, time: 5) else { return .refused }
                try? writer.scalar("a", .nan, step: .max)
                try? writer.close()
                return .accepted
            }),
    ]

    private static let configurations: [String] = {
        var other = TrainingConfiguration()
        other.schedule.decay = .cosine
        return [TrainingConfiguration().yaml(), other.yaml(), "model: maskrcnn_resnet50_fpn\naugmentation: strong\n"]
    }()

    private static let yamlTokens: [[UInt8]] =
        (DatasetSeeds.yamlTokens + [
            "null", "~", ".inf", ".nan", "1e308", "-1", "9223372036854775808", "1e-320", "yes", "[1, 2, 3]",
            "augmentation:", "optimizer:",
            "schedule:\n  epochs: 1e300\n", "  milestones: [", "shortSide: 9223372036854775807",
            "saveEverySteps: -9223372036854775808",
        ]).map { Array($0.utf8) }

    private static let inputs = #"""
        {"device": "cpu", "threads": 2, "training": [{"annotations": "a.json", "images": "images"}], "weights": "w.pth",
         "validation": {"annotations": "b.json", "images": "images"}}
        """#

    private static let metrics = #"""
        {"step":10,"epoch":0.5,"time":12.25,"loss/mask":0.5,"eval/segm/AP":null}
        {"step":20,"epoch":1,"time":13.25,"loss":1e-5}

        {"step":30,"epoch":1.5,"time":14,"é\u00e9":3}
        {"step":40,
        """#
}
