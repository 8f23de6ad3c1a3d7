/// The batches of one epoch.
public struct BatchPlan: Sendable, Hashable {
    /// The epoch.
    public let epoch: Int
    /// The batches of all processes together.
    public let batches: [[OrderedImage]]
    /// How many processes share each batch.
    public let worldSize: Int
    /// The number of this process, from 0.
    public let rank: Int

    /// The part of a batch that this process takes: the contiguous one of its rank.
    public func part(ofBatch index: Int) -> ArraySlice<OrderedImage> {
        let batch = batches[index]
        let share = batch.count / worldSize
        return batch[(rank * share)..<((rank + 1) * share)]
    }

    /// The images that may stand in for one that cannot be used: those that follow it in the epoch, then those before it.
    func substitutes(ofBatch index: Int, slot: Int) -> some Sequence<OrderedImage> {
        let size = max(batches.first?.count ?? 1, 1)
        let count = batches.count * size
        let start = index * size + slot
        return (1..<max(count, 1)).lazy.map { step in
            let place = (start + step) % count
            return batches[place / size][place % size]
        }
    }
}
