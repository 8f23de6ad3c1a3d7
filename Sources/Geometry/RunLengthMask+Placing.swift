extension RunLengthMask {
    /// The mask of the image at another size, by the nearest pixel.
    ///
    /// A pixel takes the value of the one that its centre falls into: column *x* of *W* that of column
    /// ⌊(*x* + ½) · *w* / *W*⌋ of *w*, and rows likewise.
    /// - Throws: `GeometryError.invalidSize` where the new size is negative or too large.
    /// Complexity: O(*n* + *m*) in the runs of each column, before and after.
    /// Source: PIL's `NEAREST` and PyTorch's `nearest-exact`.
    /// Differs: OpenCV's `INTER_NEAREST` and PyTorch's `nearest` take the pixel at the corner, ⌊*x* · *w* / *W*⌋.
    public func scaled(to size: ImageSize) throws(GeometryError) -> RunLengthMask {
        var builder = try Builder(size: size)
        let runs = ColumnRuns(self)
        for column in runs.columns.isEmpty || size.area == 0 ? 0..<0 : 0..<size.width {
            let source = scaledIndex(2 * column + 1, from: 2 * size.width, to: self.size.width)
            for rows in runs[column: source] {
                let first = scaledEdge(rows.lowerBound, from: self.size.height, to: size.height)
                let end = scaledEdge(rows.upperBound, from: self.size.height, to: size.height)
                try builder.append(column: column, rows: first..<end)
            }
        }
        return builder.finish()
    }

    /// The mask moved to a place in another image, the opposite of `cropped(columns:rows:)`; what falls outside is cut off.
    /// - Parameters:
    ///   - size: The size of the other image.
    ///   - x: The column of that image where the mask's first column comes to lie; it may be negative.
    ///   - y: The row where its first row comes to lie.
    /// - Throws: `GeometryError.invalidSize` where the size is negative or too large.
    /// Complexity: O(*n* + *w*) in the runs and the columns that they cover.
    public func placed(in size: ImageSize, x: Int, y: Int) throws(GeometryError) -> RunLengthMask {
        var builder = try Builder(size: size)
        // Farther away nothing is seen, and sums stay inside an Int.
        let farthest = 1 << 33
        let (x, y) = (min(max(x, -farthest), farthest), min(max(y, -farthest), farthest))
        try forEachRun { column, rows throws(GeometryError) in
            guard column + x >= 0, column + x < size.width else { return }
            let visible = (rows.lowerBound + y..<rows.upperBound + y).clamped(to: 0..<size.height)
            try builder.append(column: column + x, rows: visible)
        }
        return builder.finish()
    }

    /// The mask of the image mirrored left to right.
    ///
    /// Complexity: O(*n* + *w*) in the runs and the columns.
    public func flippedHorizontally() -> RunLengthMask {
        let runs = ColumnRuns(self)
        var accumulator = RunAccumulator()
        var position = 0
        for column in runs.columns.reversed() {
            for rows in runs[column: column] {
                let start = (size.width - 1 - column) * size.height + rows.lowerBound
                accumulator.append(start - position, isForeground: false)
                accumulator.append(rows.count, isForeground: true)
                position = start + rows.count
            }
        }
        accumulator.append(size.area - position, isForeground: false)
        return RunLengthMask(size: size, canonical: accumulator.finish())
    }

    /// The mask of the image mirrored top to bottom.
    ///
    /// Complexity: O(*n* + *w*) in the runs and the columns.
    public func flippedVertically() -> RunLengthMask {
        // Backwards, the pixels are those of the image turned by half a turn.
        let mirrored = flippedHorizontally()
        var runs = RunAccumulator()
        for index in mirrored.counts.indices.reversed() {
            runs.append(Int(mirrored.counts[index]), isForeground: index & 1 == 1)
        }
        return RunLengthMask(size: size, canonical: runs.finish())
    }
}

/// ⌊index · new / old⌋, whatever the product.
private func scaledIndex(_ index: Int, from old: Int, to new: Int) -> Int {
    old.dividingFullWidth(index.multipliedFullWidth(by: new)).quotient
}

/// The first of `new` rows whose centre lies at or below the top of row `edge` of `old`: ⌈edge · new / old − ½⌉.
private func scaledEdge(_ edge: Int, from old: Int, to new: Int) -> Int {
    let (quotient, remainder) = (2 * old).dividingFullWidth(edge.multipliedFullWidth(by: 2 * new))
    return quotient + (remainder > old ? 1 : 0)
}

/// The vertical runs of a mask, to be asked for by column.
private struct ColumnRuns {
    /// The columns that have runs, and those between.
    let columns: Range<Int>
    private var rows: [Range<Int>] = []
    /// For each of `columns`, and one more, where its runs begin.
    private var starts: [Int] = []

    init(_ mask: RunLengthMask) {
        columns = mask.extent?.columns ?? 0..<0
        starts.reserveCapacity(columns.count + 1)
        let first = columns.lowerBound
        var (rows, starts) = ([Range<Int>](), [Int]())
        mask.forEachRun { column, run in
            while starts.count <= column - first { starts.append(rows.count) }
            rows.append(run)
        }
        while starts.count <= columns.count { starts.append(rows.count) }
        (self.rows, self.starts) = (rows, starts)
    }

    subscript(column column: Int) -> ArraySlice<Range<Int>> {
        guard columns.contains(column) else { return [] }
        let index = column - columns.lowerBound
        return rows[starts[index]..<starts[index + 1]]
    }
}
