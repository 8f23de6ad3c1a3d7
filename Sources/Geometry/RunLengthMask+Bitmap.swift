extension RunLengthMask {
    /// Creates a mask from one byte a pixel: 0 is background, anything else foreground.
    /// - Parameters:
    ///   - bitmap: The pixels row by row, from the top left.
    ///   - size: The size of the image.
    /// - Throws: `GeometryError` where the size is not one, or the bitmap does not have its area.
    /// Complexity: O(*w* × *h*).
    public init(bitmap: [UInt8], size: ImageSize) throws(GeometryError) {
        let area = try RunLengthMask.checkedArea(of: size)
        guard bitmap.count == area else { throw .wrongBitmapCount(expected: area, found: bitmap.count) }
        var counts: [UInt32] = []
        var length: UInt32 = 0
        var isForeground = false
        bitmap.withUnsafeBufferPointer { pixels in
            for column in 0..<size.width {
                var index = column
                for _ in 0..<size.height {
                    if (pixels[index] != 0) != isForeground {
                        counts.append(length)
                        length = 0
                        isForeground.toggle()
                    }
                    length += 1
                    index += size.width
                }
            }
        }
        counts.append(length)
        self.init(size: size, canonical: counts)
    }

    /// One byte a pixel, row by row from the top left: 0 for background, `value` for foreground.
    ///
    /// Complexity: O(*w* × *h*).
    public func bitmap(foreground value: UInt8 = 1) -> [UInt8] {
        var pixels = [UInt8](repeating: 0, count: size.area)
        let width = size.width
        pixels.withUnsafeMutableBufferPointer { pixels in
            forEachRun { column, rows in
                var index = rows.lowerBound * width + column
                for _ in rows {
                    pixels[index] = value
                    index += width
                }
            }
        }
        return pixels
    }
}
