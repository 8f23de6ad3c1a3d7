import Foundation
import Geometry
import MaskRCNN
import TestSupport
import Testing
import Torch
import Training
import TrainingRecords

/// Bits that flip in the files of a run: each is named, or changes nothing.
@Suite(.serialized) struct DamageTests {
    private let folder: TemporaryFolder
    private let data: TemporaryFolder
    private var run: RunFolder { RunFolder(folder.path) }

    /// A finished run, made once: all files that a run can have.
    private static let finished = Result {
        let folder = try TemporaryFolder()
        try SmallRun.write(to: folder("data"), images: 2)
        var request = try SmallRun.request(folder("data"), folder("run"))
        request.configuration.schedule.epochs = 2
        _ = try Trainer(request).run()
        try RunInputs(
            training: [.init(annotations: folder("data/train.json"), images: folder("data/images"))],
            validation: .init(annotations: "é\"", images: "/b"), weights: "/w.pth", device: "cpu", threads: 1
        ).write(to: request.folder)
        return folder
    }

    init() throws {
        data = try Self.finished.get()
        folder = try TemporaryFolder()
        try FileManager.default.removeItem(at: folder.url)
        try FileManager.default.copyItem(atPath: data("run"), toPath: folder.path)
    }

    private func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

    /// Calls a check with a file in which one bit is another, at many places: half of them among the first bytes and the last, where
    /// headers and directories are. The check throws or says whether all is as it was.
    private func flip(
        _ path: String, count: Int = 60, seed: UInt64 = 13, sourceLocation: SourceLocation = #_sourceLocation,
        _ isUnchanged: ([UInt8]) throws -> Bool
    ) throws {
        let whole = try bytes(path)
        #expect(try isUnchanged(whole), "\(path)", sourceLocation: sourceLocation)
        var generator = SeededGenerator(seed: seed)
        var named = 0
        for index in 0..<count {
            let edge = min(4096, whole.count)
            let place =
                switch index % 4 {
                case 0: Int.random(in: 0..<edge, using: &generator)
                case 1: whole.count - 1 - Int.random(in: 0..<edge, using: &generator)
                default: Int.random(in: whole.indices, using: &generator)
                }
            let bit = UInt8(1) << UInt8.random(in: 0..<8, using: &generator)
            var damaged = whole
            damaged[place] ^= bit
            do {
                let same = try isUnchanged(damaged)
                #expect(same, "\(path): byte \(place), bit \(bit), seed \(seed)", sourceLocation: sourceLocation)
            } catch {
                named += 1
                #expect("\(error)".contains(Path.last(path)), "\(error)", sourceLocation: sourceLocation)
            }
        }
        #expect(named > count / 2, "\(path): \(named) of \(count)", sourceLocation: sourceLocation)
    }

    /// The last part of a path.
    private enum Path {
        static func last(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }
    }

    @Test(arguments: ["state.safetensors", "best.safetensors", "best.pth", "last.pth"])
    func tensorsAndTheirTexts(name: String) throws {
        let whole = try Checkpoint(contentsOfFile: folder(name))
        try flip(folder(name)) { bytes in
            let checkpoint = try Checkpoint(bytes: bytes, path: folder(name))
            try checkpoint.verify()
            // A flip in the name of the check sums' text leaves them unread, and everything else as it was.
            let texts = checkpoint.metadata.filter {
                $0.value.count != 8 * (checkpoint.entries.count + 1) + checkpoint.entries.count
            }
            return texts == whole.metadata && checkpoint.entries.map(\.name) == whole.entries.map(\.name)
                && zip(checkpoint.entries, whole.entries).allSatisfy { one, other in
                    one.tensor.shape == other.tensor.shape && one.tensor.dtype == other.tensor.dtype
                        && one.tensor.contiguousBytes() == other.tensor.contiguousBytes()
                }
        }
    }

    @Test func linesOfFigures() throws {
        let whole = try MetricsLog.records(atPath: run.metrics)
        try flip(run.metrics, count: 400) { bytes in
            _ = try folder.add("metrics.jsonl", bytes)
            return try MetricsLog.records(atPath: run.metrics) == whole
        }
        // What stands in the place of the last line feed, too.
        let lines = try bytes(data("run/metrics.jsonl"))
        for bit in 0..<8 {
            _ = try folder.add("metrics.jsonl", lines.dropLast() + [0x0A ^ UInt8(1 << bit)])
            #expect(throws: TrainingRecordError.self) { try MetricsLog.records(atPath: run.metrics) }
        }
    }

    @Test func inputsAndSettings() throws {
        let inputs = try RunInputs(of: run)
        try flip(run.inputs, count: 400) { bytes in
            _ = try folder.add("inputs.json", bytes)
            return try RunInputs(of: run) == inputs
        }
        let settings = try run.savedConfiguration(fallback: .tiny)
        try flip(run.configuration, count: 400) { bytes in
            _ = try folder.add("configuration.yaml", bytes)
            return try run.savedConfiguration(fallback: .tiny) == settings
        }
    }

