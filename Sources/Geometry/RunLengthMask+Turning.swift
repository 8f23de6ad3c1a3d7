extension RunLengthMask {
    /// The mask of the image with its rows and columns exchanged: pixel (x, y) comes to lie at (y, x).
    ///
    /// Complexity: O(*n* + *a*) in the runs and the area of the smallest box around the foreground.
    public func transposed() -> RunLengthMask {
        let turned = ImageSize(width: size.height, height: size.width)
        guard let extent else { return RunLengthMask(size: turned, canonical: [UInt32(size.area)]) }
        let window = cropped(columns: extent.columns, rows: extent.rows)
        // Runs go down the columns, which are the rows of the other.
        let bitmap = [UInt8](unsafeUninitializedCapacity: window.size.area) { pixels, count in
            for (index, length) in window.counts.enumerated() {
                pixels[count..<(count + Int(length))].initialize(repeating: UInt8(index & 1))
                count += Int(length)
            }
        }
        let bounds = ImageSize(width: extent.rows.count, height: extent.columns.count)
        let small = try? RunLengthMask(bitmap: bitmap, size: bounds)
        let placed = try? small?.placed(in: turned, x: extent.rows.lowerBound, y: extent.columns.lowerBound)
        guard let placed else { preconditionFailure("\(bounds) pixels are not all of the mask") }
        return placed
    }

    /// The mask of the image turned clockwise by a number of quarter turns, which may be negative.
    ///
    /// One turn brings pixel (x, y) of an image *h* high to (*h* − 1 − y, x).
    /// Complexity: that of `transposed()` for an odd number of turns, and of `flippedHorizontally()` for an even one.
    public func turned(quarterTurns: Int) -> RunLengthMask {
        switch ((quarterTurns % 4) + 4) % 4 {
        case 1: transposed().flippedHorizontally()
        case 2: flippedHorizontally().flippedVertically()
        case 3: transposed().flippedVertically()
        default: self
        }
    }
}
