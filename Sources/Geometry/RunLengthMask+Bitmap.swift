extension RunLengthMask {
    /// Creates a mask from one byte a pixel: 0 is background, anything else foreground.
    /// - Parameters:
    ///   - bitmap: The pixels row by row, from the top left.
    ///   - size: The size of the image.
    /// - Throws: `GeometryError` where the size is not one, or the bitmap does not have its area.
    /// Complexity: O(*w* × *h*), with a word of pixels at a time.
    public init(bitmap: [UInt8], size: ImageSize) throws(GeometryError) {
        let area = try RunLengthMask.checkedArea(of: size)
        guard bitmap.count == area else { throw .wrongBitmapCount(expected: area, found: bitmap.count) }
        guard area > 0 else {
            self.init(size: size, canonical: [0])
            return
        }
        let counts = bitmap.withUnsafeBytes { pixels in
            var changes = ColumnChanges(size: size)
            changes.addFirstRow(pixels)
            for row in 1..<max(1, size.height) { changes.addRow(row, of: pixels) }
            return changes.runLengths()
        }
        self.init(size: size, canonical: counts)
    }

    /// One byte a pixel, row by row from the top left: 0 for background, `value` for foreground.
    ///
    /// Complexity: O(*w* × *h*).
    public func bitmap(foreground value: UInt8 = 1) -> [UInt8] {
        let (width, height) = (size.width, size.height)
        return [UInt8](unsafeUninitializedCapacity: width * height) { pixels, count in
            pixels.initialize(repeating: 0)
            count = width * height
            guard let extent, let start = pixels.baseAddress else { return }
            // Where a run begins and where it ends is marked, and each row then takes over the one above.
            forEachRun { column, rows in
                start[rows.lowerBound * width + column] ^= value
                if rows.upperBound < height { start[rows.upperBound * width + column] ^= value }
            }
            // Below the last row all ends, and so the marks there are no foreground.
            let last = min(extent.rows.upperBound + 1, height)
            for row in (extent.rows.lowerBound + 1)..<max(extent.rows.lowerBound + 1, last) {
                let pixel = start + row * width + extent.columns.lowerBound
                for index in 0..<extent.columns.count { pixel[index] ^= (pixel - width)[index] }
            }
        }
    }
}

/// The places of a bitmap where a pixel differs from the one before it, which stands above it or, for the first row, at the
/// bottom of the column to the left.
///
/// They are found row by row, as a bitmap lies in memory, and then put into the order of the columns.
private struct ColumnChanges: ~Copyable {
    private let size: ImageSize
    /// The columns of all places, row after row.
    private var columns: UnsafeMutablePointer<UInt32>
    private var count = 0
    private var capacity: Int
    /// For each row the end of its places among `columns`.
    private let rowEnds: UnsafeMutablePointer<Int>
    /// For each column the number of its places.
    private let columnCounts: UnsafeMutablePointer<Int>

    init(size: ImageSize) {
        self.size = size
        capacity = 4 * size.width + 64
        columns = .allocate(capacity: capacity)
        rowEnds = .allocate(capacity: size.height)
        columnCounts = .allocate(capacity: size.width)
        columnCounts.initialize(repeating: 0, count: size.width)
    }

    deinit {
        columns.deallocate()
        rowEnds.deallocate()
        columnCounts.deallocate()
    }

    mutating func addFirstRow(_ pixels: UnsafeRawBufferPointer) {
        var previous: UInt8 = 0
        for column in 0..<size.width {
            if (pixels[column] != 0) != (previous != 0) { add(column) }
            previous = pixels[(size.height - 1) * size.width + column]
        }
        rowEnds[0] = count
    }

    mutating func addRow(_ row: Int, of pixels: UnsafeRawBufferPointer) {
        let width = size.width
        makeRoom()
        let lower = UnsafeRawBufferPointer(rebasing: pixels[(row * width)..<((row + 1) * width)])
        let upper = UnsafeRawBufferPointer(rebasing: pixels[((row - 1) * width)..<(row * width)])
        var column = 0
        while column + 32 <= width {
            // Most of a bitmap is the same as above, and is left behind 32 pixels at a time.
            if difference(lower, upper, column) | difference(lower, upper, column + 8)
                | difference(lower, upper, column + 16) | difference(lower, upper, column + 24) != 0
            {
                for start in stride(from: column, to: column + 32, by: 8) { addWord(lower, upper, start) }
            }
            column += 32
        }
        while column + 8 <= width {
            addWord(lower, upper, column)
            column += 8
        }
        while column < width {
            if (lower[column] != 0) != (upper[column] != 0) { add(column) }
            column += 1
        }
        rowEnds[row] = count
    }

    /// The run lengths between the places, in the order of the columns.
    consuming func runLengths() -> [UInt32] {
        [UInt32](unsafeUninitializedCapacity: count + 1) { counts, initialized in
            var before = 0
            for column in 0..<size.width { (columnCounts[column], before) = (before, before + columnCounts[column]) }
            var index = 0
            for row in 0..<size.height {
                while index < rowEnds[row] {
                    let column = Int(columns[index])
                    let position = UInt32(truncatingIfNeeded: column * size.height + row)
                    counts.initializeElement(at: columnCounts[column], to: position)
                    columnCounts[column] += 1
                    index += 1
                }
            }
            var previous: UInt32 = 0
            for index in 0..<count { (counts[index], previous) = (counts[index] - previous, counts[index]) }
            counts.initializeElement(at: count, to: UInt32(size.area) - previous)
            initialized = count + 1
        }
    }

    private func difference(_ lower: UnsafeRawBufferPointer, _ upper: UnsafeRawBufferPointer, _ column: Int) -> UInt64 {
        lower.loadUnaligned(fromByteOffset: column, as: UInt64.self)
            ^ upper.loadUnaligned(fromByteOffset: column, as: UInt64.self)
    }

    /// Adds the places among eight pixels.
    private mutating func addWord(_ lower: UnsafeRawBufferPointer, _ upper: UnsafeRawBufferPointer, _ column: Int) {
        let first = UInt64(littleEndian: lower.loadUnaligned(fromByteOffset: column, as: UInt64.self))
        let second = UInt64(littleEndian: upper.loadUnaligned(fromByteOffset: column, as: UInt64.self))
        guard first != second else { return }
        var changes = foreground(first) ^ foreground(second)
        while changes != 0 {
            add(column + changes.trailingZeroBitCount / 8)
            changes &= changes - 1
        }
    }

    /// The highest bit of each byte that is not 0.
    private func foreground(_ word: UInt64) -> UInt64 {
        (((word & 0x7f7f_7f7f_7f7f_7f7f) + 0x7f7f_7f7f_7f7f_7f7f) | word) & 0x8080_8080_8080_8080
    }

    private mutating func add(_ column: Int) {
        columns[count] = UInt32(truncatingIfNeeded: column)
        columnCounts[column] += 1
        count += 1
    }

    /// Makes sure that a row of places can be added.
    private mutating func makeRoom() {
        guard capacity - count < size.width else { return }
        capacity *= 2
        let larger = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity)
        larger.update(from: columns, count: count)
        columns.deallocate()
        columns = larger
    }
}
