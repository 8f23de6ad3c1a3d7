import COCO
import Datasets
import Foundation
import Geometry
import MaskRCNN
import TestSupport
import Testing
import Torch
import Training
import TrainingData
import TrainingRecords

/// Runs that start from weights with classes: what these find is known before the first step.
@Suite(.serialized) struct StartingWeightsRunTests {
    private let folder: TemporaryFolder
    private var data: String { folder("data") }

    init() throws {
        folder = try TemporaryFolder()
        try SmallRun.write(to: folder("data"))
    }

    /// A run's evaluations beside its outcome.
    private func train(
        _ request: TrainingRequest, isInterrupted: () -> Bool = { false }
    ) throws -> (outcome: TrainingOutcome, evaluations: [TrainingEvent.EvaluationReport]) {
        var evaluations: [TrainingEvent.EvaluationReport] = []
        let outcome = try Trainer(request).run(
            isInterrupted: isInterrupted,
            report: { event in if case .evaluated(let evaluation) = event { evaluations.append(evaluation) } })
        return (outcome, evaluations)
    }

    /// A small run's request that starts from another small run.
    private func request(_ name: String) throws -> TrainingRequest {
        let first = folder("first")
        if !FileManager.default.fileExists(atPath: first) { _ = try Trainer(SmallRun.request(data, first)).run() }
        var request = try SmallRun.request(data, folder(name))
        request.weights = first + "/last.safetensors"
        return request
    }

    @Test func weightsThatAreStartedFromAreEvaluatedFirst() throws {
        let (outcome, evaluations) = try train(request("run"))
        try #require(evaluations.map(\.step) == [0, 3, 6])
        #expect(evaluations.map(\.isStart) == [true, false, false])
        #expect(outcome.start == evaluations[0].figures)
        let start = try #require(evaluations[0].figures["segm/AP"])
        #expect(evaluations.allSatisfy { $0.startAP == start })
        // Best is what is above all before it.
        let figures = evaluations.map { $0.figures["segm/AP"] ?? -1 }
        for index in figures.indices {
            #expect(evaluations[index].isBest == figures[..<index].allSatisfy { $0 < figures[index] })
        }
        #expect(outcome.best?.figures["segm/AP"] == figures.max())
        let records = try MetricsLog.records(atPath: folder("run/metrics.jsonl"))
        #expect(records.first?.step == 0 && records.first?.epoch == 0)
        #expect(records.first?.values["eval/segm/AP"] == start)
        #expect(records.map(\.step) == [0, 1, 2, 3, 3, 4, 5, 6, 6])
    }

    @Test func whatStartsFromNothingIsNotEvaluatedFirst() throws {
        let drawn = try train(SmallRun.request(data, folder("drawn")))
        #expect(drawn.evaluations.map(\.step) == [3, 6] && drawn.outcome.start == nil)
        var unwanted = try request("unwanted")
        unwanted.configuration.evaluation.atStart = false
        #expect(try train(unwanted).evaluations.map(\.step) == [3, 6])
        // Where nothing is to be found there is no AP.
        var empty = try request("empty")
        empty.validation?.dataset.annotations = []
        #expect(throws: TrainingError.self) { try train(empty) }
    }

    @Test(arguments: [1, 4]) func anInterruptedRunKeepsItsStart(after steps: Int) throws {
        let whole = try train(request("whole"))
        var count = 0
        var parts = try request("parts")
        _ = try train(
            parts,
            isInterrupted: {
                count += 1
                return count == steps
            })
        parts.resumes = true
        let (outcome, evaluations) = try train(parts)
        #expect(!evaluations.contains { $0.isStart })
        #expect(outcome.start == whole.outcome.start && outcome.start != nil)
        #expect(outcome.best?.figures == whole.outcome.best?.figures)
        try expectEqual("whole", "parts")
    }

    /// An evaluation is given up between two images, that of the starting weights, one in the middle or the last.
    @Test(arguments: [0, 3, 6]) func anEvaluationThatIsLeftIsMadeUp(at step: Int) throws {
        let whole = try train(request("whole"))
        var parts = try request("parts")
        var latest = 0
        var asked = 0
        let first = try Trainer(parts).run(
            leavesEvaluation: {
                asked += latest == step ? 1 : 0
                return asked == 2
            },
            report: { event in if case .step(let report) = event { latest = report.step } })
        guard case .interrupted = first.reason else {
            Issue.record("ended with \(first.reason)")
            return
        }
        #expect(first.step == step)
        parts.resumes = true
        let (outcome, evaluations) = try train(parts)
        #expect(evaluations.first?.step == step)
        #expect(outcome.best?.figures == whole.outcome.best?.figures)
        try expectEqual("whole", "parts")
    }