    /// Settings that are gone would be defaults, without a word.
    @Test func settingsThatLostTheirEnd() throws {
        let whole = try bytes(run.configuration)
        let ends = [0] + whole.indices.filter { whole[$0] == UInt8(ascii: "\n") }
        for end in ends.dropLast() {
            _ = try folder.add("configuration.yaml", Array(whole[..<end]))
            let error = #expect(throws: TrainingError.self, "\(end) of \(whole.count) bytes") {
                try run.savedConfiguration(fallback: .tiny)
            }
            #expect(error?.description.contains("configuration.yaml") == true, "\(String(describing: error))")
        }
    }

    @Test func listsThatAreEmptied() throws {
        let manifest = try bytes(run.manifest)
        #expect(!manifest.isEmpty)
        _ = try folder.add((run.manifest as NSString).lastPathComponent, [])
        let error = #expect(throws: TrainingError.self) { try run.removeRun() }
        #expect(error?.description.hasPrefix("\(run.manifest): it is empty") == true, "\(String(describing: error))")
        #expect(run.holdsRun, "nothing is removed")
    }

    /// What is not there does no harm to the weights, and is said.
    @Test func eventsThatAreGone() throws {
        try FileManager.default.removeItem(atPath: run.events)
        var request = try SmallRun.request(data("data"), folder.path)
        request.configuration.schedule.epochs = 3
        request.resumes = true
        var warnings: [String] = []
        _ = try Trainer(request).run(report: { if case .warning(let text) = $0 { warnings.append(text) } })
        #expect(warnings.contains { $0.hasPrefix("\(run.events): the events of the ") }, "\(warnings)")
    }

    @Test func listsAndEvents() throws {
        let whole = try bytes(run.manifest)
        try flip(run.manifest, count: 200) { bytes in
            _ = try folder.add("manifest.txt", bytes)
            // Nothing is removed where it throws.
            if bytes == whole { return true }
            _ = try run.removeRun()
            return false
        }
        let events =
            folder("events/") + (try #require(FileManager.default.contentsOfDirectory(atPath: run.events).first))
        try flip(events, count: 200) { bytes in
            try Data(bytes).write(to: URL(fileURLWithPath: events))
            try EventFiles.verify(inFolder: run.events)
            return bytes.count > 0
        }
    }

    /// What a run that goes on says of each file, one of whose bits is another.
    @Test func aRunThatGoesOnNamesTheFile() throws {
        var request = try SmallRun.request(data("data"), folder.path)
        request.resumes = true
        request.configuration.schedule.epochs = 3
        let events = "events/" + (try #require(FileManager.default.contentsOfDirectory(atPath: run.events).first))
        for name in ["state.safetensors", "metrics.jsonl", "manifest.txt", events] {
            let whole = try bytes(folder(name))
            var damaged = whole
            damaged[whole.count / 2] ^= 4
            _ = try folder.add(name, damaged)
            let state = try bytes(run.state)
            let error = #expect(throws: TrainingError.self) { try Trainer(request).run() }
            #expect("\(String(describing: error))".contains(name), "\(String(describing: error))")
            #expect(try bytes(run.state) == state)
            _ = try folder.add(name, whole)
        }
        // One of the best is made from the other or from the state; where none can be, it is named.
        let best = try bytes(run.best)
        var damaged = best
        damaged[best.count / 2] ^= 4
        _ = try folder.add("best.safetensors", damaged)
        var warnings: [String] = []
        _ = try Trainer(request).run(report: { event in
            if case .warning(let text) = event { warnings.append(text) }
        })
        #expect(
            warnings.contains { $0.contains("best.safetensors") && $0.hasSuffix("it was made anew") }, "\(warnings)")
    }

    @Test func otherVersionsAndTensorsAreNamed() throws {
        let checkpoint = try Checkpoint(contentsOfFile: run.state)
        var request = try SmallRun.request(data("data"), folder.path)
        request.resumes = true
        func expectFault(
            _ text: String, _ entries: [Checkpoint.Entry], _ metadata: [String: String],
            sourceLocation: SourceLocation = #_sourceLocation
        ) throws {
            try Checkpoint.writeSafetensors(entries, metadata: metadata, to: run.state)
            let error = #expect(throws: TrainingError.self, sourceLocation: sourceLocation) {
                try Trainer(request).run()
            }
            let message = "\(String(describing: error))"
            #expect(
                message.contains(text) && message.contains("state.safetensors"), "\(message)",
                sourceLocation: sourceLocation)
        }
        let (entries, texts) = (checkpoint.entries, checkpoint.metadata)
        try expectFault("of version 9", entries, texts.merging(["maskrcnn.training.version": "9"]) { $1 })
        try expectFault("not the state of a training run", entries, [:])
        try expectFault("makes no sense", entries, texts.merging(["maskrcnn.training": "{}"]) { $1 })
        let negative = texts["maskrcnn.training"]?.replacingOccurrences(of: "\"step\":2", with: "\"step\":-2") ?? ""
        try expectFault("makes no sense", entries, texts.merging(["maskrcnn.training": negative]) { $1 })
        try expectFault("conv1", entries.filter { $0.name != "model/backbone.body.conv1.weight" }, texts)
        try expectFault("average/backbone", entries.filter { $0.name != "average/backbone.body.conv1.weight" }, texts)
        let scalar = try StoredTensor(dtype: .float32, shape: [3], bytes: [UInt8](repeating: 0, count: 12))
        let place = try #require(entries.firstIndex { $0.name.hasPrefix("optimizer/") && !$0.tensor.shape.isEmpty })
        var others = entries
        others[place] = .init(name: entries[place].name, tensor: scalar)
        try expectFault(entries[place].name, others, texts)
        try expectFault("\"more\" is no part", entries + [.init(name: "more", tensor: scalar)], texts)
        try expectFault("of a parameter", entries + [.init(name: "optimizer/none.velocity", tensor: scalar)], texts)
        try Data(bytes(data("run/state.safetensors")).dropLast(9)).write(to: URL(fileURLWithPath: run.state))
        #expect(throws: TrainingError.self) { try Trainer(request).run() }
        try FileManager.default.removeItem(atPath: run.state)
        let error = #expect(throws: TrainingError.self) { try Trainer(request).run() }
        #expect("\(String(describing: error))".contains("state.safetensors: missing"))
    }
}
