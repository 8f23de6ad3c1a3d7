/// The value below which a share of sorted values lies, between two of them by proportion (numpy's `percentile`).
func quantile(_ share: Double, ofSorted values: [Double]) -> Double {
    guard let last = values.indices.last else { return .nan }
    let position = share * Double(last)
    let lower = min(Int(position), last)
    let upper = min(lower + 1, last)
    return values[lower] + (values[upper] - values[lower]) * (position - Double(lower))
}

/// Values moved so that their mean is the estimate.
///
/// Images that are drawn twice smooth precision, so that resampled figures are a little too high on average.
func centered(_ samples: [Double], at estimate: Double) -> [Double] {
    guard !samples.isEmpty else { return [] }
    let bias = samples.reduce(0) { $0 + ($1 - estimate) } / Double(samples.count)
    return samples.map { $0 - bias }
}

extension ConfidenceInterval {
    /// The interval that holds a share of resampled figures, as many above as below it, once they lie around the estimate.
    init(estimate: Double, samples: [Double], level: Double) {
        let sorted = centered(samples, at: estimate).sorted()
        self.init(
            estimate: estimate, lower: quantile((1 - level) / 2, ofSorted: sorted),
            upper: quantile((1 + level) / 2, ofSorted: sorted))
    }
}
