import COCO
import Foundation
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch
import Training
import TrainingData
import TrainingRecords

/// Whole runs on drawn micrographs.
@Suite(.serialized) struct RunTests {
    private let folder: TemporaryFolder
    private var data: String { folder("data") }

    init() throws {
        folder = try TemporaryFolder()
        try SmallRun.write(to: folder("data"))
    }

    @Test func aRunLeavesWeightsFiguresAndCurves() throws {
        var steps: [TrainingEvent.StepReport] = []
        var evaluations: [TrainingEvent.EvaluationReport] = []
        let outcome = try Trainer(SmallRun.request(data, folder("run"))).run(report: { event in
            if case .step(let step) = event { steps.append(step) }
            if case .evaluated(let evaluation) = event { evaluations.append(evaluation) }
        })
        // Six images in batches of two, twice.
        #expect(outcome.step == 6 && steps.map(\.step) == [1, 2, 3, 4, 5, 6])
        #expect(evaluations.map(\.step) == [3, 6])
        #expect(evaluations[0].isBest)
        #expect(steps.allSatisfy { $0.total.isFinite && abs($0.losses.values.reduce(0, +) - $0.total) < 1e-9 })
        let run = RunFolder(folder("run"))
        for path in [run.best, run.bestForTorch, run.last, run.lastForTorch, run.state, run.metrics] {
            #expect(FileManager.default.fileExists(atPath: path), "\(path)")
        }
        for name in ["loss.svg", "loss.png", "ap.svg", "ap.png", "predictions/1.png"] {
            #expect(FileManager.default.fileExists(atPath: "\(run.path)/\(name)"), "\(name)")
        }
        let records = try MetricsLog.records(atPath: run.metrics)
        #expect(records.count { $0.values["loss/total"] != nil } == 6)
        #expect(records.count { $0.values["eval/segm/AP"] != nil } == 2)
        // Both files hold the same weights.
        #expect(try SmallRun.bytes(run.last) == SmallRun.bytes(run.lastForTorch))
    }

    @Test func theWeightsFindSomethingWithTheirOwnNames() async throws {
        _ = try Trainer(SmallRun.request(data, folder("run"))).run()
        let detector = try await Detector(weights: folder("run/best.safetensors"))
        #expect(detector.categories == [1: "nucleus"])
        #expect(detector.configuration.backbone.resNet?.width == 8)
        let image = try Image(contentsOfFile: folder("run/predictions/1.png"))
        _ = try await detector.detections(in: image)
    }

    @Test(arguments: [1, 3, 4])
    func anInterruptedRunGoesOnAsIfNothingHadBeen(after steps: Int) throws {
        _ = try Trainer(SmallRun.request(data, folder("whole"))).run()
        var count = 0
        let request = try SmallRun.request(data, folder("parts"))
        let first = try Trainer(request).run(
            isInterrupted: {
                count += 1
                return count == steps
            })
        guard case .interrupted = first.reason else {
            Issue.record("ended with \(first.reason)")
            return
        }
        #expect(first.step == steps)
        var resumed = request
        resumed.resumes = true
        // Another number of workers must not matter.
        resumed.configuration.data.workers = 1
        var begun = -1
        let second = try Trainer(resumed).run(report: { event in
            if case .started(let start) = event { begun = start.firstStep }
        })
        #expect(begun == steps && second.step == 6)
        for name in ["last.safetensors", "best.safetensors", "state.safetensors"] {
            #expect(try SmallRun.bytes(folder("whole/" + name)) == SmallRun.bytes(folder("parts/" + name)), "\(name)")
        }
        let whole = try MetricsLog.records(atPath: folder("whole/metrics.jsonl"))
        let parts = try MetricsLog.records(atPath: folder("parts/metrics.jsonl"))
        #expect(whole.map(\.step) == parts.map(\.step))
        #expect(whole.map { $0.values["loss/total"] } == parts.map { $0.values["loss/total"] })
    }

