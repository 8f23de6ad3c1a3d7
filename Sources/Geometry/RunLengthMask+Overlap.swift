extension RunLengthMask {
    /// Intersection over union of each of some results with each of some truths, all of one image.
    ///
    /// Masks whose bounding boxes lie apart cost nothing but that comparison.
    /// - Parameters:
    ///   - results: The masks that were found, a row each.
    ///   - truths: The masks to compare with, a column each.
    ///   - crowd: For each truth whether it is a crowd, of which a good match covers a part only: the intersection is then
    ///     divided by the result's own area. No truth is one where the list is empty.
    /// - Returns: Row after row, `results.count` × `truths.count` numbers; 0 for two masks without a common pixel.
    /// - Throws: `GeometryError.sizesDiffer` where the masks are not of one size.
    /// - Precondition: `crowd` is empty or has as many values as `truths`.
    /// Complexity: O(*n* + *m*) in the runs of each pair whose boxes overlap.
    /// Source: pycocotools' `iou` with `iscrowd`; the same numbers.
    public static func iou(
        _ results: [RunLengthMask], with truths: [RunLengthMask], crowd: [Bool] = []
    ) throws(GeometryError) -> [Double] {
        precondition(crowd.isEmpty || crowd.count == truths.count, "one value of crowd for each truth")
        guard let size = results.first?.size, !truths.isEmpty else { return [] }
        for mask in results where mask.size != size { throw .sizesDiffer(size, mask.size) }
        for mask in truths where mask.size != size { throw .sizesDiffer(size, mask.size) }
        let first = ForegroundIntervals(results)
        let second = ForegroundIntervals(truths)
        var overlaps = [Double](repeating: 0, count: results.count * truths.count)
        var index = 0
        for row in first.extents {
            for (column, other) in second.extents.enumerated() {
                if row.overlaps(other) {
                    let common = first.commonArea(of: row, with: other, in: second)
                    let isCrowd = !crowd.isEmpty && crowd[column]
                    let whole = isCrowd ? row.area : row.area + other.area - common
                    if common > 0 { overlaps[index] = Double(common) / Double(whole) }
                }
                index += 1
            }
        }
        return overlaps
    }
}

/// The foreground of several masks as intervals of positions (down the columns), and the extent of each mask.
private struct ForegroundIntervals {
    /// Where a mask's intervals stand among all, its area, and its bounding box in pixels.
    struct Extent {
        var intervals: Range<Int>
        var area = 0
        var columns: Range<Int>
        var rows: Range<Int>

        func overlaps(_ other: Extent) -> Bool { columns.overlaps(other.columns) && rows.overlaps(other.rows) }
    }

    private(set) var extents: [Extent] = []
    private var starts: [UInt32] = []
    private var ends: [UInt32] = []

    init(_ masks: [RunLengthMask]) {
        let count = masks.reduce(0) { $0 + $1.counts.count / 2 }
        starts.reserveCapacity(count)
        ends.reserveCapacity(count)
        extents.reserveCapacity(masks.count)
        for mask in masks {
            let (columns, rows) = mask.extent ?? (0..<0, 0..<0)
            let first = starts.count
            var extent = Extent(intervals: 0..<0, columns: columns, rows: rows)
            var position: UInt32 = 0
            for index in stride(from: 1, to: mask.counts.count, by: 2) {
                position += mask.counts[index - 1]
                starts.append(position)
                position += mask.counts[index]
                ends.append(position)
                extent.area += Int(mask.counts[index])
            }
            extent.intervals = first..<starts.count
            extents.append(extent)
        }
    }

    /// The number of pixels that a mask has in common with one of others.
    func commonArea(of extent: Extent, with other: Extent, in others: ForegroundIntervals) -> Int {
        starts.withUnsafeBufferPointer { starts in
            ends.withUnsafeBufferPointer { ends in
                others.starts.withUnsafeBufferPointer { otherStarts in
                    others.ends.withUnsafeBufferPointer { otherEnds in
                        // Intervals before the other mask's first one are stepped over.
                        var a = firstInterval(
                            in: extent.intervals, endingAfter: otherStarts[other.intervals.lowerBound], ends)
                        var b = firstInterval(
                            in: other.intervals, endingAfter: starts[extent.intervals.lowerBound], otherEnds)
                        var area = 0
                        while a < extent.intervals.upperBound, b < other.intervals.upperBound {
                            let (end, otherEnd) = (ends[a], otherEnds[b])
                            let common = Int(min(end, otherEnd)) - Int(max(starts[a], otherStarts[b]))
                            area &+= max(0, common)
                            // Without branches, which nobody could predict here.
                            a &+= end <= otherEnd ? 1 : 0
                            b &+= otherEnd <= end ? 1 : 0
                        }
                        return area
                    }
                }
            }
        }
    }
}

/// The first interval of a range that ends after a position; its end where there is none.
private func firstInterval(
    in intervals: Range<Int>, endingAfter position: UInt32, _ ends: UnsafeBufferPointer<UInt32>
) -> Int {
    var (low, high) = (intervals.lowerBound, intervals.upperBound)
    while low < high {
        let middle = (low + high) / 2
        if ends[middle] > position { high = middle } else { low = middle + 1 }
    }
    return low
}
