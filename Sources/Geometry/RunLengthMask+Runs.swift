extension RunLengthMask {
    /// Calls a closure with each vertical run of foreground, from the left column to the right and down each column.
    ///
    /// A run that goes on in the next column is given in parts, one for each column.
    /// - Parameter body: Takes the column and its range of rows, in pixels of the image.
    /// Complexity: O(*n* + *w*) in the runs and the columns they cover.
    public func forEachRun<Failure: Error>(
        _ body: (_ column: Int, _ rows: Range<Int>) throws(Failure) -> Void
    ) throws(Failure) {
        let height = size.height
        guard height > 0 else { return }
        var start = 0
        for (index, count) in counts.enumerated() {
            let end = start + Int(count)
            if index & 1 == 1 {
                var column = start / height
                var row = start - column * height
                var left = end - start
                while left > 0 {
                    let length = min(left, height - row)
                    try body(column, row..<(row + length))
                    left -= length
                    column += 1
                    row = 0
                }
            }
            start = end
        }
    }

    /// The smallest box around the foreground, its edges on pixel borders; nil where the mask is empty.
    ///
    /// Differs: pycocotools' `toBbox` gives 0, 0, 0, 0 for an empty mask.
    /// Complexity: O(*n*) in the runs.
    public var boundingBox: Box? {
        guard let (columns, rows) = extent else { return nil }
        return Box(
            x1: Float(columns.lowerBound), y1: Float(rows.lowerBound),
            x2: Float(columns.upperBound), y2: Float(rows.upperBound))
    }

    /// The columns and rows of the smallest box around the foreground; nil where the mask is empty.
    ///
    /// Complexity: O(*n*) in the runs.
    public var extent: (columns: Range<Int>, rows: Range<Int>)? {
        guard !isEmpty, size.height > 0 else { return nil }
        return counts.withUnsafeBufferPointer { counts in
            let height = size.height
            let firstColumn = Int(counts[0]) / height
            var (top, bottom) = (height, 0)
            // The column and row at `position` go along with it: most runs stay in a column or end in the next one.
            var (column, row) = (firstColumn, Int(counts[0]) - firstColumn * height)
            var end = column
            for index in stride(from: 1, to: counts.count, by: 2) {
                let last = row + Int(counts[index])
                if last > height {
                    (top, bottom) = (0, height)
                } else {
                    (top, bottom) = (min(top, row), max(bottom, last))
                }
                end = last > height ? column + (last - 1) / height + 1 : column + 1
                guard index + 1 < counts.count else { break }
                row = last + Int(counts[index + 1])
                if row >= 2 * height {
                    column += row / height
                    row %= height
                } else if row >= height {
                    column += 1
                    row -= height
                }
            }
            return (firstColumn..<end, top..<bottom)
        }
    }

    /// The part of the mask inside a window, as a mask of the window's size.
    ///
    /// A window that reaches outside the image is clipped to it first.
    /// - Parameters:
    ///   - columns: The window's columns, in pixels of the image.
    ///   - rows: The window's rows, in pixels of the image.
    public func cropped(columns: Range<Int>, rows: Range<Int>) -> RunLengthMask {
        let columns = columns.clamped(to: 0..<size.width)
        let rows = rows.clamped(to: 0..<size.height)
        let window = ImageSize(width: columns.count, height: rows.count)
        var runs = RunAccumulator()
        var position = 0
        forEachRun { column, run in
            let visible = run.clamped(to: rows)
            guard columns.contains(column), !visible.isEmpty else { return }
            let start = (column - columns.lowerBound) * window.height + visible.lowerBound - rows.lowerBound
            runs.append(start - position, isForeground: false)
            runs.append(visible.count, isForeground: true)
            position = start + visible.count
        }
        runs.append(window.area - position, isForeground: false)
        return RunLengthMask(size: window, canonical: runs.finish())
    }

    /// Builds a mask from vertical runs of foreground that come from the left column to the right and down each column.
    public struct Builder {
        private let size: ImageSize
        private let area: Int
        private var runs = RunAccumulator()
        private var position = 0

        /// Starts a mask without foreground.
        /// - Throws: `GeometryError` where the size is negative or too large.
        public init(size: ImageSize) throws(GeometryError) {
            self.size = size
            self.area = try RunLengthMask.checkedArea(of: size)
        }

        /// Adds the pixels of some rows of one column, which must lie after all that were added before.
        /// - Throws: `GeometryError.misplacedRun` where they do not, or lie outside the image.
        public mutating func append(column: Int, rows: Range<Int>) throws(GeometryError) {
            guard !rows.isEmpty else { return }
            guard column >= 0, column < size.width, rows.lowerBound >= 0, rows.upperBound <= size.height,
                column * size.height + rows.lowerBound >= position
            else { throw .misplacedRun(column: column, rows: rows, size: size) }
            let start = column * size.height + rows.lowerBound
            runs.append(start - position, isForeground: false)
            runs.append(rows.count, isForeground: true)
            position = start + rows.count
        }

        /// The mask of all pixels that were added.
        public consuming func finish() -> RunLengthMask {
            runs.append(area - position, isForeground: false)
            return RunLengthMask(size: size, canonical: runs.finish())
        }
    }
}