    @Test func aFolderWithARunIsLeftAlone() throws {
        _ = try Trainer(SmallRun.request(data, folder("run"))).run()
        let before = try SmallRun.bytes(folder("run/last.safetensors"))
        #expect {
            try Trainer(SmallRun.request(data, folder("run"))).run()
        } throws: { error in
            guard case TrainingError.runExists = error else { return false }
            return true
        }
        #expect(try SmallRun.bytes(folder("run/last.safetensors")) == before)
    }

    @Test func aLossThatIsNotFiniteNamesTheImages() throws {
        var request = try SmallRun.request(data, folder("run"))
        request.configuration.optimizer.method = .sgd
        request.configuration.optimizer.rate = 1000
        request.configuration.optimizer.gradientClip = nil
        request.configuration.schedule.warmupSteps = 0
        request.configuration.saveEverySteps = 1
        do {
            _ = try Trainer(request).run()
            Issue.record("the run went on")
        } catch {
            guard case .lossNotFinite(let step, _, let images) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(step > 1 && images.count == 2 && images.allSatisfy { $0.hasSuffix(".png") })
        }
        // What was saved is what was good.
        let state = try SmallRun.bytes(folder("run/state.safetensors"))
        #expect(!state.isEmpty)
    }

    @Test func aBrokenImageStopsTheRunWithItsName() throws {
        let broken = folder("data/images/train-0003-fluorescence.png")
        try Data("not a picture".utf8).write(to: URL(fileURLWithPath: broken))
        do {
            _ = try Trainer(SmallRun.request(data, folder("run"))).run()
            Issue.record("the run went on")
        } catch {
            #expect("\(error)".contains("train-0003-fluorescence.png"), "\(error)")
        }
        var request = try SmallRun.request(data, folder("skipping"))
        request.configuration.data.brokenImages = .skip
        var warnings: [String] = []
        let outcome = try Trainer(request).run(report: { event in
            if case .warning(let text) = event { warnings.append(text) }
        })
        #expect(outcome.step == 6)
        #expect(warnings.contains { $0.contains("train-0003-fluorescence.png") }, "\(warnings)")
    }

    @Test func rowsOfClassesThatAreKnownAreCarriedOver() throws {
        var first = try SmallRun.request(data, folder("first"))
        first.configuration.schedule.epochs = 1
        _ = try Trainer(first).run()
        var second = try SmallRun.request(data, folder("second"))
        second.weights = folder("first/last.safetensors")
        // Too little to change any number.
        second.configuration.optimizer.rate = 1e-30
        second.configuration.optimizer.weightDecay = 0
        second.configuration.optimizer.averageDecay = nil
        second.configuration.training.normalization = .frozen
        // A class before the known one moves its rows.
        for index in second.sources.indices {
            second.sources[index].dataset.categories.insert(.init(id: 0, name: "debris"), at: 0)
        }
        var notes: [String] = []
        _ = try Trainer(second).run(report: { event in
            if case .started(let start) = event { notes = start.notes }
        })
        #expect(notes.contains { $0.contains("nucleus") && $0.contains("background") }, "\(notes)")
        #expect(notes.contains { $0.contains("debris") }, "\(notes)")
        let old = try Checkpoint(contentsOfFile: folder("first/last.safetensors"))
        let new = try Checkpoint(contentsOfFile: folder("second/last.safetensors"))
        func rows(_ checkpoint: Checkpoint, _ name: String, _ range: Range<Int>) throws -> [Float] {
            let entry = try #require(checkpoint.entries.first { $0.name == name })
            return try entry.tensor.tensor().narrowed(0, to: range).elements()
        }
        let heads = "roi_heads."
        // Labels: debris 1, nucleus 2; before, nucleus was 1.
        #expect(
            try rows(old, heads + "box_predictor.cls_score.weight", 1..<2)
                == rows(new, heads + "box_predictor.cls_score.weight", 2..<3))
        #expect(
            try rows(old, heads + "box_predictor.bbox_pred.weight", 4..<8)
                == rows(new, heads + "box_predictor.bbox_pred.weight", 8..<12))
        #expect(
            try rows(old, heads + "mask_predictor.mask_fcn_logits.bias", 0..<1)
                == rows(new, heads + "mask_predictor.mask_fcn_logits.bias", 0..<1))
        #expect(try rows(old, "backbone.body.conv1.weight", 0..<8) == rows(new, "backbone.body.conv1.weight", 0..<8))
    }
}
