/// Labels by how many units they are still in, the rarest first: a heap, to which a label comes again whenever its count
/// falls, so that it is found in O(log *n*) however many labels there are.
struct RarestFirst {
    private struct Entry {
        var count: Int
        var label: Int

        func precedes(_ other: Entry) -> Bool { (count, label) < (other.count, other.label) }
    }

    private var entries: [Entry] = []

    init(_ counts: [Int: Int]) {
        // What is sorted is a heap.
        entries = counts.map { Entry(count: $0.value, label: $0.key) }.sorted { $0.precedes($1) }
    }

    /// Notes that a label is in fewer units than before.
    mutating func add(_ label: Int, count: Int) {
        guard count > 0 else { return }
        entries.append(Entry(count: count, label: label))
        var place = entries.count - 1
        while place > 0, entries[place].precedes(entries[(place - 1) / 2]) {
            entries.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    /// Takes out the label of the lowest count above 0; of equal counts, the lowest label.
    /// - Parameter counts: The counts that hold now, by which older entries are known.
    mutating func next(_ counts: [Int: Int]) -> Int? {
        while let first = entries.first {
            if let last = entries.popLast(), !entries.isEmpty {
                entries[0] = last
                sink()
            }
            if counts[first.label] == first.count, first.count > 0 { return first.label }
        }
        return nil
    }

    private mutating func sink() {
        var place = 0
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2] where child < entries.count {
                if entries[child].precedes(entries[least]) { least = child }
            }
            guard least != place else { return }
            entries.swapAt(place, least)
            place = least
        }
    }
}
