/// The value below which a share of sorted values lies, between two of them by proportion (numpy's `percentile`).
func quantile(_ share: Double, ofSorted values: [Double]) -> Double {
    guard let last = values.indices.last else { return .nan }
    let position = share * Double(last)
    let lower = min(Int(position), last)
    let upper = min(lower + 1, last)
    return values[lower] + (values[upper] - values[lower]) * (position - Double(lower))
}

extension ConfidenceInterval {
    /// The interval that holds a share of resampled figures, as many above as below it.
    init(estimate: Double, samples: [Double], level: Double) {
        let sorted = samples.sorted()
        self.init(
            estimate: estimate, lower: quantile((1 - level) / 2, ofSorted: sorted),
            upper: quantile((1 + level) / 2, ofSorted: sorted))
    }
}
