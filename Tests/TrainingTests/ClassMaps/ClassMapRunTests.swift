import COCO
import ClassMaps
import Foundation
import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch
import Training
import TrainingData
import TrainingRecords

/// Runs of networks that give every pixel a class, on drawn shapes.
@Suite(.serialized) struct ClassMapRunTests {
    private let folder: TemporaryFolder
    private var data: String { folder("data") }

    init() throws {
        folder = try TemporaryFolder()
        try DrawnShapes.write(to: folder("data"), count: 8)
    }

    @Test(arguments: [(deep: false, painted: false), (false, true), (true, false)])
    func theLossFallsAndTheMeanIoURises(deep: Bool, painted: Bool) throws {
        var configuration = DrawnShapes.configuration(deep: deep, epochs: 30)
        configuration.augmentation.scale = .fixed(shortSide: 64, maximumSide: 64)
        configuration.optimizer.averageDecay = nil
        configuration.evaluation.everyEpochs = 15
        var request = try DrawnShapes.request(data, folder("run"), painted: painted, configuration)
        request.threads = nil
        var totals: [Double] = []
        var classes: [Int: String] = [:]
        let outcome = try Trainer(request).run(report: { event in
            if case .step(let step) = event { totals.append(step.total) }
            if case .started(let start) = event { classes = start.categories }
        })
        #expect(classes == [0: "background", 1: "square", 2: "bar"])
        let best = try #require(outcome.best)
        let judged = JudgedFigure.of(best.figures)
        print("deep \(deep), painted \(painted): loss \(totals.first ?? 0) to \(totals.last ?? 0), \(best.figures)")
        #expect(judged.figure == .meanIoU)
        // One class for all pixels gives about a quarter.
        #expect(judged.value ?? 0 > 0.6)
        #expect(best.figures["semantic/pixelAccuracy"] ?? 0 > 0.9)
        #expect(best.figures.keys.contains("semantic/IoU/bar"))
        let first: Double = totals.prefix(4).reduce(0, +)
        let last: Double = totals.suffix(4).reduce(0, +)
        #expect(last < 0.5 * first)
    }

    @Test(arguments: [1, 2, 3])
    func anInterruptedRunGoesOnAsIfNothingHadBeen(after steps: Int) throws {
        let whole = try Trainer(DrawnShapes.request(data, folder("whole"))).run()
        #expect(whole.step == 4)
        var count = 0
        let request = try DrawnShapes.request(data, folder("parts"))
        let first = try Trainer(request).run(
            isInterrupted: {
                count += 1
                return count == steps
            })
        guard case .interrupted = first.reason else {
            Issue.record("ended with \(first.reason)")
            return
        }
        var resumed = request
        resumed.resumes = true
        // The state knows the classes; files with numbers need no colors. Another number of workers must not matter.
        resumed.configuration.data.workers = 1
        #expect(try Trainer(resumed).run().step == 4)
        for name in ["last.safetensors", "best.safetensors", "state.safetensors"] {
            #expect(try SmallRun.bytes(folder("whole/" + name)) == SmallRun.bytes(folder("parts/" + name)), "\(name)")
        }
        #expect(try RunTrace.lines(of: folder("whole")) == RunTrace.lines(of: folder("parts")))
    }

    @Test func aRunLeavesWeightsFiguresAndCurvesThatOthersRead() async throws {
        _ = try Trainer(DrawnShapes.request(data, folder("run"))).run()
        let run = RunFolder(folder("run"))
        for path in [run.best, run.bestForTorch, run.last, run.lastForTorch, run.state, run.metrics] {
            #expect(FileManager.default.fileExists(atPath: path), "\(path)")
        }
        for name in ["loss.svg", "iou.svg", "iou.png", "predictions/1.png"] {
            #expect(FileManager.default.fileExists(atPath: "\(run.path)/\(name)"), "\(name)")
        }
        #expect(!FileManager.default.fileExists(atPath: run.path + "/ap.svg"))
        let records = try MetricsLog.records(atPath: run.metrics)
        #expect(records.count { $0.values["loss/out"] != nil && $0.values["loss/aux"] != nil } == 4)
        #expect(records.count { $0.values["eval/semantic/mIoU"] != nil } == 2)
        #expect(try SmallRun.bytes(run.last) == SmallRun.bytes(run.lastForTorch))
        let segmenter = try await Segmenter(weights: run.best)
        #expect(segmenter.classNames == DrawnShapes.names)
        let image = try Image(contentsOfFile: data + "/images/0.png")
        #expect(try await segmenter.segmentation(of: image).labels.count == image.size.area)
        let saved = try run.savedConfiguration(fallback: .tiny)
        #expect(saved == DrawnShapes.configuration())
    }

    @Test func theRunsFiguresAreThoseOfAnEvaluation() async throws {
        let outcome = try Trainer(DrawnShapes.request(data, folder("run"))).run()
        let segmenter = try await Segmenter(weights: folder("run/best.safetensors"))
        var evaluation = try SemanticEvaluation(classCount: 3)
        let reader = try ClassMapReader(palette: DrawnShapes.palette)
        for index in 0..<8 {
            let found = try await segmenter.segmentation(
                of: Image(contentsOfFile: data + "/images/\(index).png"))
            try evaluation.add(
                ClassMap(size: found.size, labels: found.labels),
                groundTruth: reader.map(contentsOfFile: data + "/maps/\(index).png"))
        }
        let best = try #require(outcome.best?.figures)
        // The engine rounds otherwise than LibTorch's layers, which may change a pixel at an edge.
        #expect(abs((best["semantic/mIoU"] ?? 0) - evaluation.meanIoUOfOccurringClasses) < 2e-3)
        #expect(abs((best["semantic/pixelAccuracy"] ?? 0) - evaluation.pixelAccuracy) < 2e-3)
    }

