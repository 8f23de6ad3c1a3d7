/// Greedy suppression of boxes by better ones that they overlap, and the best of what stays.
///
/// The operator gives what stays of all images in one list, in which those of an image are not in the order of their scores. What stays is
/// put back to its places among all, and the best are taken from there: as many of each image, with ``none`` where one has fewer.
struct Suppression {
    /// The score of what is not there.
    static let none = -Float.greatestFiniteMagnitude
    /// Below every logit that is one, and above ``none``.
    static let leastLogit: Float = -1e38

    /// The most that stay of each class of each image.
    let limit: Int
    /// Boxes that overlap a better one more than this go.
    let overlap: Double
    /// Scores of this or less are not there.
    let scoresAbove: Float

    /// What stays: (M, 3) numbers of image, class and box.
    ///
    /// - Parameters:
    ///   - boxes: (N, K, 4).
    ///   - scores: (N, classes, K).
    func kept(boxes: Value, scores: Value) -> Value {
        let graph = boxes.graph
        return graph.node(
            "NonMaxSuppression",
            [
                boxes, scores, graph.constant([limit]), graph.constant([Self.threshold(overlap)]),
                graph.constant([scoresAbove]),
            ])
    }

    /// OpenVINO suppresses at the threshold as well, the others above it alone. The first number above the network's threshold means the same
    /// to all, but for boxes that overlap by that very number.
    static func threshold(_ overlap: Double) -> Float {
        let nearest = Float(overlap)
        return Double(nearest) > overlap ? nearest : nearest.nextUp
    }

    /// The best of each image: scores and places (N, k), the best first, k being what the image with the most has, at least 1 and at most the
    /// limit.
    ///
    /// - Parameters:
    ///   - kept: (M, 2) numbers of image and box.
    ///   - scores: (N, K).
    static func best(_ kept: Value, of scores: Value, limit: Int) -> (scores: Value, places: Value) {
        let graph = scores.graph
        let nothing = graph.constant([none], shape: []).expanded(to: scores.sizes())
        let staying = nothing.replacing(atCoordinates: kept, with: scores.gathered(atCoordinates: kept))
        let counts = (staying > leastLogit).cast(to: .int64).reduced(.sum, axes: [1])
        let most = counts.reduced(.most, axes: [0], keepsAxes: true).atMost(limit).atLeast(1)
        let best = staying.largest(most)
        return (best.values, best.places)
    }
}
