#if canImport(Glibc)
    // Links the library that has the square root.
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension RunLengthMask {
    /// Hausdorff's distance to another mask, in pixels: how far the pixel of either mask that is farthest from the other
    /// mask lies from it, measured between the pixels' centres; nil where either mask is empty.
    /// - Throws: `GeometryError.sizesDiffer` where the masks are not of one size, `GeometryError.invalidSize` where the image
    ///   has more than 2²⁴ columns.
    /// Complexity: O(*h* × *w*) in the sides of the box around both masks, less where they agree; the space is O(*n* + *w*),
    /// *n* being the number of runs.
    /// Source: where a short search does not do, the lower envelope of parabolas of Felzenszwalb and Huttenlocher, "Distance
    /// transforms of sampled functions" (2012), for one row at a time.
    public func hausdorffDistance(to other: RunLengthMask) throws(GeometryError) -> Double? {
        try hausdorffDistance(to: other, below: .infinity)
    }

    /// Hausdorff's distance to another mask where it is less than a limit; else nil, which is mostly found out sooner.
    package func hausdorffDistance(to other: RunLengthMask, below limit: Double) throws(GeometryError) -> Double? {
        guard size == other.size else { throw .sizesDiffer(size, other.size) }
        guard size.width <= 1 << 24 else { throw .invalidSize(size) }
        guard !isEmpty, !other.isEmpty else { return nil }
        var farthest = 0.0
        for (mask, target) in [(self, other), (other, self)] {
            let outside = try mask.subtracting(target)
            guard !outside.isEmpty else { continue }
            let (pixels, columns) = (MaskColumns(outside), MaskColumns(target))
            var search = OutwardSearch(from: pixels, to: columns, above: farthest)
            if let found = search.farthest(below: limit * limit) {
                farthest = found
            } else {
                var walk = DistanceWalk(from: pixels, to: columns, above: search.greatest)
                farthest = walk.farthest(below: limit * limit)
            }
            guard farthest < limit * limit else { return nil }
        }
        return farthest.squareRoot()
    }
}

/// The columns of a mask that have foreground, with their runs.
struct MaskColumns {
    /// The columns, rising.
    private(set) var columns: [Int] = []
    /// Where each column's runs begin in `lower` and `upper`; one more than there are columns.
    private(set) var starts: [Int] = []
    /// The first row of each run.
    private(set) var lower: [Int] = []
    /// The row after the last of each run.
    private(set) var upper: [Int] = []

    init(_ mask: RunLengthMask) {
        mask.forEachRun { column, rows in
            if columns.last != column {
                columns.append(column)
                starts.append(lower.count)
            }
            lower.append(rows.lowerBound)
            upper.append(rows.upperBound)
        }
        starts.append(lower.count)
    }
}

/// A walk down the rows of one mask, that measures how far its pixels lie from another.
///
/// In a row, the squared distance of a column's nearest foreground above or below is the height of a parabola over that
/// column; the squared distance of a pixel is the lowest parabola there.
private struct DistanceWalk {
    private let pixels: MaskColumns
    private let target: MaskColumns
    /// The greatest squared distance so far.
    private var greatest: Double
    /// For each column, the first run that ends below the row.
    private var pixelRuns: [Int]
    private var targetRuns: [Int]
    /// The columns of the row's pixels that may lie farther than `greatest`.
    private var asked: [Int] = []
    private var envelope: LowerEnvelope

    /// - Parameters:
    ///   - pixels: The pixels to measure, none of which belongs to the target.
    ///   - target: What is measured to; not empty.
    ///   - squaredDistance: A distance that is known, squared; pixels that are nearer are passed over.
    init(from pixels: MaskColumns, to target: MaskColumns, above squaredDistance: Double) {
        self.pixels = pixels
        self.target = target
        self.greatest = squaredDistance
        self.pixelRuns = Array(pixels.starts.dropLast())
        self.targetRuns = Array(target.starts.dropLast())
        self.envelope = LowerEnvelope(capacity: target.columns.count)
    }

    /// The greatest squared distance of a pixel, or the one that was known where that is greater.
    ///
    /// The walk ends at the first row that reaches the limit.
    mutating func farthest(below limit: Double) -> Double {
        guard let top = pixels.lower.min(), let bottom = pixels.upper.max() else { return greatest }
        for row in top..<bottom {
            findAsked(in: row)
            guard !asked.isEmpty else { continue }
            envelope.removeAll()
            for index in target.columns.indices {
                let height = verticalDistance(ofTargetColumn: index, in: row)
                envelope.append(at: Double(target.columns[index]), height: height * height)
            }
            greatest = max(greatest, envelope.greatest(at: asked))
            if greatest >= limit { return greatest }
        }
        return greatest
    }

    private mutating func findAsked(in row: Int) {
        asked.removeAll(keepingCapacity: true)
        // Both lists of columns rise, so the target's column of a pixel is found on the way.
        var index = 0
        for column in pixels.columns.indices {
            let end = pixels.starts[column + 1]
            var run = pixelRuns[column]
            while run < end, pixels.upper[run] <= row { run += 1 }
            pixelRuns[column] = run
            guard run < end, pixels.lower[run] <= row else { continue }
            let x = pixels.columns[column]
            while index < target.columns.count, target.columns[index] < x { index += 1 }
            if index < target.columns.count, target.columns[index] == x {
                let bound = verticalDistance(ofTargetColumn: index, in: row)
                if bound * bound <= greatest { continue }
            }
            asked.append(x)
        }
    }

    /// How far the nearest foreground of a column of the target lies above or below the row; rows must not be asked for
    /// upwards.
    private mutating func verticalDistance(ofTargetColumn index: Int, in row: Int) -> Double {
        let start = target.starts[index]
        let end = target.starts[index + 1]
        var run = targetRuns[index]
        while run < end, target.upper[run] <= row { run += 1 }
        targetRuns[index] = run
        var distance = Int.max
        if run < end { distance = max(0, target.lower[run] - row) }
        if run > start { distance = min(distance, row - target.upper[run - 1] + 1) }
        return Double(distance)
    }
}

/// The lowest of parabolas (x − *c*)² + *h* over all x.
private struct LowerEnvelope {
    /// The parabolas that are lowest somewhere, from left to right.
    private var centers: [Double] = []
    private var heights: [Double] = []
    /// From where on each of them is lowest.
    private var starts: [Double] = []

    init(capacity: Int) {
        centers.reserveCapacity(capacity)
        heights.reserveCapacity(capacity)
        starts.reserveCapacity(capacity)
    }

    mutating func removeAll() {
        centers.removeAll(keepingCapacity: true)
        heights.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
    }

    /// Adds a parabola to the right of all others.
    mutating func append(at center: Double, height: Double) {
        var start = -Double.infinity
        while let last = centers.last, let lastHeight = heights.last, let lastStart = starts.last {
            // (x − a)² + g = (x − b)² + h, for x
            start = ((height - lastHeight) / (center - last) + center + last) / 2
            guard start <= lastStart else { break }
            centers.removeLast()
            heights.removeLast()
            starts.removeLast()
            start = -Double.infinity
        }
        centers.append(center)
        heights.append(height)
        starts.append(start)
    }

    /// The greatest height of the envelope at rising places.
    func greatest(at places: [Int]) -> Double {
        var greatest = 0.0
        var index = 0
        for place in places {
            let x = Double(place)
            while index + 1 < starts.count, starts[index + 1] < x { index += 1 }
            let offset = x - centers[index]
            greatest = max(greatest, offset * offset + heights[index])
        }
        return greatest
    }
}
