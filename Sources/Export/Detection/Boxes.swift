internal import Models

// Boxes are x1, y1, x2, y2 along the last axis, whose size is 4 in every shape, as OpenVINO needs it for RoIAlign.

extension Value {
    /// The upper left and the lower right corners, or what else the first and the last two of four are.
    func halves(axis: Int, _ first: String, _ last: String) -> (Value, Value) {
        let parts = split([2, 2], axis: axis, into: [first, last])
        return (parts[0], parts[1])
    }

    /// Boxes moved and scaled by deltas dx, dy, dw, dh: `Models/Proposals/BoxCoder.swift`.
    ///
    /// - Parameters:
    ///   - deltas: Of the shape of the result.
    ///   - weights: Divisors of the deltas.
    ///   - axis: The last axis.
    func moved(by deltas: Value, weights: [Double], axis: Int) -> Value {
        let (low, high) = halves(axis: axis, "low", "high")
        let size = high - low
        let center = low + size * 0.5
        let isWeighted = weights.contains { $0 != 1 }
        let weighted = isWeighted ? deltas / graph.constant(weights.map(Float.init)) : deltas
        let (shift, logarithm) = weighted.halves(axis: axis, "shift", "logarithm")
        let movedCenter = shift * size + center
        let half = logarithm.atMost(Float(BoxCoder.largestLogarithm)).exponential() * size * 0.5
        return graph.concatenated([movedCenter - half, movedCenter + half], axis: axis)
    }

    /// Boxes moved into an image.
    ///
    /// - Parameter limits: Width, height, width, height, as numbers.
    func clipped(to limits: Value) -> Value { atLeast(0 as Float).atMost(limits) }

    /// Which boxes have both sides of at least so many pixels, without the last axis.
    func areAtLeast(_ side: Double, axis: Int) -> Value {
        let (low, high) = halves(axis: axis, "low", "high")
        return (high - low).reduced(.least, axes: [axis]) >= Float(side)
    }
}

extension GraphBuilder {
    /// Width, height, width, height of a height and a width: what x1, y1, x2, y2 lie between.
    func limits(_ size: Value) -> Value { size.gathered(at: [1, 0, 1, 0]) }
}
