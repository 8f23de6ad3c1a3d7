internal import Geometry

/// How much of each pixel in a part of a picture a shape covers, from 0 to 255.
///
/// Shapes that touch or overlap are first joined here, so that laying the whole over a picture shows no seams.
struct Coverage {
    let columns: Range<Int>
    let rows: Range<Int>
    private var values: [UInt8]
    /// Which blocks of a row hold anything: a long outline covers little of the part that it spans.
    private var isTouched: [Bool]
    private let blocksPerRow: Int

    private static let block = 64

    /// Nothing is covered yet in the part of a picture that a box touches.
    init(around box: Box, in size: ImageSize) {
        columns = clampedRange(box.x1, box.x2, size.width)
        rows = clampedRange(box.y1, box.y2, size.height)
        values = [UInt8](repeating: 0, count: columns.count * rows.count)
        blocksPerRow = (columns.count + Coverage.block - 1) / Coverage.block
        isTouched = [Bool](repeating: false, count: blocksPerRow * rows.count)
    }

    /// Covers a pixel by a share from 0 to 1, or leaves it where more of it is covered already.
    @inline(__always)
    mutating func cover(column: Int, row: Int, by share: Float) {
        guard share > 0 else { return }
        let (x, y) = (column - columns.lowerBound, row - rows.lowerBound)
        let value = UInt8(min(share, 1) * 255 + 0.5)
        if value > values[y * columns.count + x] {
            values[y * columns.count + x] = value
            isTouched[y * blocksPerRow + x / Coverage.block] = true
        }
    }

    /// Covers the inside of a shape, given the distance of a point from its border: negative inside.
    mutating func fill(_ distance: (_ x: Float, _ y: Float) -> Float) {
        for row in rows {
            for column in columns {
                cover(column: column, row: row, by: 0.5 - distance(Float(column) + 0.5, Float(row) + 0.5))
            }
        }
    }

    /// Covers what lies within a radius of a line between two points.
    mutating func stroke(from start: Point, to end: Point, radius: Float) {
        let (ax, ay) = (Float(start.x), Float(start.y))
        let (dx, dy) = (Float(end.x) - ax, Float(end.y) - ay)
        let squaredLength = dx * dx + dy * dy
        let reach = radius + 1
        let top = clampedRange(min(ay, ay + dy) - reach, max(ay, ay + dy) + reach, rows.upperBound).clamped(to: rows)
        for row in top {
            let y = Float(row) + 0.5
            // The part of the line that is near enough to this row to matter.
            var (first, last): (Float, Float) = (0, 1)
            if abs(dy) > 1e-6 {
                let (a, b) = ((y - reach - ay) / dy, (y + reach - ay) / dy)
                first = min(max(min(a, b), 0), 1)
                last = min(max(max(a, b), 0), 1)
            }
            let (xa, xb) = (ax + first * dx, ax + last * dx)
            let span = clampedRange(min(xa, xb) - reach, max(xa, xb) + reach, columns.upperBound)
            for column in span.clamped(to: columns) {
                let (px, py) = (Float(column) + 0.5 - ax, y - ay)
                let along = squaredLength > 0 ? min(max((px * dx + py * dy) / squaredLength, 0), 1) : 0
                let (ox, oy) = (px - along * dx, py - along * dy)
                cover(column: column, row: row, by: radius + 0.5 - (ox * ox + oy * oy).squareRoot())
            }
        }
    }

    /// Lays paint over a picture where it is covered.
    func blend(_ paint: Paint, opacity: Float = 1, into image: inout Image) {
        let width = image.size.width
        let weight = UInt32(min(max(opacity, 0), 1) * 256 + 0.5)
        image.withUnsafeMutablePixels { pixels in
            values.withUnsafeBufferPointer { values in
                for row in rows {
                    let y = row - rows.lowerBound
                    for block in 0..<blocksPerRow where isTouched[y * blocksPerRow + block] {
                        let first = block * Coverage.block
                        for x in first..<min(first + Coverage.block, columns.count) {
                            let share = (UInt32(values[y * columns.count + x]) * weight) >> 8
                            guard share > 0 else { continue }
                            let column = columns.lowerBound + x
                            let color = paint.color(x: column, y: row)
                            let index = 3 * (row * width + column)
                            pixels[index] = mixed(pixels[index], color.red, share)
                            pixels[index + 1] = mixed(pixels[index + 1], color.green, share)
                            pixels[index + 2] = mixed(pixels[index + 2], color.blue, share)
                        }
                    }
                }
            }
        }
    }
}

/// One byte on the way to another: at 0 of 255 the first, at 255 the second.
@inline(__always)
func mixed(_ a: UInt8, _ b: UInt8, _ share: UInt32) -> UInt8 {
    UInt8(truncatingIfNeeded: dividedBy255(Int(UInt32(a) * (255 - share) + UInt32(b) * share)))
}

/// The pixels from one edge to another, both clipped to 0 to `count`; none for edges that are no numbers.
func clampedRange(_ low: Float, _ high: Float, _ count: Int) -> Range<Int> {
    guard low < high else { return 0..<0 }
    let limit = Float(count)
    let first = Int(min(max(low, 0), limit).rounded(.down))
    let last = min(Int(min(max(high, 0), limit).rounded(.up)), count)
    return first < last ? first..<last : 0..<0
}
