/// A mask's vertical runs by column, in coordinates of the box around them.
struct RegionRuns {
    /// Where the box lies in the image.
    let origin: (column: Int, row: Int)
    /// The size of the box.
    let width: Int
    let height: Int
    private var rows: [Range<Int>] = []
    /// For each column of the box, and one more, where its runs begin.
    private var starts: [Int] = []

    /// `columns` and `rows` must be the extent of the mask.
    init(_ mask: RunLengthMask, columns: Range<Int>, rows: Range<Int>) {
        origin = (columns.lowerBound, rows.lowerBound)
        width = columns.count
        height = rows.count
        var (found, starts) = ([Range<Int>](), [Int]())
        starts.reserveCapacity(columns.count + 1)
        mask.forEachRun { column, run in
            while starts.count <= column - columns.lowerBound { starts.append(found.count) }
            found.append(run.lowerBound - rows.lowerBound..<run.upperBound - rows.lowerBound)
        }
        while starts.count <= columns.count { starts.append(found.count) }
        (self.rows, self.starts) = (found, starts)
    }

    /// The runs of a column from the top; none outside of the box.
    subscript(column column: Int) -> ArraySlice<Range<Int>> {
        column >= 0 && column < width ? rows[starts[column]..<starts[column + 1]] : []
    }

    /// The number of parts less that of holes, where corners of pixels connect.
    ///
    /// A column of closed runs has as many parts as runs; joined to the column before it loses one for each pair of runs that touch,
    /// whose common edge or corner is one part.
    var eulerNumber: Int {
        var number = rows.count
        for column in 1..<max(width, 1) {
            let (left, right) = (self[column: column - 1], self[column: column])
            var (a, b) = (left.startIndex, right.startIndex)
            while a < left.endIndex, b < right.endIndex {
                let (first, second) = (left[a], right[b])
                if first.lowerBound <= second.upperBound, second.lowerBound <= first.upperBound { number -= 1 }
                if first.upperBound <= second.upperBound { a += 1 } else { b += 1 }
            }
        }
        return number
    }
}
