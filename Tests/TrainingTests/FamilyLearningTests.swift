import Foundation
import MaskRCNN
import TestSupport
import Testing
import Torch
import Training
import TrainingData

/// Every kind of network learns drawn figures: the loss falls, and the figure that it is judged by rises.
@Suite(.serialized) struct FamilyLearningTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let judged: JudgedFigure
        let change: @Sendable (inout Configuration) -> Void
    }

    static let cases = [
        Case(testDescription: "Faster R-CNN", judged: .boxAP) { $0.maskHead = nil },
        Case(testDescription: "Keypoint R-CNN", judged: .keypointAP) {
            $0.maskHead = nil
            $0.keypointHead = Configuration.KeypointHead()
            $0.keypointHead?.channels = [32, 32]
        },
        Case(testDescription: "Mask R-CNN with group norms", judged: .maskAP) {
            let norm = NormalizationKind.groupNorm(groups: 8, epsilon: 1e-5)
            $0.backbone.normalization = norm
            $0.pyramid?.normalization = norm
            $0.maskHead?.normalization = norm
        },
        Case(testDescription: "Faster R-CNN on C4", judged: .boxAP) {
            $0.maskHead = nil
            $0.pyramid = nil
            $0.backbone.resNet?.stageCount = 3
            $0.proposals.anchorSizes = [[32, 48, 64]]
        },
        Case(testDescription: "Mask R-CNN with one box and mask for all classes", judged: .maskAP) {
            $0.boxHead.isClassAgnostic = true
            $0.maskHead?.isClassAgnostic = true
        },
    ]

    private func request(_ test: Case, _ folder: TemporaryFolder) throws -> TrainingRequest {
        let source = try StickFigures.write(to: folder("figures"), count: 8)
        var configuration = SmallRun.configuration
        configuration.network.transform.minimumSide = 96
        configuration.network.transform.maximumSide = 96
        configuration.network.backbone.resNet?.width = 16
        configuration.network.pyramid?.channels = 32
        configuration.network.proposals.anchorSizes = [[16], [32], [48], [64], [96]]
        configuration.network.boxHead.features = 64
        test.change(&configuration.network)
        configuration.augmentation = .none
        configuration.augmentation.scale = .fixed(shortSide: 96, maximumSide: 96)
        configuration.data.batchSize = 4
        configuration.optimizer.rate = 3e-3
        configuration.optimizer.averageDecay = nil
        configuration.schedule.epochs = 40
        configuration.schedule.warmupSteps = 5
        configuration.evaluation.everyEpochs = 0
        var request = TrainingRequest(
            configuration, sources: [source], validation: source, folder: RunFolder(folder("run")))
        request.threads = nil
        return request
    }

    @Test(arguments: cases)
    func theLossFallsAndTheFigureRises(_ test: Case) throws {
        let folder = try TemporaryFolder()
        var totals: [Double] = []
        let outcome = try Trainer(request(test, folder)).run(report: { event in
            if case .step(let step) = event { totals.append(step.total) }
        })
        let best = try #require(outcome.best)
        let judged = JudgedFigure.of(best.figures)
        print("\(test): loss \(totals.first ?? 0) to \(totals.last ?? 0), \(judged)")
        #expect(judged.figure == test.judged)
        #expect(judged.value ?? 0 > 0.3, "\(judged)")
        let first: Double = totals.prefix(4).reduce(0, +)
        let last: Double = totals.suffix(4).reduce(0, +)
        #expect(last < 0.6 * first)
    }
}
