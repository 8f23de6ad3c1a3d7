package import Geometry

extension ClassMap {
    /// The part of the map inside a window, its rows and columns exchanged, then mirrored, scaled and filled up, in one pass.
    ///
    /// A pixel has the class of the one in whose area its middle lies, as Pillow's nearest neighbour.
    ///
    /// - Parameters:
    ///   - columns: The window's columns, clipped to the map.
    ///   - rows: The window's rows.
    ///   - transposes: Whether rows become columns.
    ///   - mirrorsColumns: Whether the result is mirrored left to right.
    ///   - mirrorsRows: Whether the result is mirrored top to bottom.
    ///   - size: The size that the window has then.
    ///   - whole: The size of the result: to the right and below, pixels are ``ignored``. At least `size`.
    /// Complexity: O(*w* × *h*) in the result's sides.
    package func placed(
        columns: Range<Int>, rows: Range<Int>, transposes: Bool, mirrorsColumns: Bool, mirrorsRows: Bool,
        scaledTo size: ImageSize, filledTo whole: ImageSize
    ) -> ClassMap {
        let columns = columns.clamped(to: 0..<self.size.width)
        let rows = rows.clamped(to: 0..<self.size.height)
        let (across, down) = transposes ? (rows, columns) : (columns, rows)
        let x = Self.places(of: across, mirrored: mirrorsColumns, count: size.width)
        let y = Self.places(of: down, mirrored: mirrorsRows, count: size.height)
        var result = [UInt8](repeating: Self.ignored, count: whole.area)
        let width = self.size.width
        result.withUnsafeMutableBufferPointer { target in
            labels.withUnsafeBufferPointer { source in
                for row in y.indices {
                    for column in x.indices {
                        let place = transposes ? x[column] * width + y[row] : y[row] * width + x[column]
                        target[row * whole.width + column] = source[place]
                    }
                }
            }
        }
        return ClassMap(size: whole, checked: result)
    }

    /// Where each of so many pixels of a scaled side comes from.
    private static func places(of range: Range<Int>, mirrored: Bool, count: Int) -> [Int] {
        guard !range.isEmpty else { return [] }
        return (0..<count).map { index in
            let place = min(Int((Double(index) + 0.5) * Double(range.count) / Double(count)), range.count - 1)
            return mirrored ? range.upperBound - 1 - place : range.lowerBound + place
        }
    }

    /// The map with pixels of one class inside a box taken for no class.
    /// - Parameter box: x1, y1, x2, y2 in continuous pixels; a pixel is inside where its middle is.
    package mutating func ignore(_ label: UInt8, in box: Box) {
        func range(_ low: Float, _ high: Float, _ count: Int) -> Range<Int> {
            let lower = min(max(Int((low - 0.5).rounded(.up)), 0), count)
            return lower..<max(lower, min(Int((high - 0.5).rounded(.up)), count))
        }
        let columns = range(box.x1, box.x2, size.width)
        for row in range(box.y1, box.y2, size.height) {
            for column in columns where labels[row * size.width + column] == label {
                labels[row * size.width + column] = Self.ignored
            }
        }
    }
}
