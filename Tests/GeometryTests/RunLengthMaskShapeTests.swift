import Geometry
import TestSupport
import Testing

/// Erosion and dilation, scaling and placing, against what they do to pixels.
@Suite struct RunLengthMaskShapeTests {
    @Test func boundariesOfARectangle() throws {
        let shape = try mask("######", "######", "######", "######", "######")
        #expect(try shape.eroded(by: 1) == mask("......", ".####.", ".####.", ".####.", "......"))
        #expect(try shape.eroded(by: 2) == mask("......", "......", "..##..", "......", "......"))
        #expect(try shape.boundary(width: 1) == mask("######", "#....#", "#....#", "#....#", "######"))
        #expect(shape.boundary(width: 3) == shape)
        #expect(shape.boundary(width: 0).isEmpty)
        #expect(shape.dilated(by: 9) == shape)
        #expect(try mask("...", ".#.", "...").dilated(by: 1) == mask("###", "###", "###"))
    }

    @Test func widthsOfBoundaries() {
        // Diagonals 800, 125 and 5: 16, 2.5 (to the even number) and 0.1 pixels.
        #expect(RunLengthMask.boundaryWidth(of: ImageSize(width: 640, height: 480)) == 16)
        #expect(RunLengthMask.boundaryWidth(of: ImageSize(width: 100, height: 75)) == 2)
        #expect(RunLengthMask.boundaryWidth(of: ImageSize(width: 3, height: 4)) == 1)
        #expect(RunLengthMask.boundaryWidth(of: ImageSize(width: 640, height: 480), share: .nan) == 1)
    }

    @Test func erodingAndDilatingAreOfPixels() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let size = ImageSize(
                width: .random(in: 1...14, using: &generator), height: .random(in: 1...14, using: &generator))
            let distance = Int.random(in: 0...5, using: &generator)
            let bitmap = randomBitmap(size, using: &generator)
            let mask = try RunLengthMask(bitmap: bitmap, size: size)
            func neighbours(_ index: Int) -> [UInt8] {
                let (x, y) = (index % size.width, index / size.width)
                return (y - distance...y + distance).flatMap { row in
                    (x - distance...x + distance).map { column in
                        let isInside = (0..<size.width).contains(column) && (0..<size.height).contains(row)
                        return isInside ? bitmap[row * size.width + column] : 0
                    }
                }
            }
            let eroded = bitmap.indices.map { neighbours($0).min() ?? 0 }
            let dilated = bitmap.indices.map { neighbours($0).max() ?? 0 }
            #expect(mask.eroded(by: distance).bitmap() == eroded, "seed \(seed)")
            #expect(mask.dilated(by: distance).bitmap() == dilated, "seed \(seed)")
            let boundary = zip(bitmap, eroded).map { $0 - $1 }
            #expect(try mask.boundary(width: distance) == RunLengthMask(bitmap: boundary, size: size), "seed \(seed)")
        }
    }

    @Test func scalingTakesThePixelAtTheCentre() throws {
        #expect(try mask("#.", ".#").scaled(to: ImageSize(width: 4, height: 2)) == mask("##..", "..##"))
        // Of five columns three: centres at 0.83, 2.5 and 4.17.
        #expect(try mask("#...#").scaled(to: ImageSize(width: 3, height: 1)) == mask("#.#"))
        #expect(try mask("..#..").scaled(to: ImageSize(width: 1, height: 1)) == mask("#"))
        #expect(throws: GeometryError.self) { try mask("#").scaled(to: ImageSize(width: 65_536, height: 65_536)) }
    }

    @Test func scalingPlacingAndFlippingAreOfPixels() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let size = ImageSize(
                width: .random(in: 1...12, using: &generator), height: .random(in: 1...12, using: &generator))
            let other = ImageSize(
                width: .random(in: 0...20, using: &generator), height: .random(in: 0...20, using: &generator))
            let (x, y) = (Int.random(in: -12...20, using: &generator), Int.random(in: -12...20, using: &generator))
            let bitmap = randomBitmap(size, using: &generator)
            let mask = try RunLengthMask(bitmap: bitmap, size: size)
            func picture(_ size: ImageSize, _ pixel: (Int, Int) -> UInt8) throws -> RunLengthMask {
                let pixels = (0..<size.area).map { pixel($0 % size.width, $0 / size.width) }
                return try RunLengthMask(bitmap: pixels, size: size)
            }
            let scaled = try picture(other) { column, row in
                let column = (2 * column + 1) * size.width / (2 * other.width)
                return bitmap[(2 * row + 1) * size.height / (2 * other.height) * size.width + column]
            }
            let placed = try picture(other) { column, row in
                let isInside = (x..<x + size.width).contains(column) && (y..<y + size.height).contains(row)
                return isInside ? bitmap[(row - y) * size.width + column - x] : 0
            }
            #expect(try mask.scaled(to: other) == scaled, "seed \(seed)")
            #expect(try mask.placed(in: other, x: x, y: y) == placed, "seed \(seed)")
            let mirrored = try picture(size) { bitmap[$1 * size.width + size.width - 1 - $0] }
            #expect(mask.flippedHorizontally() == mirrored, "seed \(seed)")
            let upsideDown = try picture(size) { bitmap[(size.height - 1 - $1) * size.width + $0] }
            #expect(mask.flippedVertically() == upsideDown, "seed \(seed)")
        }
    }

    @Test func theTallestMasksAreScaled() throws {
        let tall = ImageSize(width: 1, height: 4_294_967_295)
        let mask = try RunLengthMask(size: tall, counts: [1, 4_294_967_293, 1])
        #expect(try mask.scaled(to: tall) == mask)
        #expect(try mask.scaled(to: ImageSize(width: 3, height: 2)).area == 6)
        #expect(mask.dilated(by: .max).area == tall.area)
        #expect(mask.eroded(by: .max).isEmpty)
    }

    @Test func placingUndoesCropping() throws {
        let shape = try mask("......", ".##...", ".#.#..", "......")
        let part = shape.cropped(columns: 1..<4, rows: 1..<3)
        #expect(try part.placed(in: shape.size, x: 1, y: 1) == shape)
        #expect(try part.placed(in: shape.size, x: .max, y: .min).isEmpty)
    }
}
