import Files
import Foundation
import MaskRCNN
import Synchronization
import TestSupport
import Testing
import Torch
import Training
import TrainingRecords

/// Runs that are killed: between any two changes of the disk, and again while they go on.
///
/// What a killed process leaves is what is on the disk at that moment. So one run is watched, its folder is copied after every
/// change, and each copy is gone on with: as many killed runs as there are moments, in the time of one and of what is left of each.
/// Of moments between which nothing but a temporary file has changed, the last counts.
@Suite(.serialized) struct KillMomentTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try SmallRun.write(to: folder("data"), images: 2)
    }

    private static let steps = 2

    /// Steps of an epoch each, every one evaluated, with a running average.
    private func request(_ run: String) throws -> TrainingRequest {
        var request = try SmallRun.request(folder("data"), folder(run))
        request.configuration.schedule.epochs = Double(Self.steps)
        request.configuration.schedule.warmupSteps = 0
        return request
    }

    /// A run whose folder is copied after every change; the copies' names, and the file that was changed.
    private func watched(_ request: TrainingRequest, copies: String) throws -> [(name: String, file: String)] {
        let moments = Mutex<(kept: [(name: String, file: String)], signature: [String])>(([], []))
        let (run, base) = (request.folder.path, folder(copies))
        try DiskMoments.observing({ path in
            guard path.hasPrefix(run + "/") else { return }
            moments.withLock { moments in
                do {
                    let signature = try Self.signature(of: run)
                    if signature == moments.signature {
                        // The same with another temporary file, which is to be left out of account as well.
                        if let same = moments.kept.popLast() { try FileManager.default.removeItem(atPath: same.name) }
                    }
                    let name = "\(base)-\(moments.kept.count)"
                    try FileManager.default.copyItem(atPath: run, toPath: name)
                    moments.kept.append((name, String(path.dropFirst(run.count + 1))))
                    moments.signature = signature
                } catch {
                    Issue.record("\(error)")
                }
            }
        }) { _ = try Trainer(request).run() }
        return moments.withLock { $0.kept }
    }

    /// Which files are in a folder, without temporary ones: another file of the same name, or a longer one, tells.
    private static func signature(of folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).filter { !$0.contains(".partial") }.sorted().map {
            name in
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
            return "\(name) \(attributes[.systemFileNumber] ?? 0) \(attributes[.size] ?? 0)"
        }
    }

    /// Goes on with what a killed run left, as `--resume` does, or starts anew where it was killed before it began.
    private func goOn(_ request: TrainingRequest, in path: String) throws -> TrainingOutcome {
        var request = request
        request.folder = RunFolder(path)
        // The command line writes it before a run begins.
        try RunInputs(training: [], validation: nil, weights: nil, device: "cpu").write(to: request.folder)
        request.resumes = request.folder.canResume || request.folder.wasStoppedBeforeItsBeginning
        if !request.resumes { try request.folder.removeRun() }
        return try Trainer(request).run()
    }

    private func expectEqual(_ path: String, _ reference: String, _ moment: String) throws {
        let names = ["best", "last"].flatMap { [$0 + ".safetensors", $0 + ".pth"] }
        let others = ["state.safetensors", "configuration.yaml", "predictions/1.png", "ap.svg", "loss.png", "rate.svg"]
        for name in names + others {
            let same = FileManager.default.contentsEqual(atPath: "\(path)/\(name)", andPath: "\(reference)/\(name)")
            #expect(same, "\(name), after \(moment)")
        }
        #expect(try RunTrace.lines(of: path) == RunTrace.lines(of: reference), "after \(moment)")
        #expect(try RunTrace.events(of: path) == RunTrace.events(of: reference), "after \(moment)")
    }

    @Test func whateverTheMomentAllFilesAreThoseOfAnUnbrokenRun() throws {
        let request = try request("whole")
        let moments = try watched(request, copies: "killed")
        let files = Set(moments.map(\.file))
        for file in [
            "state.safetensors", "best.safetensors", "best.pth", "last.pth", "metrics.jsonl", "predictions/1.png",
        ] {
            #expect(files.contains(file))
        }
        #expect(moments.count > 40)
        for (index, moment) in moments.enumerated() {
            let name = "moment \(index) (\(moment.file))"
            let outcome = try goOn(request, in: moment.name)
            #expect(outcome.reason == .finished && outcome.step == Self.steps, "\(name)")
            try expectEqual(moment.name, folder("whole"), name)
            try FileManager.default.removeItem(atPath: moment.name)
        }
    }

    /// The starting evaluation, which is the best until it is beaten, and an end that patience brings.
    @Test func theStartAndAnEarlyEndAreMadeUp() throws {
        _ = try Trainer(request("first")).run()
        var request = try request("whole")
        request.weights = folder("first/last.safetensors")
        request.configuration.optimizer.averageDecay = nil
        request.configuration.evaluation.patience = 2
        request.configuration.evaluation.pictures = 1
        // Too little to change any figure: nothing is better than the start.
        request.configuration.optimizer.rate = 1e-30
        request.configuration.optimizer.weightDecay = 0
        request.configuration.training.normalization = .frozen
        request.configuration.schedule.epochs = 5
        let moments = try watched(request, copies: "killed")
        // The first is that of an empty list, after the last nothing is left to do.
        #expect(moments.contains { $0.file == "best.safetensors" } && moments.contains { $0.file == "last.pth" })
        for (index, moment) in moments.enumerated() where index % 4 == 0 || index > moments.count - 6 {
            let outcome = try goOn(request, in: moment.name)
            #expect(outcome.reason == .stoppedEarly && outcome.step == 2, "moment \(index) (\(moment.file))")
            #expect(outcome.best?.epoch == 0)
            try expectEqual(moment.name, folder("whole"), "moment \(index) (\(moment.file))")
        }
    }

    /// A run is killed while it goes on from where it was killed.
    @Test func aRunThatIsKilledAgainAndAgainLosesNothing() throws {
        let request = try request("whole")
        let first = try watched(request, copies: "first")
        let start = try #require(first.last { $0.file == "metrics.jsonl" })
        var second = request
        second.folder = RunFolder(folder("second"))
        second.resumes = true
        try FileManager.default.copyItem(atPath: start.name, toPath: second.folder.path)
        for (index, moment) in try watched(second, copies: "again").enumerated() where index % 3 == 0 {
            _ = try goOn(request, in: moment.name)
            try expectEqual(moment.name, folder("whole"), "the second kill's moment \(index) (\(moment.file))")
        }
    }

    /// Half of a last line, half of an event.
    @Test func whatWasHalfWrittenIsWrittenAgain() throws {
        let request = try request("whole")
        let moments = try watched(request, copies: "killed")
        for moment in moments where moment.file == "metrics.jsonl" || moment.file.hasPrefix("events/") {
            let path = "\(moment.name)/\(moment.file)"
            var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            guard bytes.count > 40 else { continue }
            bytes.removeLast(31)
            try bytes.write(to: URL(fileURLWithPath: path))
            // What is in the state was on the disk before it: only what came after it can be half written.
            guard try RunTrace.lines(of: moment.name).count >= RunTrace.step(of: moment.name) else { continue }
            _ = try goOn(request, in: moment.name)
            #expect(try RunTrace.lines(of: moment.name) == RunTrace.lines(of: folder("whole")), "\(moment)")
        }
    }

    @Test func aCompleteRunMakesWhatIsMissing() throws {
        let request = try request("whole")
        _ = try Trainer(request).run()
        for missing in [["best.pth"], ["best.safetensors"], ["last.safetensors", "last.pth"], ["ap.svg", "loss.png"]] {
            try FileManager.default.copyItem(atPath: folder("whole"), toPath: folder("part"))
            for name in missing { try FileManager.default.removeItem(atPath: folder("part/\(name)")) }
            _ = try goOn(request, in: folder("part"))
            try expectEqual(folder("part"), folder("whole"), "\(missing) was removed")
            try FileManager.default.removeItem(atPath: folder("part"))
        }
        // Both of the best are gone, and the state is a later one's or its own.
        try FileManager.default.removeItem(atPath: folder("whole/best.safetensors"))
        try FileManager.default.removeItem(atPath: folder("whole/best.pth"))
        var resumed = request
        resumed.resumes = true
        var warnings: [String] = []
        let outcome = try Trainer(resumed).run(report: { event in
            if case .warning(let text) = event { warnings.append(text) }
        })
        let isAtEnd = outcome.best?.epoch == Double(Self.steps)
        #expect(isAtEnd == warnings.isEmpty, "\(warnings)")
        for name in ["best.safetensors", "best.pth"] {
            #expect(FileManager.default.fileExists(atPath: folder("whole/\(name)")) == isAtEnd)
            #expect(isAtEnd || warnings.contains { $0.contains("\(name): missing: the best weights so far, of step") })
        }
    }
}
