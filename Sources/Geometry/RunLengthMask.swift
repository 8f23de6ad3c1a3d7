/// The set of pixels that belong to one object, as the lengths of its runs.
///
/// Runs go down the columns, from the left column to the right, and alternate between background and foreground,
/// beginning with background (whose first run may be 0 long). They are kept in one canonical form, so that equal sets of
/// pixels are equal values: only the first run may have length 0, and there is always at least one run.
///
/// Source: COCO's run-length encoding (pycocotools' `mask`).
public struct RunLengthMask: Sendable, Hashable {
    /// The size of the image that the mask belongs to.
    public let size: ImageSize

    /// The lengths of the runs: background first, then alternating; their sum is the area of the image.
    public let counts: [UInt32]

    /// Creates a mask from run lengths that alternate between background and foreground, beginning with background.
    ///
    /// Runs of length 0 are accepted anywhere, and their neighbours joined.
    /// - Throws: `GeometryError` where the size is not one, or the lengths do not add up to its area.
    public init(size: ImageSize, counts: some Sequence<UInt32>) throws(GeometryError) {
        let area = try RunLengthMask.checkedArea(of: size)
        var runs = RunAccumulator()
        var total = 0
        var isForeground = false
        for count in counts {
            total += Int(count)
            guard total <= area else { throw .wrongTotal(expected: area, found: total) }
            runs.append(Int(count), isForeground: isForeground)
            isForeground.toggle()
        }
        guard total == area else { throw .wrongTotal(expected: area, found: total) }
        let canonical = runs.finish()
        try RunLengthMask.checkWidth(of: canonical, size: size)
        self.init(size: size, canonical: canonical)
    }

    /// Creates a mask of no pixels.
    /// - Throws: `GeometryError` where the size is negative or too large.
    public init(emptyOfSize size: ImageSize) throws(GeometryError) {
        let area = try RunLengthMask.checkedArea(of: size)
        self.init(size: size, canonical: [UInt32(area)])
    }

    /// `counts` must be canonical and add up to the area of `size`.
    init(size: ImageSize, canonical counts: [UInt32]) {
        self.size = size
        self.counts = counts
    }

    /// The number of foreground pixels.
    ///
    /// Complexity: O(*n*) in the number of runs.
    public var area: Int {
        var area = 0
        for index in stride(from: 1, to: counts.count, by: 2) { area += Int(counts[index]) }
        return area
    }

    /// Whether no pixel is foreground.
    public var isEmpty: Bool { counts.count < 2 }

    /// Throws where few runs reach across so many columns that walking them would take long.
    static func checkWidth(of counts: [UInt32], size: ImageSize) throws(GeometryError) {
        guard size.width > mostColumnsOfNumber * counts.count, counts.count > 1 else { return }
        var (position, columns) = (0, 0)
        for (index, count) in counts.enumerated() {
            let end = position + Int(count)
            if index & 1 == 1 { columns += (end - 1) / size.height - position / size.height + 1 }
            position = end
        }
        guard columns <= mostColumnsOfNumber * counts.count else {
            throw .tooWide(columns: columns, numbers: counts.count)
        }
    }

    static func checkedArea(of size: ImageSize) throws(GeometryError) -> Int {
        let (area, overflow) = size.width.multipliedReportingOverflow(by: size.height)
        guard size.width >= 0, size.height >= 0, !overflow, area <= Int(UInt32.max) else { throw .invalidSize(size) }
        return area
    }
}

/// Joins runs as they come into the canonical form.
struct RunAccumulator {
    private var counts: [UInt32] = []
    private var pending = 0
    private var pendingIsForeground = false

    mutating func reserveCapacity(_ count: Int) { counts.reserveCapacity(count) }

    mutating func append(_ count: Int, isForeground: Bool) {
        guard count > 0 else { return }
        if isForeground != pendingIsForeground {
            counts.append(UInt32(pending))
            pending = 0
            pendingIsForeground = isForeground
        }
        pending += count
    }

    consuming func finish() -> [UInt32] {
        counts.append(UInt32(pending))
        return counts
    }
}
