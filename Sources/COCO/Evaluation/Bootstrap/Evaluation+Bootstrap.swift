internal import Files

extension Evaluation {
    /// The ranges that AP, AP50 and AP75 would lie in for other images of the same kind: images are drawn again and again,
    /// as many as there are, with replacement.
    ///
    /// Images that are drawn twice raise AP a little, so the range is moved to where the mean of all draws is the figure
    /// itself. The figures are for the first area range and the last limit of detections. A seed gives the same intervals whatever
    /// the number of threads. Equal scores within one image stay as one block if the image is drawn more than once.
    /// - Parameters:
    ///   - samples: How often images are drawn.
    ///   - level: The share of samples that the interval holds.
    ///   - seed: What the draws depend on.
    /// - Returns: The figures that there are: none where there is nothing to find.
    /// - Throws: `COCOError.setting` where there are no samples or the level is not between 0 and 1.
    /// Source: Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13: the percentile interval,
    /// here less the bias of chapter 10.
    /// Complexity: O(*n* + *h*) for a sample, in the results and, of all thresholds, the right ones.
    public func bootstrap(
        samples: Int = 1000, level: Double = 0.95, seed: UInt64
    ) throws(COCOError) -> [FigureInterval] {
        try Self.check(samples: samples, level: level)
        let drawn = resampled([self], samples: samples, seed: seed)[0]
        return resampledFigures.map { figure in
            let values = drawn.compactMap { $0.map(figure.value) }
            return FigureInterval(
                name: figure.name,
                interval: ConfidenceInterval(estimate: figure.estimate(self) ?? 0, samples: values, level: level))
        }
    }

    /// How two evaluations of the same images compare in AP, AP50 and AP75, over images drawn for both together.
    /// - Parameters:
    ///   - first: The evaluation that the other is compared with.
    ///   - second: The other, with the same images and options.
    ///   - samples: How often images are drawn.
    ///   - level: The share of samples that the interval of the difference holds.
    ///   - seed: What the draws depend on.
    /// - Returns: The figures that both have.
    /// - Throws: `COCOError.mismatch` where the evaluations are of different images or options, `COCOError.setting` as
    ///   `bootstrap`.
    public static func compare(
        _ first: Evaluation, _ second: Evaluation, samples: Int = 1000, level: Double = 0.95, seed: UInt64
    ) throws(COCOError) -> [PairedComparison] {
        try check(samples: samples, level: level)
        guard first.objects.imageIDs == second.objects.imageIDs else {
            throw .mismatch(
                subject: "the evaluations to compare", expected: "the same images",
                found: "\(first.objects.imageIDs.count) and \(second.objects.imageIDs.count) that are not the same")
        }
        var options = second.options
        options.threads = first.options.threads
        guard options == first.options else {
            throw .mismatch(
                subject: "the evaluations to compare", expected: "the same options", found: "different ones")
        }
        let drawn = first.resampled([first, second], samples: samples, seed: seed)
        return first.resampledFigures.compactMap { figure in
            guard let one = figure.estimate(first), let other = figure.estimate(second) else { return nil }
            let differences = zip(drawn[0], drawn[1]).compactMap { one, other -> Double? in
                guard let one, let other else { return nil }
                return figure.value(other) - figure.value(one)
            }
            return PairedComparison(
                name: figure.name, first: one, second: other,
                difference: ConfidenceInterval(estimate: other - one, samples: differences, level: level),
                pValue: pValue(of: centered(differences, at: other - one)))
        }
    }

    /// AP by threshold if each image counted as often as a weight says, in the order of image ids.
    package func averagePrecisions(weights: [Int32]) -> [Double]? {
        precondition(weights.count == objects.imageIDs.count, "an evaluation needs a weight for each image")
        var sums: [Int] = []
        return WeightedPrecision(self).precisions(weights: weights, sums: &sums)
    }

    private typealias Figure = (
        name: String, value: ([Double]) -> Double, estimate: (Evaluation) -> Double?
    )

    private var resampledFigures: [Figure] {
        guard ap != nil else { return [] }
        var figures: [Figure] = [("AP", { $0.reduce(0, +) / Double($0.count) }, \.ap)]
        if let index = thresholdIndex(0.5) { figures.append(("AP50", { $0[index] }, \.ap50)) }
        if let index = thresholdIndex(0.75) { figures.append(("AP75", { $0[index] }, \.ap75)) }
        return figures
    }

    /// By evaluation and sample, AP by threshold; nil where the sample has nothing to find.
    private func resampled(_ evaluations: [Evaluation], samples: Int, seed: UInt64) -> [[[Double]?]] {
        let precisions = evaluations.map { WeightedPrecision($0) }
        let sampler = ImageSampler(imageCount: objects.imageIDs.count, seed: seed)
        var values = [[Double]?](repeating: nil, count: samples * evaluations.count)
        values.withUnsafeMutableBufferPointer { buffer in
            // Each sample writes to places of its own.
            nonisolated(unsafe) let values = buffer
            inParallel(
                count: samples, chunk: 4, threads: options.threads,
                scratch: { ([Int32](repeating: 0, count: sampler.imageCount), [Int]()) }
            ) { range, scratch in
                for sample in range {
                    sampler.draw(sample: sample, into: &scratch.0)
                    for (index, precision) in precisions.enumerated() {
                        values[index * samples + sample] = precision.precisions(
                            weights: scratch.0, sums: &scratch.1)
                    }
                }
            }
        }
        return evaluations.indices.map { Array(values[$0 * samples..<($0 + 1) * samples]) }
    }

    /// Twice the share of differences on the rarer side of 0, the estimate itself counted as one more on either.
    private static func pValue(of differences: [Double]) -> Double {
        let lower = differences.count { $0 <= 0 }
        let upper = differences.count { $0 >= 0 }
        return min(1, 2 * Double(min(lower, upper) + 1) / Double(differences.count + 1))
    }

    private static func check(samples: Int, level: Double) throws(COCOError) {
        // More samples than this are a mistake, and would not fit into memory.
        guard (1...10_000_000).contains(samples) else {
            throw .setting(key: "samples", expected: "from 1 to 10000000", found: "\(samples)")
        }
        guard level > 0, level < 1 else {
            throw .setting(key: "level", expected: "above 0 and below 1", found: "\(level)")
        }
    }
}
