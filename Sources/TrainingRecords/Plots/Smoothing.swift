/// Curves without their noise.
enum Smoothing {
    /// Numbers with each replaced by a mean of its neighbours, twice over, so that nearer ones count more.
    ///
    /// The mean reaches over a fortieth of the numbers to either side. It reaches back only as far as forward, so that a steep
    /// beginning stays where it is; at the end it reaches forward as far as there is something, so that the last
    /// number is no less smooth than others.
    ///
    /// - Complexity: O(*n*).
    static func smoothed(_ values: [Double]) -> [Double] {
        let reach = values.count / 40
        return reach > 0 ? means(means(values, reach: reach), reach: reach) : values
    }

    /// The mean of what is no farther than `reach` before and after each number.
    static func means(_ values: [Double], reach: Int) -> [Double] {
        var sums = [0.0]
        sums.reserveCapacity(values.count + 1)
        for value in values { sums.append(sums[sums.count - 1] + value) }
        return values.indices.map { index in
            let first = index - min(reach, index)
            // At the start, as far forward as back.
            let last = min(index + min(reach, index), values.count - 1)
            return (sums[last + 1] - sums[first]) / Double(last + 1 - first)
        }
    }
}
