import Geometry
import Imaging
import MaskRCNN
import Testing

struct SegmenterTimesTests {
    @Test func timesAreOfEveryStageAndTheMapIsTheSame() async throws {
        try await SmallSegmenter.withWeights { path in
            let segmenter = try await Segmenter(weights: path)
            let image = try TestModel.picture(width: 90, height: 70)
            let start = ContinuousClock.now
            let (map, times) = try await segmenter.timedSegmentation(of: image)
            let all = ContinuousClock.now - start
            #expect(try await segmenter.segmentation(of: image) == map)
            let stages: Set<InferenceStage> = [.transform, .backbone, .head, .classes]
            for stage in InferenceStage.allCases {
                #expect((times[stage] > .zero) == stages.contains(stage), "\(stage)")
            }
            #expect(times.total <= all)
            #expect(times.highestRate > 0)
            #expect(try #require(await segmenter.measuredPeak()) > 0)
        }
    }

    @Test func anEmptyImageIsRefused() async throws {
        try await SmallSegmenter.withWeights { path in
            let segmenter = try await Segmenter(weights: path)
            let empty = try Image(size: ImageSize(width: 0, height: 4), pixels: [])
            await #expect(throws: MaskRCNNError.emptyImage) { _ = try await segmenter.timedSegmentation(of: empty) }
        }
    }
}
