import Foundation
import Geometry

/// What the benchmark works on: little-endian integers of 32 bits, each list after its length.
struct Inputs {
    let size: ImageSize
    let bitmaps: [[UInt8]]
    /// The bitmaps' compressed counts.
    let masks: [[UInt8]]
    /// The coordinates of polygons.
    let rings: [[Double]]

    init?(file: String) {
        guard let data = FileManager.default.contents(atPath: file) else { return nil }
        let bytes = [UInt8](data)
        var offset = 0
        func integer() -> Int {
            defer { offset += 4 }
            return (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
        }
        func list() -> [UInt8] {
            let count = integer()
            defer { offset += count }
            return Array(bytes[offset..<(offset + count)])
        }
        let height = integer()
        size = ImageSize(width: integer(), height: height)
        bitmaps = (0..<integer()).map { _ in list() }
        masks = (0..<bitmaps.count).map { _ in list() }
        rings = (0..<integer()).map { _ in
            list().withUnsafeBytes { raw in
                (0..<(raw.count / 8)).map { raw.loadUnaligned(fromByteOffset: 8 * $0, as: Double.self) }
            }
        }
    }
}
