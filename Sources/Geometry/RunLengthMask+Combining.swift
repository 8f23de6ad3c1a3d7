extension RunLengthMask {
    /// The number of pixels in both masks.
    /// - Throws: `GeometryError.sizesDiffer` where the masks are not of one size.
    /// Complexity: O(*n* + *m*) in the runs of both.
    public func intersectionArea(with other: RunLengthMask) throws(GeometryError) -> Int {
        var area = 0
        try forEachCommonRun(with: other) { count, first, second in
            if first && second { area += count }
        }
        return area
    }

    /// The pixels in both masks.
    /// - Throws: `GeometryError.sizesDiffer` where the masks are not of one size.
    /// Complexity: O(*n* + *m*) in the runs of both.
    public func intersection(_ other: RunLengthMask) throws(GeometryError) -> RunLengthMask {
        try combined(with: other) { $0 && $1 }
    }

    /// The pixels in either mask.
    /// - Throws: `GeometryError.sizesDiffer` where the masks are not of one size.
    /// Complexity: O(*n* + *m*) in the runs of both.
    public func union(_ other: RunLengthMask) throws(GeometryError) -> RunLengthMask {
        try combined(with: other) { $0 || $1 }
    }

    /// The pixels in this mask that are not in the other.
    /// - Throws: `GeometryError.sizesDiffer` where the masks are not of one size.
    /// Complexity: O(*n* + *m*) in the runs of both.
    public func subtracting(_ other: RunLengthMask) throws(GeometryError) -> RunLengthMask {
        try combined(with: other) { $0 && !$1 }
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

    private func combined(
        with other: RunLengthMask, by rule: (Bool, Bool) -> Bool
    ) throws(GeometryError) -> RunLengthMask {
        var runs = RunAccumulator()
        try forEachCommonRun(with: other) { runs.append($0, isForeground: rule($1, $2)) }
        return RunLengthMask(size: size, canonical: runs.finish())
    }

    /// Walks both masks at once, over stretches in which neither changes.
    private func forEachCommonRun(
        with other: RunLengthMask, _ body: (_ count: Int, _ first: Bool, _ second: Bool) -> Void
    ) throws(GeometryError) {
        guard size == other.size else { throw .sizesDiffer(size, other.size) }
        var indices = (0, 0)
        var left = (counts[0], other.counts[0])
        while true {
            let count = min(left.0, left.1)
            body(Int(count), indices.0 & 1 == 1, indices.1 & 1 == 1)
            left = (left.0 - count, left.1 - count)
            if left.0 == 0 {
                indices.0 += 1
                // The lengths of both add up to the same area: where one ends, so does the other.
                guard indices.0 < counts.count else { return }
                left.0 = counts[indices.0]
            }
            if left.1 == 0 {
                indices.1 += 1
                guard indices.1 < other.counts.count else { return }
                left.1 = other.counts[indices.1]
            }
        }
    }
}
