/// How fast a run goes, and how long it will take.
///
/// It counts nothing and reads no clock: it is told how long steps and evaluations took, and asked about those that are left.
///
///     var progress = ProgressEstimate(imagesPerStep: 16)
///     progress.noteStep(seconds: 0.5)
///     progress.noteEvaluation(seconds: 60)
///     progress.imagesPerSecond                          // 32
///     progress.timeLeft(steps: 7200, evaluations: 2)    // 1 h 02 min
public struct ProgressEstimate: Sendable, Hashable {
    /// How many images an optimiser step takes, on all machines together.
    public let imagesPerStep: Int
    /// How many of the latest steps count.
    public let window: Int

    private var steps: [Double] = []
    /// Where the next step's time goes, once there are as many as count.
    private var next = 0
    private var evaluations: [Double] = []

    /// Creates an estimate that knows nothing yet.
    /// - Parameter window: How many of the latest steps count, at least 1.
    public init(imagesPerStep: Int, window: Int = 200) {
        self.imagesPerStep = imagesPerStep
        self.window = max(window, 1)
    }

    /// Notes a step; a length that is negative or not finite is left out.
    /// - Parameter seconds: From the end of the step before it, without evaluations, so that waiting for data is counted.
    public mutating func noteStep(seconds: Double) {
        guard seconds >= 0, seconds.isFinite else { return }
        if steps.count < window {
            steps.append(seconds)
        } else {
            steps[next] = seconds
            next = (next + 1) % window
        }
    }

    /// Notes an evaluation; a length that is negative or not finite is left out.
    public mutating func noteEvaluation(seconds: Double) {
        guard seconds >= 0, seconds.isFinite else { return }
        evaluations.append(seconds)
    }

    /// How long a step takes; nil before the first.
    ///
    /// The mean of the middle half of the latest steps: a first step that starts all up, or one that waited for a disk, does
    /// not sway it, and steps of larger and smaller images are averaged.
    public var secondsPerStep: Double? {
        guard !steps.isEmpty else { return nil }
        let sorted = steps.sorted()
        let dropped = min((steps.count + 3) / 4, (steps.count - 1) / 2)
        let middle = sorted[dropped..<(sorted.count - dropped)]
        return middle.reduce(0, +) / Double(middle.count)
    }

    /// How many images are trained on in a second; nil before the first step.
    public var imagesPerSecond: Double? {
        secondsPerStep.flatMap { $0 > 0 ? Double(imagesPerStep) / $0 : nil }
    }

    /// How long an evaluation takes: the mean of the latest three; nil before the first.
    public var secondsPerEvaluation: Double? {
        let latest = evaluations.suffix(3)
        return latest.isEmpty ? nil : latest.reduce(0, +) / Double(latest.count)
    }

    /// How long the rest will take; nil before the first step.
    ///
    /// Before the first evaluation none is counted, since nobody knows how long one takes.
    public func timeLeft(steps: Int, evaluations: Int) -> SpokenDuration? {
        guard let secondsPerStep else { return nil }
        let evaluating = Double(max(evaluations, 0)) * (secondsPerEvaluation ?? 0)
        return SpokenDuration(seconds: Double(max(steps, 0)) * secondsPerStep + evaluating)
    }
}
