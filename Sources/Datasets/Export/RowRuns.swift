internal import Geometry

/// The runs of a mask's pixels row by row, as annotation programs store them; COCO's go column by column.
struct RowRuns {
    /// The smallest box around the pixels: left, top, width, height; nil where there are none.
    let window: (x: Int, y: Int, size: ImageSize)?
    /// The lengths of the runs within the window, background first.
    let lengths: [Int]

    init(_ mask: RunLengthMask) {
        let rows = mask.transposed()
        guard let extent = rows.extent else {
            window = nil
            lengths = []
            return
        }
        // What is a column there is a row of the mask.
        let inside = rows.cropped(columns: extent.columns, rows: extent.rows)
        window = (
            x: extent.rows.lowerBound, y: extent.columns.lowerBound,
            size: ImageSize(width: extent.rows.count, height: extent.columns.count)
        )
        lengths = inside.counts.map(Int.init)
    }

    /// The runs of a whole image's pixels, background first.
    static func ofImage(_ mask: RunLengthMask) -> [Int] { mask.transposed().counts.map(Int.init) }
}
