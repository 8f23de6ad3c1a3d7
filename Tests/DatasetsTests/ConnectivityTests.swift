import Datasets
import Geometry
import TestSupport
import Testing

@Suite struct ConnectivityTests {
    @Test func cornersConnectOnlyAmongEight() throws {
        let diagonal = try mask("#..", ".#.", "..#")
        #expect(try diagonal.connectedRegions(.eight) == [diagonal])
        #expect(
            try diagonal.connectedRegions(.four) == [
                mask("#..", "...", "..."), mask("...", ".#.", "..."), mask("...", "...", "..#"),
            ])
    }

    @Test func aLongRunJoinsSeveral() throws {
        // The left column's two runs meet only by way of the middle one.
        let joined = try mask("###", ".#.", "##.")
        #expect(try joined.connectedRegions(.four) == [joined])
        let ring = try mask("####", "#..#", "####")
        #expect(try ring.connectedRegions(.four) == [ring])
        #expect(try RunLengthMask(emptyOfSize: ImageSize(width: 3, height: 2)).connectedRegions().isEmpty)
    }

    /// Regions by flooding the bitmap, in the order of their first pixels down the columns.
    private func flooded(_ mask: RunLengthMask, _ connectivity: Connectivity) throws -> [RunLengthMask] {
        let (width, height) = (mask.size.width, mask.size.height)
        var left = mask.bitmap()
        var regions: [RunLengthMask] = []
        for column in 0..<width {
            for row in 0..<height where left[row * width + column] != 0 {
                var bitmap = [UInt8](repeating: 0, count: width * height)
                var open = [(column, row)]
                left[row * width + column] = 0
                while let (x, y) = open.popLast() {
                    bitmap[y * width + x] = 1
                    for dx in -1...1 {
                        for dy in -1...1 where connectivity == .eight || dx == 0 || dy == 0 {
                            let (i, j) = (x + dx, y + dy)
                            guard (0..<width).contains(i), (0..<height).contains(j), left[j * width + i] != 0 else {
                                continue
                            }
                            left[j * width + i] = 0
                            open.append((i, j))
                        }
                    }
                }
                regions.append(try RunLengthMask(bitmap: bitmap, size: mask.size))
            }
        }
        return regions
    }

    @Test(arguments: Connectivity.allCases)
    func regionsAreThoseOfFlooding(connectivity: Connectivity) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let size = ImageSize(
                width: .random(in: 1...12, using: &generator), height: .random(in: 1...12, using: &generator))
            let share = Double.random(in: 0.2...0.8, using: &generator)
            let bitmap = (0..<size.area).map { _ in Double.random(in: 0..<1, using: &generator) < share ? 1 as UInt8 : 0 }
            let mask = try RunLengthMask(bitmap: bitmap, size: size)
            #expect(try mask.connectedRegions(connectivity) == flooded(mask, connectivity), "seed \(seed)")
        }
    }
}
