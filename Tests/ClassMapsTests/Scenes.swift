import ClassMaps
import Geometry
import Imaging
import TestSupport

/// A map from its rows.
func map(_ rows: [[UInt8]]) throws -> ClassMap {
    try ClassMap(size: ImageSize(width: rows.first?.count ?? 0, height: rows.count), labels: Array(rows.joined()))
}

extension ClassPalette {
    /// The background, and so many classes after it.
    static func numbered(_ count: Int) throws -> ClassPalette {
        try ClassPalette(names: ["background"] + (1..<max(count, 1)).map { "class \($0)" })
    }
}

/// The bytes of a row of values of so many bits, the first in the highest bits.
func packed(_ values: [UInt8], bits: Int) -> [UInt8] {
    let perByte = 8 / bits
    var row = [UInt8](repeating: 0, count: (values.count + perByte - 1) / perByte)
    for (index, value) in values.enumerated() { row[index / perByte] |= value << (8 - bits * (index % perByte + 1)) }
    return row
}

/// A PNG file with a palette, interlaced or not.
func paletteFile(_ rows: [[UInt8]], bits: Int, colors: Int, isInterlaced: Bool = false) -> [UInt8] {
    let (width, height) = (rows[0].count, rows.count)
    // Adam7: where each pass begins, and its steps.
    let passes =
        isInterlaced
        ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
        : [(0, 0, 1, 1)]
    var lines: [[UInt8]] = []
    for (left, top, stepX, stepY) in passes where left < width {
        for y in stride(from: top, to: height, by: stepY) {
            lines.append(packed(stride(from: left, to: width, by: stepX).map { rows[y][$0] }, bits: bits))
        }
    }
    let palette = (0..<colors).flatMap { [UInt8(truncatingIfNeeded: 37 * $0), 5, 5] as [UInt8] }
    return PNGFile(
        width: width, height: height, depth: UInt8(bits), type: .palette, rows: lines, chunks: [("PLTE", palette)],
        isInterlaced: isInterlaced
    ).bytes
}
