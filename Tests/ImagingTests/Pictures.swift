import Geometry
import Imaging
import TestSupport

extension Image {
    /// A picture of smooth colours, no two of its corners alike, which JPEG keeps well.
    static func gradient(_ width: Int, _ height: Int) throws -> Image {
        var image = try Image(size: ImageSize(width: width, height: height), filledWith: .black)
        for y in 0..<height {
            for x in 0..<width {
                image[x, y] = Color(
                    red: UInt8(x * 255 / max(width - 1, 1)), green: UInt8(y * 255 / max(height - 1, 1)),
                    blue: UInt8((x + y) * 127 / max(width + height - 2, 1)))
            }
        }
        return image
    }

    /// A picture of random bytes.
    static func noise(_ width: Int, _ height: Int, using generator: inout SeededGenerator) throws -> Image {
        let pixels = (0..<(width * height * 3)).map { _ in UInt8.random(in: 0...255, using: &generator) }
        return try Image(size: ImageSize(width: width, height: height), pixels: pixels)
    }

    /// The colours, row by row, as numbers such as 0xff0000.
    var colors: [UInt32] {
        stride(from: 0, to: pixels.count, by: 3).map {
            UInt32(pixels[$0]) << 16 | UInt32(pixels[$0 + 1]) << 8 | UInt32(pixels[$0 + 2])
        }
    }
}
