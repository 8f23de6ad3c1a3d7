import Geometry
import Imaging
import TestSupport
import Testing

@Suite struct TurningTests {
    /// A picture whose pixels all differ.
    private func picture(_ width: Int, _ height: Int) throws -> Image {
        let pixels = (0..<(width * height * 3)).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 / 256) }
        return try Image(size: ImageSize(width: width, height: height), pixels: pixels)
    }

    @Test(arguments: [(1, 1), (1, 5), (4, 3), (7, 2)]) func pixelsGoWhereTheyShould(_ width: Int, _ height: Int) throws
    {
        let image = try picture(width, height)
        let turns = (0..<4).map { image.turned(quarterTurns: $0) }
        #expect(turns[0] == image)
        #expect(turns[1].size == ImageSize(width: height, height: width))
        for y in 0..<height {
            for x in 0..<width {
                let color = image[x, y]
                #expect(image.flippedHorizontally()[width - 1 - x, y] == color)
                #expect(image.flippedVertically()[x, height - 1 - y] == color)
                #expect(turns[1][height - 1 - y, x] == color)
                #expect(turns[2][width - 1 - x, height - 1 - y] == color)
                #expect(turns[3][y, width - 1 - x] == color)
            }
        }
        #expect(image.flippedHorizontally().flippedHorizontally() == image)
        #expect(image.flippedVertically().flippedVertically() == image)
        #expect(turns[1].turned(quarterTurns: -1) == image)
    }

    @Test func windowsAreClipped() throws {
        let image = try picture(5, 4)
        let part = image.cropped(columns: 3..<9, rows: -2..<2)
        #expect(part.size == ImageSize(width: 2, height: 2))
        #expect(part[1, 1] == image[4, 1])
        #expect(image.cropped(columns: 6..<9, rows: 0..<4).size.area == 0)
        #expect(image.cropped(columns: 0..<5, rows: 0..<4) == image)
    }
}
