public import Geometry

extension LargeImage {
    /// Decodes a region at another size, from the smallest size of the pyramid that has as many pixels.
    ///
    /// What is shrunk is averaged, and taken from the pyramid where it has one, whose own pixels its writer has made: edges may be up to
    /// half a pixel of that size beside where they were. What is enlarged is interpolated with a Lanczos kernel.
    /// - Throws: `ImagingError` as `region(_:)` does, and `ImagingError.invalidSize` for a size without pixels.
    /// Complexity: no more than 2²⁴ pixels of the file are in memory at a time.
    public func region(_ region: PixelRegion, scaledTo target: ImageSize) throws(ImagingError) -> Image {
        guard region.isInside(size) else { throw .outside(file: path, region: region, size: size) }
        guard target.width > 0, target.height > 0 else {
            throw .invalidSize(target, reason: "a region is scaled to at least one pixel")
        }
        let level = levels.lastIndex { level in
            // Sides of small levels are rounded: one pixel too few is no reason to read four times as many.
            level.width * region.width + region.width >= target.width * size.width
                && level.height * region.height + region.height >= target.height * size.height
        }
        let part = region.scaled(from: size, to: levels[level ?? 0])
        if part.size == target { return try self.region(part, level: level ?? 0) }
        let factor = min(part.width / target.width, part.height / target.height)
        guard part.size.area > Self.mostAtOnce, factor > 1 else {
            return try self.region(part, level: level ?? 0).resized(to: target)
        }
        return try averaged(part, level: level ?? 0, by: factor).resized(to: target)
    }

    /// The whole picture, small.
    /// - Parameter maximumSide: What its longer side has at most, in pixels; a picture that is smaller stays as it is.
    /// - Throws: `ImagingError` as `region(_:)` does.
    public func overview(maximumSide: Int) throws(ImagingError) -> Image {
        let side = max(maximumSide, 1)
        return try region(
            PixelRegion(size), scaledTo: size.fitted(within: ImageSize(width: side, height: side), enlarges: false))
    }

    /// How many pixels are decoded at a time.
    static let mostAtOnce = 1 << 24

    /// The mean of each square of some pixels; at the right and lower end of what is left of it.
    private func averaged(_ region: PixelRegion, level: Int, by factor: Int) throws(ImagingError) -> Image {
        let (width, height) = (
            (region.width + factor - 1) / factor, (region.height + factor - 1) / factor
        )
        var result = [UInt8](repeating: 0, count: try ImageSize(width: width, height: height).checkedArea() * 3)
        // Blocks of whole squares, as wide as their height or wider.
        let columns = max(1, min(width, Self.mostAtOnce / factor / factor))
        let rows = max(1, Self.mostAtOnce / factor / factor / columns)
        for top in stride(from: 0, to: height, by: rows) {
            for left in stride(from: 0, to: width, by: columns) {
                let block = PixelRegion(
                    x: region.x + left * factor, y: region.y + top * factor,
                    width: min(columns * factor, region.width - left * factor),
                    height: min(rows * factor, region.height - top * factor))
                let image = try self.region(block, level: level)
                image.addMeans(of: factor, to: &result, left: left, top: top, width: width)
            }
        }
        return Image(size: ImageSize(width: width, height: height), checked: result)
    }
}

extension Image {
    /// Writes the means of squares into a picture that is `width` pixels wide.
    fileprivate func addMeans(of factor: Int, to result: inout [UInt8], left: Int, top: Int, width: Int) {
        pixels.withUnsafeBufferPointer { pixels in
            for y in 0..<((size.height + factor - 1) / factor) {
                let rows = y * factor..<min((y + 1) * factor, size.height)
                for x in 0..<((size.width + factor - 1) / factor) {
                    let columns = x * factor..<min((x + 1) * factor, size.width)
                    var (red, green, blue) = (0, 0, 0)
                    for row in rows {
                        var place = 3 * (row * size.width + columns.lowerBound)
                        for _ in columns {
                            red += Int(pixels[place])
                            green += Int(pixels[place + 1])
                            blue += Int(pixels[place + 2])
                            place += 3
                        }
                    }
                    let (count, target) = (rows.count * columns.count, 3 * ((top + y) * width + left + x))
                    result[target] = UInt8((red + count / 2) / count)
                    result[target + 1] = UInt8((green + count / 2) / count)
                    result[target + 2] = UInt8((blue + count / 2) / count)
                }
            }
        }
    }
}

extension PixelRegion {
    /// The pixels of another size of a picture that a region touches.
    func scaled(from size: ImageSize, to other: ImageSize) -> PixelRegion {
        if size == other { return self }
        func ends(_ start: Int, _ count: Int, _ from: Int, _ to: Int) -> (start: Int, count: Int) {
            let scale = Double(to) / Double(from)
            // Rounded to whole pixels, of which there is at least one.
            let first = min(Int((Double(start) * scale).rounded()), to - 1)
            let end = min(max(Int((Double(start + count) * scale).rounded()), first + 1), to)
            return (first, end - first)
        }
        let across = ends(x, width, size.width, other.width)
        let down = ends(y, height, size.height, other.height)
        return PixelRegion(x: across.start, y: down.start, width: across.count, height: down.count)
    }
}
