import Testing
import Training

@Suite struct ScheduleTests {
    @Test func rateRisesThenFallsAtMilestones() {
        var schedule = Schedule()
        schedule.epochs = 4
        schedule.warmupSteps = 10
        schedule.warmupFactor = 0.1
        schedule.milestones = [2, 3]
        #expect(schedule.stepCount(perEpoch: 100) == 400)
        // 0.1 + 0.9 · 5 / 10
        #expect(abs(schedule.factor(step: 5, stepsPerEpoch: 100) - 0.55) < 1e-12)
        #expect(schedule.factor(step: 10, stepsPerEpoch: 100) == 1)
        #expect(schedule.factor(step: 199, stepsPerEpoch: 100) == 1)
        #expect(abs(schedule.factor(step: 200, stepsPerEpoch: 100) - 0.1) < 1e-12)
        #expect(abs(schedule.factor(step: 300, stepsPerEpoch: 100) - 0.01) < 1e-12)
    }

    @Test func cosineEndsAtTheFinalShare() {
        var schedule = Schedule()
        schedule.epochs = 1
        schedule.warmupSteps = 0
        schedule.decay = .cosine
        schedule.finalFactor = 0.2
        #expect(schedule.factor(step: 0, stepsPerEpoch: 100) == 1)
        // Half way the cosine is 0: 0.2 + 0.8 / 2.
        #expect(abs(schedule.factor(step: 50, stepsPerEpoch: 100) - 0.6) < 1e-12)
        #expect(abs(schedule.factor(step: 100, stepsPerEpoch: 100) - 0.2) < 1e-12)
    }
}
