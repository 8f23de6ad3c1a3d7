import COCO
import Testing

@Suite struct ThresholdTests {
    @Test func cocoThresholdsAreEvenlySpaced() {
        #expect(EvaluationOptions.cocoIoUThresholds.count == 10)
        #expect(EvaluationOptions.cocoRecallThresholds.count == 101)
        #expect(EvaluationOptions.cocoIoUThresholds.last == 0.95)
        #expect(EvaluationOptions.cocoRecallThresholds.first == 0)
    }
}
