import Geometry
import TestSupport
import Testing

@Suite struct RunLengthMaskTurningTests {
    /// The mask of a bitmap whose pixels come from another's.
    private func mask(
        _ size: ImageSize, from bitmap: [UInt8], width: Int, _ source: (_ x: Int, _ y: Int) -> (x: Int, y: Int)
    ) throws -> RunLengthMask {
        var pixels = [UInt8](repeating: 0, count: size.area)
        for y in 0..<size.height {
            for x in 0..<size.width {
                let from = source(x, y)
                pixels[y * size.width + x] = bitmap[from.y * width + from.x]
            }
        }
        return try RunLengthMask(bitmap: pixels, size: size)
    }

    @Test func everySmallMaskTurnsAsItsPixelsDo() throws {
        for (width, height) in [(1, 1), (1, 4), (3, 2), (2, 4), (3, 3)] {
            let size = ImageSize(width: width, height: height)
            let turned = ImageSize(width: height, height: width)
            for bits in 0..<(1 << size.area) {
                let bitmap = (0..<size.area).map { UInt8(bits >> $0 & 1) }
                let whole = try RunLengthMask(bitmap: bitmap, size: size)
                #expect(try whole.transposed() == mask(turned, from: bitmap, width: width) { (x: $1, y: $0) })
                // Clockwise, the new top row is the old left column from below.
                #expect(
                    try whole.turned(quarterTurns: 1)
                        == mask(turned, from: bitmap, width: width) { (x: $1, y: height - 1 - $0) })
                #expect(
                    try whole.turned(quarterTurns: 2)
                        == mask(size, from: bitmap, width: width) { (x: width - 1 - $0, y: height - 1 - $1) })
                #expect(
                    try whole.turned(quarterTurns: 3)
                        == mask(turned, from: bitmap, width: width) { (x: width - 1 - $1, y: $0) })
            }
        }
    }

    @Test func turnsAddUp() throws {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<20 {
            let size = ImageSize(
                width: Int.random(in: 1...50, using: &generator), height: Int.random(in: 1...50, using: &generator))
            let bitmap = (0..<size.area).map { _ in UInt8.random(in: 0...1, using: &generator) }
            let mask = try RunLengthMask(bitmap: bitmap, size: size)
            #expect(mask.transposed().transposed() == mask)
            #expect(mask.turned(quarterTurns: 1).turned(quarterTurns: -1) == mask)
            #expect(mask.turned(quarterTurns: 3).turned(quarterTurns: 6).turned(quarterTurns: -5) == mask)
        }
        let empty = try RunLengthMask(emptyOfSize: ImageSize(width: 0, height: 3))
        #expect(empty.transposed().size == ImageSize(width: 3, height: 0))
    }
}
