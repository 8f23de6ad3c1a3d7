import COCO
import Files
import Foundation
import Geometry
import MaskRCNN
import TestSupport
import Testing
import Torch
import Training
import TrainingData

/// What a run takes is planned before any of it is allocated.
struct TrainingMemoryPlanTests {
    private let folder: TemporaryFolder
    private let set: TrainingSet

    init() throws {
        folder = try TemporaryFolder()
        try SmallRun.write(to: folder.path)
        let source = TrainingSet.Source(
            try Dataset(contentsOfFile: folder("train.json")), imageFolder: folder("images"), name: "train.json")
        set = try TrainingSet([source])
    }

    private static func budget(_ room: Int) -> MemoryBudget {
        MemoryBudget(
            bytes: MemoryBudget.programBytes + room, origin: "a test",
            limit: MemoryLimit(bytes: 1 << 50, source: .machine),
            option: "--memory")
    }

    private func plan(
        room: Int, _ change: (inout TrainingConfiguration) -> Void = { _ in }
    ) throws -> TrainingMemoryPlan {
        var configuration = SmallRun.configuration
        change(&configuration)
        try configuration.validate()
        return try TrainingMemoryPlan(
            configuration, set, device: .cpu, startsFromWeights: false, processes: 1, budget: Self.budget(room))
    }

    @Test func aSmallRunFits() throws {
        let plan = try plan(room: 1 << 30)
        #expect(plan.warnings.isEmpty && plan.cacheBytes > 0 && plan.samplesBytes > 0)
    }

    @Test func aNetworkForClassMapsIsPlannedToo() throws {
        let shapes = folder("shapes")
        try DrawnShapes.write(to: shapes, count: 2)
        var rules = ClassMapRules()
        rules.classes = DrawnShapes.palette
        let set = try TrainingSet(
            classMapsOf: [TrainingSet.Source(pictures: shapes + "/images", classMaps: shapes + "/maps")], rules: rules)
        func plan(_ model: SegmentationConfiguration, crop: Int, batch: Int) throws -> TrainingMemoryPlan {
            var configuration = TrainingConfiguration(model: model)
            configuration.data.batchSize = batch
            configuration.augmentation.scale = .shortSideCrop(
                shortSide: 520, ratio: Augmentation.Interval(0.5, 2), cropSide: crop)
            return try TrainingMemoryPlan(
                configuration, set, device: .cpu, startsFromWeights: false, processes: 1,
                budget: Self.budget(8 << 30))
        }
        // Measured, two crops of 256 pixels: 1.43 GiB with FCN, 1.63 GiB with DeepLabV3.
        #expect((1.43..<2.9).contains(Double(try plan(.fcnResNet50, crop: 256, batch: 2).wholeBytes) / 0x1p30))
        #expect((1.63..<3.3).contains(Double(try plan(.deepLabV3ResNet50, crop: 256, batch: 2).wholeBytes) / 0x1p30))
        let error = #expect(throws: TrainingError.self) { try plan(.fcnResNet50, crop: 480, batch: 32) }
        let text = error?.description ?? ""
        #expect(text.hasPrefix("data.batchSize 32 (--batch-size): would need "), "\(text)")
        #expect(text.contains("fcn_resnet50, and 32 images of 480×480 pixels"), "\(text)")
    }

    @Test func aBatchOf65536IsRefusedByName() throws {
        let error = #expect(throws: TrainingError.self) { try plan(room: 8 << 30) { $0.data.batchSize = 65_536 } }
        let text = error?.description ?? ""
        #expect(text.hasPrefix("data.batchSize 65536 (--batch-size): would need "), "\(text)")
        #expect(text.contains("65536 images of") && text.hasSuffix("admits it"), "\(text)")
    }

    @Test func aBatchToEvaluateIsRefusedByName() throws {
        let error = #expect(throws: TrainingError.self) { try plan(room: 1 << 30) { $0.evaluation.batchSize = 4096 } }
        #expect(error?.description.hasPrefix("evaluation.batchSize 4096 (--eval-batch): would need ") == true)
    }

    @Test func anImmenseNetworkIsRefused() throws {
        let error = #expect(throws: TrainingError.self) {
            try plan(room: 8 << 30) {
                $0.network.boxHead.features = 65_536
                $0.network.boxHead.resolution = 256
            }
        }
        #expect(error?.description.contains("TiB") == true, "\(String(describing: error))")
    }

    /// Processes that share a batch need less each.
    @Test func aShareOfABatch() throws {
        var configuration = SmallRun.configuration
        configuration.data.batchSize = 512
        func fits(processes: Int) -> Bool {
            (try? TrainingMemoryPlan(
                configuration, set, device: .cpu, startsFromWeights: false, processes: processes,
                budget: Self.budget(512 << 20))) != nil
        }
        #expect(!fits(processes: 1) && fits(processes: 512))
    }

    @Test func theCacheGetsWhatIsLeft() throws {
        let all = set.images.reduce(0) { $0 + 3 * $1.size.area }
        let whole = try plan(room: 4 << 30) { $0.data.cacheMegabytes = 16_777_216 }
        #expect(whole.cacheBytes <= 4 << 30 && whole.warnings.isEmpty, "all \(all) bytes of the pictures fit anyway")
        #expect(try plan(room: 4 << 30) { $0.data.cacheMegabytes = 1 }.cacheBytes == 1 << 20)
    }

    @Test func theLargestInputOfEachScale() {
        let sizes = [ImageSize(width: 100, height: 50), ImageSize(width: 60, height: 120)]
        #expect(
            Augmentation.Scale.fixed(shortSide: 100, maximumSide: 1000).largestInput(of: sizes)
                == ImageSize(width: 200, height: 100))
        #expect(
            Augmentation.Scale.multiScale(shortSides: [50, 200, 100], maximumSide: 300).largestInput(of: sizes)
                == ImageSize(width: 300, height: 150))
        #expect(
            Augmentation.Scale.largeScaleJitter(range: .init(0.1, 2), cropSide: 64).largestInput(of: sizes)
                == ImageSize(width: 64, height: 64))
        #expect(
            Augmentation.Scale.ratioCrop(ratio: .init(1, 2), cropSide: 110).largestInput(of: sizes, joined: true)
                == ImageSize(width: 110, height: 110))
    }
}
