internal import Geometry

extension Image {
    /// The part of the picture inside a window, which is clipped to the picture first.
    public func cropped(columns: Range<Int>, rows: Range<Int>) -> Image {
        rearranged(columns: columns, rows: rows)
    }

    /// The picture mirrored left to right.
    public func flippedHorizontally() -> Image { rearranged(mirrorsColumns: true) }

    /// The picture mirrored top to bottom.
    public func flippedVertically() -> Image { rearranged(mirrorsRows: true) }

    /// The picture turned clockwise by a number of quarter turns, which may be negative.
    public func turned(quarterTurns: Int) -> Image {
        switch ((quarterTurns % 4) + 4) % 4 {
        case 1: rearranged(transposes: true, mirrorsColumns: true)
        case 2: rearranged(mirrorsColumns: true, mirrorsRows: true)
        case 3: rearranged(transposes: true, mirrorsRows: true)
        default: self
        }
    }

    /// The picture as it is to be looked at, where its pixels are stored with an EXIF orientation, from 1 to 8.
    func upright(fromOrientation orientation: Int) -> Image {
        switch orientation {
        case 2: rearranged(mirrorsColumns: true)
        case 3: rearranged(mirrorsColumns: true, mirrorsRows: true)
        case 4: rearranged(mirrorsRows: true)
        case 5: rearranged(transposes: true)
        case 6: rearranged(transposes: true, mirrorsColumns: true)
        case 7: rearranged(transposes: true, mirrorsColumns: true, mirrorsRows: true)
        case 8: rearranged(transposes: true, mirrorsRows: true)
        default: self
        }
    }

    /// The part of the picture inside a window, its rows and columns exchanged, and then mirrored, in one pass.
    /// - Parameters:
    ///   - columns: The window's columns, clipped to the picture; nil for all.
    ///   - rows: The window's rows.
    ///   - transposes: Whether rows become columns.
    ///   - mirrorsColumns: Whether the result is mirrored left to right.
    ///   - mirrorsRows: Whether the result is mirrored top to bottom.
    /// Complexity: O(*w* × *h*) in the window's sides.
    package func rearranged(
        columns: Range<Int>? = nil, rows: Range<Int>? = nil, transposes: Bool = false, mirrorsColumns: Bool = false,
        mirrorsRows: Bool = false
    ) -> Image {
        let columns = columns?.clamped(to: 0..<size.width) ?? 0..<size.width
        let rows = rows?.clamped(to: 0..<size.height) ?? 0..<size.height
        let result =
            transposes
            ? ImageSize(width: rows.count, height: columns.count) : ImageSize(width: columns.count, height: rows.count)
        if result == size, columns.count == size.width, !transposes, !mirrorsColumns, !mirrorsRows { return self }
        // How far it is in the source from a pixel of the result to the one at its right, and to the one below.
        let (across, down) = transposes ? (3 * size.width, 3) : (3, 3 * size.width)
        let stepX = mirrorsColumns ? -across : across
        let stepY = mirrorsRows ? -down : down
        var origin = 3 * (rows.lowerBound * size.width + columns.lowerBound)
        if mirrorsColumns { origin += (result.width - 1) * across }
        if mirrorsRows { origin += (result.height - 1) * down }
        let bytes = [UInt8](unsafeUninitializedCapacity: 3 * result.area) { target, count in
            pixels.withUnsafeBufferPointer { source in
                guard let source = source.baseAddress, var next = target.baseAddress, result.area > 0 else { return }
                for row in 0..<result.height {
                    var pixel = source + origin + row * stepY
                    if stepX == 3 {
                        next.initialize(from: pixel, count: 3 * result.width)
                        next += 3 * result.width
                        continue
                    }
                    for column in 0..<result.width {
                        // The pointer must not be moved beyond the picture's bytes.
                        if column > 0 { pixel += stepX }
                        next[0] = pixel[0]
                        next[1] = pixel[1]
                        next[2] = pixel[2]
                        next += 3
                    }
                }
            }
            count = 3 * result.area
        }
        return Image(size: result, checked: bytes)
    }
}
