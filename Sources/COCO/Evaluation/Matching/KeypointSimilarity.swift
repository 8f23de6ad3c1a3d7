internal import Foundation

/// An annotation made ready for its keypoints to be compared with those of results.
///
/// Source: pycocotools' `computeOks`, with each operation in its order, so that similarities on a threshold fall on the same
/// side of it.
struct KeypointTarget {
    /// The labelled keypoints, as places among all; all places where none is labelled.
    private let places: [Int]
    /// The coordinates of all keypoints.
    private let xs: [Double]
    private let ys: [Double]
    /// Where no keypoint is labelled: the box, doubled in each direction, outside of which keypoints are too far.
    private let bounds: (left: Double, top: Double, right: Double, bottom: Double)?
    private let area: Double

    /// - Parameters:
    ///   - keypoints: The annotation's keypoints: as many as sigmas, or none.
    ///   - count: The number of sigmas.
    ///   - area: The annotation's area.
    ///   - box: The annotation's box, for one without a labelled keypoint.
    init(
        _ keypoints: [Keypoint], count: Int, area: Double, box: () throws(COCOError) -> AnnotationBox
    ) throws(COCOError) {
        let labelled = keypoints.indices.filter { keypoints[$0].isLabelled }
        xs = keypoints.map(\.x)
        ys = keypoints.map(\.y)
        // As numpy's spacing(1): no object has an area of 0.
        self.area = area + .ulpOfOne
        if labelled.isEmpty {
            let box = try box()
            bounds = (box.x - box.width, box.y - box.height, box.x + box.width * 2, box.y + box.height * 2)
            places = Array(0..<count)
        } else {
            bounds = nil
            places = labelled
        }
    }

    /// The object keypoint similarity with a result's keypoints, from 0 to 1.
    /// - Parameters:
    ///   - variances: (2σ)² of each keypoint.
    ///   - terms: Memory to work in.
    func similarity(_ keypoints: [DetectedKeypoint], variances: [Double], terms: inout [Double]) -> Double {
        terms.removeAll(keepingCapacity: true)
        for place in places {
            let keypoint = keypoints[place]
            var dx: Double
            var dy: Double
            if let bounds {
                dx = max(0, bounds.left - keypoint.x) + max(0, keypoint.x - bounds.right)
                dy = max(0, bounds.top - keypoint.y) + max(0, keypoint.y - bounds.bottom)
            } else {
                dx = keypoint.x - xs[place]
                dy = keypoint.y - ys[place]
            }
            terms.append(exp(-((dx * dx + dy * dy) / variances[place] / area / 2)))
        }
        return terms.withUnsafeBufferPointer { pairwiseSum($0[...]) } / Double(terms.count)
    }
}

/// The sum of numbers, added in the order in which numpy's `sum` adds them.
private func pairwiseSum(_ values: Slice<UnsafeBufferPointer<Double>>) -> Double {
    let count = values.count
    if count < 8 { return values.reduce(0, +) }
    guard count <= 128 else {
        var half = count / 2
        half -= half % 8
        return pairwiseSum(values.prefix(half)) + pairwiseSum(values.dropFirst(half))
    }
    var sums = SIMD8<Double>(values.prefix(8))
    var place = values.startIndex + 8
    while place + 8 <= values.endIndex {
        sums += SIMD8<Double>(values[place..<place + 8])
        place += 8
    }
    let sum = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]))
    return values[place...].reduce(sum, +)
}
