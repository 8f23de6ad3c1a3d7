internal import Models
internal import Torch

/// The least single-precision number between two for which a condition holds that holds for all larger ones, or the larger of the two.
///
/// So a comparison with one number takes the place of a function in a graph, and decides exactly as the function does in the network.
func leastNumber(
    from low: Float, to high: Float, _ condition: (Float) throws(TorchError) -> Bool
) throws(ExportError) -> Float {
    do {
        var (low, high) = (low.order, high.order)
        while low < high {
            let middle = low + (high - low) / 2
            if try condition(Float(order: middle)) { high = middle } else { low = middle + 1 }
        }
        return Float(order: low)
    } catch {
        throw .network(.torch(error))
    }
}

extension Float {
    /// A whole number that grows by one from each number to the next.
    fileprivate var order: Int { sign == .minus ? -Int(magnitude.bitPattern) : Int(bitPattern) }

    fileprivate init(order: Int) {
        let magnitude = Float(bitPattern: UInt32(order.magnitude))
        self = order < 0 ? -magnitude : magnitude
    }
}
