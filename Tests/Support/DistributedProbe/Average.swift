import Torch

/// The gradients of a small network in all ways of averaging, one after the other.
func averages(_ group: ProcessGroup?) throws(TorchError) {
    try average("one bucket", group)
    try average("small buckets", group, bucketByteCount: 128)
    try average("accumulated", group, microBatches: 2)
    // Only process 0 uses weights 2 and 3; a zero-valued term in the loss of the others must give the same.
    try average("unused", group, isUsed: { $0 == 0 || $1 < 2 })
    try average("zero term", group, isUsed: { $0 == 0 || $1 < 2 }, addsZeroTerm: true)
    try average("unused everywhere", group, isUsed: { $1 != 2 })
}

/// The gradients of a small network for a batch of 12 rows, of which each process has a part.
///
/// - Parameters:
///   - isUsed: whether the process of a rank uses the weight of an index.
///   - addsZeroTerm: whether unused weights are in the loss all the same, times zero.
private func average(
    _ name: String, _ group: ProcessGroup?, bucketByteCount: Int = 25 << 20, microBatches: Int = 1,
    isUsed: (_ rank: Int, _ weight: Int) -> Bool = { _, _ in true }, addsZeroTerm: Bool = false
) throws(TorchError) {
    let rank = group?.rank ?? 0
    let size = group?.size ?? 1
    // Every process begins with other weights; the first one's are taken.
    let generator = try RandomGenerator(seed: 5 + UInt64(rank))
    var weights: [Tensor] = []
    for index in 0..<4 {
        let weight = try Tensor.zeros([4, 1 + index % 2], dtype: .float64)
        try weight.fillNormal(standardDeviation: 1, using: generator)
        weights.append(weight)
    }
    try group?.broadcast(weights)
    for weight in weights { try weight.setRequiresGradient(true) }

    let rows = try Tensor.zeros([12, 4, 2], dtype: .float64)
    try rows.fillNormal(standardDeviation: 1, using: RandomGenerator(seed: 11))
    let own = try rows.narrowed(0, to: 12 * rank / size..<12 * (rank + 1) / size)

    func loss(_ rows: Tensor) throws(TorchError) -> Tensor {
        var value = rows
        for (index, weight) in weights.enumerated() where isUsed(rank, index) {
            value = try (value * weight).sigmoid()
        }
        var loss = try value.mean(over: [0, 1, 2])
        if addsZeroTerm {
            for (index, weight) in weights.enumerated() where !isUsed(rank, index) {
                loss = try loss + weight.mean(over: [0, 1]) * 0
            }
        }
        return try loss / Double(microBatches)
    }

    let reducer: GradientReducer? =
        if let group {
            try GradientReducer(weights, group: group, bucketByteCount: bucketByteCount)
        } else {
            nil
        }
    for step in 0..<2 {
        for weight in weights { try weight.setGradient(nil) }
        let length = own.size(0) / microBatches
        for part in 0..<microBatches {
            let rows = try own.narrowed(0, to: part * length..<(part + 1) * length)
            if let reducer, part == microBatches - 1 {
                try reducer.averaging { () throws(TorchError) in try loss(rows).backward() }
            } else {
                try loss(rows).backward()
            }
        }
        for (index, weight) in weights.enumerated() {
            try show("\(name), step \(step), weight \(index)", weight.gradient()?.elements(as: Double.self) ?? [])
        }
    }
    if let reducer { show("\(name), buckets", [Double(reducer.bucketCount)]) }
}
