internal import Geometry
internal import Imaging

extension LabelImage {
    /// The numbers of those pixels alone that lie along the outside of their object: a neighbour above, below or beside is outside of all of
    /// the object's parts and holes.
    ///
    /// Source: cellpose's `masks_to_outlines`, which follows outer contours alone.
    var outlines: [UInt32] {
        var result = [UInt32](repeating: 0, count: values.count)
        var boxes: [UInt32: (columns: Range<Int>, rows: Range<Int>)] = [:]
        for row in 0..<size.height {
            for column in 0..<size.width {
                let value = values[row * size.width + column]
                guard value > 0 else { continue }
                guard let box = boxes[value] else {
                    boxes[value] = (column..<column + 1, row..<row + 1)
                    continue
                }
                if box.columns.contains(column), box.rows.upperBound > row { continue }
                boxes[value] = (
                    min(box.columns.lowerBound, column)..<max(box.columns.upperBound, column + 1),
                    box.rows.lowerBound..<row + 1
                )
            }
        }
        for (value, box) in boxes { addOutline(of: value, columns: box.columns, rows: box.rows, to: &result) }
        return result
    }

    private func addOutline(of value: UInt32, columns: Range<Int>, rows: Range<Int>, to result: inout [UInt32]) {
        // With a pixel of background around: from its corner all that is outside is reached.
        let (width, height) = (columns.count + 2, rows.count + 2)
        var isObject = [Bool](repeating: false, count: width * height)
        for row in rows {
            for column in columns where values[row * size.width + column] == value {
                isObject[(row - rows.lowerBound + 1) * width + column - columns.lowerBound + 1] = true
            }
        }
        var isOutside = [Bool](repeating: false, count: width * height)
        isOutside[0] = true
        var open = [0]
        while let place = open.popLast() {
            let (row, column) = (place / width, place % width)
            let neighbours = [
                row > 0 ? place - width : nil, row + 1 < height ? place + width : nil, column > 0 ? place - 1 : nil,
                column + 1 < width ? place + 1 : nil,
            ]
            for case let next? in neighbours where !isOutside[next] {
                if isObject[next] {
                    let (x, y) = (next % width - 1 + columns.lowerBound, next / width - 1 + rows.lowerBound)
                    result[y * size.width + x] = value
                } else {
                    isOutside[next] = true
                    open.append(next)
                }
            }
        }
    }
}