    /// A run that dies before its state was saved a first time has that of its start.
    @Test func aRunThatDiesInItsFirstStepGoesOn() throws {
        let copy = folder("copy")
        var original = try request("whole")
        let path = original.folder.path
        _ = try Trainer(original).run(report: { event in
            guard case .step(let step) = event, step.step == 1 else { return }
            do {
                try FileManager.default.copyItem(atPath: path, toPath: copy)
            } catch {
                Issue.record("\(error)")
            }
        })
        original.folder = RunFolder(copy)
        original.resumes = true
        let (outcome, evaluations) = try train(original)
        #expect(evaluations.map(\.step) == [3, 6] && outcome.start != nil)
        try expectEqual("whole", "copy")
    }

    private func expectEqual(_ first: String, _ second: String) throws {
        for name in ["last.safetensors", "best.safetensors", "state.safetensors"] {
            let (one, other) = (folder("\(first)/\(name)"), folder("\(second)/\(name)"))
            #expect(try SmallRun.bytes(one) == SmallRun.bytes(other), "\(name)")
        }
        let records = try [first, second].map { name in
            try MetricsLog.records(atPath: folder(name + "/metrics.jsonl")).map { record in
                record.values.filter { !$0.key.hasPrefix("seconds/") }
            }
        }
        #expect(records[0] == records[1])
    }

    /// The built-in model finds nuclei; steps that are far too long spoil it, and its own weights stay the best.
    @Test func whatTrainingSpoilsIsNotCalledBest() throws {
        var drawing = SyntheticDataset(imageCount: 2)
        drawing.validationImageCount = 2
        drawing.minimumSize = ImageSize(width: 128, height: 128)
        drawing.maximumSize = ImageSize(width: 128, height: 128)
        drawing.styles = [.fluorescence]
        _ = try drawing.write(to: folder("nuclei"), format: .coco)
        var request = try SmallRun.request(folder("nuclei"), folder("run"))
        request.configuration = TrainingConfiguration(model: .tiny)
        request.configuration.optimizer.method = .adamw
        request.configuration.optimizer.rate = 0.02
        request.configuration.optimizer.gradientClip = 1
        request.configuration.schedule.warmupSteps = 0
        request.configuration.schedule.epochs = 3
        request.configuration.evaluation.patience = 1
        request.configuration.evaluation.pictures = 0
        request.weights = "nuclei"
        request.threads = nil
        let (outcome, evaluations) = try train(request)
        let start = try #require(outcome.start?["segm/AP"])
        #expect(start > 0.1)
        #expect(evaluations.map(\.isBest) == [true, false])
        #expect(try #require(evaluations.last?.figures["segm/AP"]) < start)
        // The start counts for patience.
        guard case .stoppedEarly = outcome.reason else {
            Issue.record("ended with \(outcome.reason)")
            return
        }
        #expect(outcome.best?.epoch == 0 && outcome.best?.figures == outcome.start)
        // What best holds is what was started from.
        var again = request
        again.folder = RunFolder(folder("again"))
        again.weights = folder("run/best.safetensors")
        again.configuration.evaluation.patience = nil
        again.configuration.schedule.epochs = 1
        #expect(try train(again).outcome.start == outcome.start)
    }

    @Test func imagesWithMoreObjectsThanCountAreTold() throws {
        var request = try SmallRun.request(data, folder("run"))
        request.configuration.evaluation.maximumDetections = 1
        request.configuration.schedule.epochs = 1
        var warnings: [String] = []
        _ = try Trainer(request).run(report: { event in
            if case .warning(let text) = event { warnings.append(text) }
        })
        let objects = try #require(request.validation).dataset.annotations
        let counts = objects.reduce(into: [Int: Int]()) { $0[$1.imageID, default: 0] += 1 }
        let most = try #require(counts.values.max())
        try #require(most > 1)
        #expect(
            warnings.contains {
                $0.contains("val.json: ")
                    && $0.contains("more objects of a class than the 1 detection that counts (\(most) in")
                    && $0.hasSuffix("evaluation.maximumDetections \(most) (--max-dets) counts all")
            }, "\(warnings)")
    }
}
