extension RunLengthMask {
    /// The number of pixels in both masks.
    /// - Throws: `GeometryError.sizesDiffer` where the masks are not of one size.
    /// Complexity: O(*n* + *m*) in the runs of both.
    public func intersectionArea(with other: RunLengthMask) throws(GeometryError) -> Int {
        guard size == other.size else { throw .sizesDiffer(size, other.size) }
        return counts.withUnsafeBufferPointer { first in
            other.counts.withUnsafeBufferPointer { second in commonForeground(first, second) }
        }
    }

    /// The pixels in both masks.
    /// - Throws: `GeometryError.sizesDiffer` where the masks are not of one size.
    /// Complexity: O(*n* + *m*) in the runs of both.
    public func intersection(_ other: RunLengthMask) throws(GeometryError) -> RunLengthMask {
        combined(with: try checked(other)) { $0 && $1 }
    }

    /// The pixels in either mask.
    /// - Throws: `GeometryError.sizesDiffer` where the masks are not of one size.
    /// Complexity: O(*n* + *m*) in the runs of both.
    public func union(_ other: RunLengthMask) throws(GeometryError) -> RunLengthMask {
        guard size == other.size else { throw .sizesDiffer(size, other.size) }
        let united = counts.withUnsafeBufferPointer { first in
            other.counts.withUnsafeBufferPointer { second in unitedRunLengths(first, second, area: UInt32(size.area)) }
        }
        return RunLengthMask(size: size, canonical: united)
    }

    /// The pixels in this mask that are not in the other.
    /// - Throws: `GeometryError.sizesDiffer` where the masks are not of one size.
    /// Complexity: O(*n* + *m*) in the runs of both.
    public func subtracting(_ other: RunLengthMask) throws(GeometryError) -> RunLengthMask {
        combined(with: try checked(other)) { $0 && !$1 }
    }

    /// Intersection over union; 0 where both masks are empty.
    /// - Parameters:
    ///   - other: The mask to compare with, usually the ground truth.
    ///   - crowd: Whether `other` is a crowd, of which a good match covers a part only: the intersection is then divided
    ///     by this mask's own area.
    /// - Throws: `GeometryError.sizesDiffer` where the masks are not of one size.
    /// Complexity: O(*n* + *m*) in the runs of both.
    /// Source: pycocotools' `iou` with `iscrowd`.
    public func iou(with other: RunLengthMask, crowd: Bool = false) throws(GeometryError) -> Double {
        let intersection = try intersectionArea(with: other)
        let whole = crowd ? area : area + other.area - intersection
        return whole > 0 ? Double(intersection) / Double(whole) : 0
    }

    private func checked(_ other: RunLengthMask) throws(GeometryError) -> RunLengthMask {
        guard size == other.size else { throw .sizesDiffer(size, other.size) }
        return other
    }

    /// `other` must be of the same size.
    @inline(__always)
    func combined(with other: RunLengthMask, by rule: (Bool, Bool) -> Bool) -> RunLengthMask {
        var runs = RunAccumulator()
        runs.reserveCapacity(counts.count + other.counts.count)
        forEachCommonRun(with: other) { runs.append($0, isForeground: rule($1, $2)) }
        return RunLengthMask(size: size, canonical: runs.finish())
    }

    /// Walks both masks at once, over stretches in which neither changes.
    @inline(__always)
    private func forEachCommonRun(
        with other: RunLengthMask, _ body: (_ count: Int, _ first: Bool, _ second: Bool) -> Void
    ) {
        counts.withUnsafeBufferPointer { first in
            other.counts.withUnsafeBufferPointer { second in
                var (a, b) = (0, 0)
                var (leftOfA, leftOfB) = (first[0], second[0])
                while true {
                    let count = min(leftOfA, leftOfB)
                    body(Int(count), a & 1 == 1, b & 1 == 1)
                    leftOfA -= count
                    leftOfB -= count
                    if leftOfA == 0 {
                        a += 1
                        // The lengths of both add up to the same area: where one ends, so does the other.
                        guard a < first.count else { return }
                        leftOfA = first[a]
                    }
                    if leftOfB == 0 {
                        b += 1
                        guard b < second.count else { return }
                        leftOfB = second[b]
                    }
                }
            }
        }
    }
}

/// The number of pixels in the foreground of two masks of one size.
private func commonForeground(_ first: UnsafeBufferPointer<UInt32>, _ second: UnsafeBufferPointer<UInt32>) -> Int {
    guard first.count > 1, second.count > 1 else { return 0 }
    var (a, b) = (1, 1)
    var (startOfA, startOfB) = (Int(first[0]), Int(second[0]))
    var (endOfA, endOfB) = (startOfA + Int(first[1]), startOfB + Int(second[1]))
    var area = 0
    while true {
        area += max(0, min(endOfA, endOfB) - max(startOfA, startOfB))
        if endOfA <= endOfB {
            a += 2
            guard a < first.count else { return area }
            startOfA = endOfA + Int(first[a - 1])
            endOfA = startOfA + Int(first[a])
        } else {
            b += 2
            guard b < second.count else { return area }
            startOfB = endOfB + Int(second[b - 1])
            endOfB = startOfB + Int(second[b])
        }
    }
}

/// The foreground runs of a mask, one after the other, by their positions.
private struct ForegroundCursor {
    private let counts: UnsafeBufferPointer<UInt32>
    private var index = 1
    /// Where the run begins and ends; beyond every position after the last run.
    private(set) var start = Int.max
    private(set) var end = 0

    init(_ counts: UnsafeBufferPointer<UInt32>) {
        self.counts = counts
        guard counts.count > 1 else { return }
        start = Int(counts[0])
        end = start + Int(counts[1])
    }

    mutating func advance() {
        index += 2
        guard index < counts.count else {
            start = .max
            return
        }
        start = end + Int(counts[index - 1])
        end = start + Int(counts[index])
    }
}

/// The run lengths of the foreground of two masks together: their runs in order, and joined where they meet.
private func unitedRunLengths(
    _ first: UnsafeBufferPointer<UInt32>, _ second: UnsafeBufferPointer<UInt32>, area: UInt32
) -> [UInt32] {
    [UInt32](unsafeUninitializedCapacity: first.count + second.count + 1) { counts, count in
        var (a, b) = (ForegroundCursor(first), ForegroundCursor(second))
        var position = 0
        while a.start < .max || b.start < .max {
            let start = min(a.start, b.start)
            var end = start
            while min(a.start, b.start) <= end {
                if a.start <= b.start {
                    end = max(end, a.end)
                    a.advance()
                } else {
                    end = max(end, b.end)
                    b.advance()
                }
            }
            counts.initializeElement(at: count, to: UInt32(start - position))
            counts.initializeElement(at: count + 1, to: UInt32(end - start))
            count += 2
            position = end
        }
        if position < Int(area) || count == 0 {
            counts.initializeElement(at: count, to: area - UInt32(position))
            count += 1
        }
    }
}
