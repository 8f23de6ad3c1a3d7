extension RunLengthMask {
    /// The pixels in any of several masks of one size; a mask of no pixels, 0×0, where there are none.
    /// - Throws: `GeometryError.sizesDiffer` where the masks are not of one size.
    /// Complexity: O(*n* log *k*) in the runs of all *k* masks.
    /// Source: pycocotools' `merge`.
    public static func union(of masks: [RunLengthMask]) throws(GeometryError) -> RunLengthMask {
        try merged(masks) { first, second throws(GeometryError) in try first.union(second) }
    }

    /// The pixels in all of several masks of one size; a mask of no pixels, 0×0, where there are none.
    /// - Throws: `GeometryError.sizesDiffer` where the masks are not of one size.
    /// Complexity: O(*n* log *k*) in the runs of all *k* masks.
    /// Source: pycocotools' `merge` with `intersect`.
    public static func intersection(of masks: [RunLengthMask]) throws(GeometryError) -> RunLengthMask {
        try merged(masks) { first, second throws(GeometryError) in try first.intersection(second) }
    }

    /// Merges neighbours until one is left, so that no mask is walked once for every other.
    private static func merged(
        _ masks: [RunLengthMask], by merge: (RunLengthMask, RunLengthMask) throws(GeometryError) -> RunLengthMask
    ) throws(GeometryError) -> RunLengthMask {
        guard var result = masks.first else {
            return RunLengthMask(size: ImageSize(width: 0, height: 0), canonical: [0])
        }
        if masks.count == 2 { return try merge(masks[0], masks[1]) }
        var masks = masks
        while masks.count > 1 {
            var next: [RunLengthMask] = []
            next.reserveCapacity((masks.count + 1) / 2)
            for index in stride(from: 0, to: masks.count, by: 2) {
                next.append(index + 1 < masks.count ? try merge(masks[index], masks[index + 1]) : masks[index])
            }
            masks = next
            result = masks[0]
        }
        return result
    }
}