    @Test func rowsOfClassesThatAreKnownAreCarriedOver() throws {
        _ = try Trainer(DrawnShapes.request(data, folder("first"))).run()
        var second = try DrawnShapes.request(data, folder("second"))
        second.classes = try ClassPalette(names: ["background", "bar", "triangle", "square"])
        second.weights = folder("first/last.safetensors")
        second.configuration.optimizer.rate = 1e-30
        second.configuration.optimizer.weightDecay = 0
        second.configuration.optimizer.averageDecay = nil
        second.configuration.training.normalization = .frozen
        // As the maps count: 1 are squares.
        second.configuration.evaluation.atStart = false
        second.configuration.schedule.epochs = 0.1
        var notes: [String] = []
        _ = try Trainer(second).run(report: { event in
            if case .started(let start) = event { notes = start.notes }
        })
        #expect(
            notes.contains { $0.contains("taken over by class name: bar, square (and the background)") }, "\(notes)")
        #expect(notes.contains { $0.contains("drawn anew: triangle") }, "\(notes)")
        let old = try Checkpoint(contentsOfFile: folder("first/last.safetensors"))
        let new = try Checkpoint(contentsOfFile: folder("second/last.safetensors"))
        func row(_ checkpoint: Checkpoint, _ name: String, _ index: Int) throws -> [Float] {
            let entry = try #require(checkpoint.entries.first { $0.name == name })
            return try entry.tensor.tensor().narrowed(0, to: index..<index + 1).elements()
        }
        for name in ["classifier.4.weight", "classifier.4.bias", "aux_classifier.4.weight"] {
            for (was, now) in [(0, 0), (1, 3), (2, 1)] {
                #expect(try row(old, name, was) == row(new, name, now), "\(name) \(was)")
            }
        }
        #expect(try row(old, "backbone.conv1.weight", 3) == row(new, "backbone.conv1.weight", 3))
    }

    @Test func aBackboneOfADetectorIsTakenAndSaidSo() throws {
        var detector = Configuration.tiny
        detector.backbone.resNet?.width = 8
        detector.backbone.resNet?.depth = 50
        detector.backbone.normalization = .batchNorm(epsilon: 1e-5)
        try detector.writeRandomWeights(seed: 2, to: folder("detector.safetensors"))
        var request = try DrawnShapes.request(data, folder("run"))
        request.weights = folder("detector.safetensors")
        request.configuration.schedule.epochs = 0.1
        var notes: [String] = []
        _ = try Trainer(request).run(report: { event in
            if case .started(let start) = event { notes = start.notes }
        })
        #expect(notes.contains { $0.contains("for finding objects: only its backbone is taken") }, "\(notes)")
        #expect(notes.contains { $0.contains("its predictors are drawn") }, "\(notes)")
    }

    @Test func valuesThatNoClassHasAreToldBeforeAnyWork() throws {
        let size = ImageSize(width: 64, height: 64)
        var labels = [UInt8](repeating: 0, count: size.area)
        labels[64 * 3 + 7] = 19
        try ClassMap(size: size, labels: labels).write(toFile: data + "/maps/5.png", palette: .voc)
        #expect {
            try Trainer(DrawnShapes.request(data, folder("run"))).run()
        } throws: { error in
            let text = "\(error)"
            return text.contains("maps/5.png") && text.contains("x 7, y 3 has the value 19")
                && text.contains("0 (background) to 2 (bar)")
        }
        #expect(!RunFolder(folder("run")).holdsRun)
        var skipping = try DrawnShapes.request(data, folder("run"))
        skipping.configuration.data.brokenImages = .skip
        var warnings: [String] = []
        var count = 0
        _ = try Trainer(skipping).run(report: { event in
            if case .warning(let text) = event { warnings.append(text) }
            if case .started(let start) = event { count = start.imageCount }
        })
        #expect(count == 7 && warnings.contains { $0.contains("maps/5.png") }, "\(warnings)")
    }

    @Test func picturesAndMapsThatDifferAreTold() throws {
        let small = try Image(size: ImageSize(width: 32, height: 64), filledWith: .black)
        try Data(small.encoded(as: .png)).write(to: URL(fileURLWithPath: data + "/images/3.png"))
        #expect {
            try Trainer(DrawnShapes.request(data, folder("run"))).run()
        } throws: { "\($0)".contains("maps/3.png: expected 32×64 pixels") }
        try FileManager.default.removeItem(atPath: data + "/images/3.png")
        try FileManager.default.removeItem(atPath: data + "/maps/4.png")
        var warnings: [String] = []
        _ = try Trainer(DrawnShapes.request(data, folder("run"))).run(report: { event in
            if case .warning(let text) = event { warnings.append(text) }
        })
        #expect(warnings.contains { $0.contains("pictures without a class map: 4") }, "\(warnings)")
        #expect(warnings.contains { $0.contains("class maps without a picture: 3") }, "\(warnings)")
    }
}
