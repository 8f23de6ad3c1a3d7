import Testing
import TrainingRecords

@Suite struct ProgressEstimateTests {
    @Test func nothingIsKnownBeforeTheFirstStep() {
        var progress = ProgressEstimate(imagesPerStep: 2)
        progress.noteEvaluation(seconds: 5)
        progress.noteStep(seconds: .nan)
        progress.noteStep(seconds: .infinity)
        progress.noteStep(seconds: -1)
        #expect(progress.secondsPerStep == nil)
        #expect(progress.imagesPerSecond == nil)
        #expect(progress.timeLeft(steps: 10, evaluations: 1) == nil)
    }

    /// Of 1, 2, 3, 4 … steps (n + 3) / 4 are dropped on each side, but never all.
    @Test(
        arguments: [
            ([4], 4), ([4, 2], 3), ([40, 2, 3], 3), ([40, 2, 4, 1], 3), ([9, 1, 2, 3, 100], 3),
            // Sorted 1 2 3 4 5 6 7 100: two dropped on each side leave 3 4 5 6.
            ([100, 7, 1, 2, 6, 5, 3, 4], 4.5),
        ] as [([Double], Double)])
    func theMiddleHalfCounts(seconds: [Double], mean: Double) {
        var progress = ProgressEstimate(imagesPerStep: 6)
        for second in seconds { progress.noteStep(seconds: second) }
        #expect(progress.secondsPerStep == mean)
        #expect(progress.imagesPerSecond == 6 / mean)
    }

    @Test func onlyTheLatestCount() {
        var progress = ProgressEstimate(imagesPerStep: 1, window: 4)
        for second in [9, 9, 9, 9, 1, 1, 1, 1] as [Double] { progress.noteStep(seconds: second) }
        #expect(progress.secondsPerStep == 1)
        // 5 takes the place of the oldest 1: 1 1 1 5, whose middle is 1 1; with three 5s: 1 5 5 5, whose middle is 5 5.
        progress.noteStep(seconds: 5)
        #expect(progress.secondsPerStep == 1)
        progress.noteStep(seconds: 5)
        #expect(progress.secondsPerStep == 3)
        progress.noteStep(seconds: 5)
        #expect(progress.secondsPerStep == 5)
    }

    @Test func evaluationsAreCounted() throws {
        var progress = ProgressEstimate(imagesPerStep: 16)
        progress.noteStep(seconds: 0.5)
        #expect(progress.timeLeft(steps: 7200, evaluations: 2) == SpokenDuration(seconds: 3600))
        progress.noteEvaluation(seconds: 60)
        // 7200 · 0.5 + 2 · 60 = 3720 seconds: 62 minutes.
        let left = try #require(progress.timeLeft(steps: 7200, evaluations: 2))
        #expect("\(left)" == "1 h 02 min")
        for seconds in [30, 30, 30] as [Double] { progress.noteEvaluation(seconds: seconds) }
        #expect(progress.secondsPerEvaluation == 30)
        #expect(progress.timeLeft(steps: -3, evaluations: -1) == SpokenDuration(seconds: 0))
    }

    @Test func stepsOfNoLengthHaveNoRate() {
        var progress = ProgressEstimate(imagesPerStep: 1, window: -3)
        progress.noteStep(seconds: 0)
        #expect(progress.imagesPerSecond == nil)
        #expect(progress.timeLeft(steps: .max, evaluations: .max)?.seconds == 0)
    }

    @Test(
        arguments: [
            (0, "0 s"), (0.4, "0 s"), (59.4, "59 s"), (59.5, "1 min 00 s"), (200, "3 min 20 s"),
            (3599.4, "59 min 59 s"),
            (3599.5, "1 h 00 min"), (7500, "2 h 05 min"), (86_369, "23 h 59 min"), (86_370, "1 d 00 h"),
            // 3 days and 4.4 hours.
            (3 * 86_400 + 4.4 * 3600, "3 d 04 h"), (864_000_000, "10000 d 00 h"), (864_000_001, "–"), (-1, "–"),
            (.nan, "–"),
            (.infinity, "–"),
        ] as [(Double, String)])
    func durationsAsTheyAreSaid(seconds: Double, text: String) {
        #expect("\(SpokenDuration(seconds: seconds))" == text)
    }
}
