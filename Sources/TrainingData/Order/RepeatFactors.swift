/// How often images are to be seen in an epoch, so that rare classes are seen more often.
///
/// Source: Gupta, Dollár and Girshick, "LVIS: A Dataset for Large Vocabulary Instance Segmentation" (2019), section 4.
public struct RepeatFactors: Sendable, Hashable {
    /// For each image its factor, at least 1: that of its rarest class.
    public let factors: [Double]

    /// Computes the factors of a set.
    ///
    /// A class in a share *f* of the images has the factor max(1, √(*t* / *f*)), and an image the largest of its classes;
    /// one without objects has 1.
    /// - Parameters:
    ///   - set: The images.
    ///   - threshold: *t*, the share of images below which classes are rare; LVIS takes 0.001.
    /// - Throws: `TrainingDataError.setting` where the threshold is not from 0 to 1.
    /// Complexity: O(*n*) in the objects.
    public init(_ set: TrainingSet, threshold: Double) throws(TrainingDataError) {
        guard threshold >= 0, threshold <= 1 else {
            throw .setting(key: "repeatThreshold", expected: "from 0 to 1", found: "\(threshold)")
        }
        var counts: [Int: Int] = [:]
        let labels = set.images.map(\.labels)
        for label in labels.joined() { counts[label, default: 0] += 1 }
        let factorOfLabel = counts.mapValues { count in
            max(1, (threshold * Double(set.images.count) / Double(count)).squareRoot())
        }
        factors = labels.map { labels in labels.compactMap { factorOfLabel[$0] }.max() ?? 1 }
    }

    /// How often each image is seen in an epoch: its factor rounded up or down, so that the mean over epochs is the factor,
    /// and the sum over the images is always that of all factors, rounded up or down.
    ///
    /// Differs: the paper rounds each factor on its own, by which epochs vary in length.
    func counts(inOrder order: [Int], offset: Double) -> [Int: Int] {
        var counts: [Int: Int] = [:]
        var fraction = offset
        for index in order {
            let whole = factors[index].rounded(.down)
            fraction += factors[index] - whole
            let extra = fraction >= 1 ? 1 : 0
            fraction -= Double(extra)
            counts[index] = Int(whole) + extra
        }
        return counts
    }
}
