import Geometry
import Imaging
import MaskRCNN
import Testing

@Suite struct StageTimesTests {
    @Test func stagesAreNamedInTheirOrder() {
        let names = ["transform", "backbone", "fpn", "rpn", "box", "mask", "keypoints", "paste", "head", "classes"]
        #expect(InferenceStage.allCases.map(\.rawValue) == names)
    }

    @Test func timesAreOfEveryStageAndDetectionsAreTheSame() async throws {
        let detector = try await TestModel.detector()
        let image = try TestModel.picture(width: 90, height: 70)
        let start = ContinuousClock.now
        let (detections, times) = try await detector.timedDetections(in: image)
        let all = ContinuousClock.now - start
        #expect(try await detector.detections(in: image) == detections)
        // This network finds no keypoints, and gives no class map.
        let others: Set<InferenceStage> = [.keypoints, .head, .classes]
        for stage in InferenceStage.allCases { #expect((times[stage] > .zero) != others.contains(stage), "\(stage)") }
        #expect(times.total == InferenceStage.allCases.reduce(.zero) { $0 + times[$1] })
        #expect(times.total <= all)
    }

    /// What a peak is never below: operations and times of the same stage.
    @Test func theHighestRateIsOfOneStage() async throws {
        let image = try TestModel.picture(width: 90, height: 70)
        let times = try await TestModel.detector().timedDetections(in: image).times
        let rates = InferenceStage.allCases.filter { times[$0] > .zero }.map {
            Double(times.operations[$0] ?? 0) / (times[$0] / .seconds(1))
        }
        #expect(times.highestRate == rates.max() && times.highestRate > 0)
        let detector = try await TestModel.detector { $0.engine = .libTorch }
        #expect(try await detector.timedDetections(in: image).times.highestRate == 0)
        #expect(try await detector.measuredPeak() == nil)
    }

    @Test func aBatchHasTimesOfItsOwn() async throws {
        let detector = try await TestModel.detector { $0.scoreThreshold = 1 }
        let images = try [TestModel.picture(width: 90, height: 70), TestModel.picture(width: 40, height: 80)]
        let (detections, times) = try await detector.timedDetections(in: images)
        #expect(detections == [[], []])
        #expect(times[.backbone] > .zero)
        // Nothing is found, so the mask head has nothing to do.
        #expect(times[.mask] < times[.backbone])
    }

    @Test func anEmptyImageIsRefused() async throws {
        let detector = try await TestModel.detector()
        let empty = try Image(size: ImageSize(width: 0, height: 4), pixels: [])
        await #expect(throws: MaskRCNNError.emptyImage) { _ = try await detector.timedDetections(in: empty) }
        #expect(try await detector.timedDetections(in: [Image]()).detections.isEmpty)
    }
}
