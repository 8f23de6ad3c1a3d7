import Geometry

/// The runs of many masks of one image side by side in memory, so that many pairs can be intersected quickly.
struct RunArena {
    /// What is known of one mask.
    struct Entry {
        /// Where its first edge stands.
        var first: Int
        /// The number of runs of foreground.
        var count: Int
        /// The number of pixels.
        var area: Int
        /// The box around the pixels, in whole pixels; empty where there is none.
        var left: Int, right: Int, top: Int, bottom: Int
    }

    private(set) var entries: [Entry] = []
    /// Where each run begins and ends, in the order of columns.
    private var edges: [UInt32] = []

    /// Forgets all masks and keeps the memory.
    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
        edges.removeAll(keepingCapacity: true)
    }

    /// Adds a mask and gives its place.
    mutating func add(_ mask: RunLengthMask) -> Int {
        let height = mask.size.height
        let counts = mask.counts
        var entry = Entry(
            first: edges.count, count: counts.count / 2, area: 0, left: 0, right: 0, top: height, bottom: 0)
        edges.reserveCapacity(edges.count + counts.count)
        counts.withUnsafeBufferPointer { counts in
            var position = 0
            var index = 0
            // The column of the run before: runs go down the columns, so a division is needed in a new column only.
            var column = 0
            var columnEnd = height
            while index + 1 < counts.count {
                let start = position + Int(counts[index])
                let length = Int(counts[index + 1])
                position = start + length
                edges.append(UInt32(truncatingIfNeeded: start))
                edges.append(UInt32(truncatingIfNeeded: position))
                entry.area += length
                if start >= columnEnd {
                    column = start / height
                    columnEnd = (column + 1) * height
                }
                if index == 0 { entry.left = column }
                if position <= columnEnd {
                    let top = start - (columnEnd - height)
                    entry.top = min(entry.top, top)
                    entry.bottom = max(entry.bottom, top + length)
                } else {
                    entry.top = 0
                    entry.bottom = height
                }
                index += 2
            }
            if entry.count > 0 { entry.right = (position - 1) / height + 1 }
        }
        entries.append(entry)
        return entries.count - 1
    }

    /// Whether the boxes around two masks share pixels.
    func boxesOverlap(_ first: Int, _ second: Int) -> Bool {
        let a = entries[first]
        let b = entries[second]
        return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
    }

    /// The number of pixels in both of two masks.
    func intersectionArea(_ first: Int, _ second: Int) -> Int {
        edges.withUnsafeBufferPointer { edges in
            var a = run(of: entries[first], startingBefore: entries[second], edges)
            var b = run(of: entries[second], startingBefore: entries[first], edges)
            let aEnd = entries[first].first + 2 * entries[first].count
            let bEnd = entries[second].first + 2 * entries[second].count
            var area = 0
            while a < aEnd, b < bEnd {
                let (aStop, bStop) = (edges[a + 1], edges[b + 1])
                let start = max(edges[a], edges[b])
                let stop = min(aStop, bStop)
                if stop > start { area += Int(stop - start) }
                // Both sides move by arithmetic: which of them ends first cannot be foretold.
                a += aStop <= bStop ? 2 : 0
                b += bStop <= aStop ? 2 : 0
            }
            return area
        }
    }

    /// The place of the first edge of the first run that ends after the other mask's first run begins.
    private func run(of entry: Entry, startingBefore other: Entry, _ edges: UnsafeBufferPointer<UInt32>) -> Int {
        guard entry.count > 0, other.count > 0 else { return entry.first + 2 * entry.count }
        let start = edges[other.first]
        var low = 0
        var high = entry.count
        while low < high {
            let middle = (low + high) / 2
            if edges[entry.first + 2 * middle + 1] <= start { low = middle + 1 } else { high = middle }
        }
        return entry.first + 2 * low
    }
}
