import Geometry
import TestSupport

/// A small picture of a mask: `#` is foreground.
func mask(_ rows: String...) throws -> RunLengthMask {
    try RunLengthMask(
        bitmap: rows.joined().utf8.map { $0 == UInt8(ascii: "#") ? 1 : 0 },
        size: ImageSize(width: rows.first?.utf8.count ?? 0, height: rows.count))
}

/// All masks of 3 rows and 4 columns.
func allSmallBitmaps() -> [[UInt8]] {
    (0..<(1 << 12)).map { bits in (0..<12).map { UInt8(bits >> $0 & 1) } }
}

let smallSize = ImageSize(width: 4, height: 3)

/// Blobs and specks: a bitmap whose pixels tend to equal their neighbours, with the density drawn too.
func randomBitmap(_ size: ImageSize, using generator: inout SeededGenerator) -> [UInt8] {
    let density = Double.random(in: 0...1, using: &generator)
    let cell = Int.random(in: 1...6, using: &generator)
    var cells: [Int: UInt8] = [:]
    return (0..<size.area).map { index in
        let key = index / size.width / cell * size.width + index % size.width / cell
        if let value = cells[key] { return value }
        let value: UInt8 = Double.random(in: 0...1, using: &generator) < density ? 1 : 0
        cells[key] = value
        return value
    }
}
