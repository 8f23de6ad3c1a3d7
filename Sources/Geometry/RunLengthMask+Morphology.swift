extension RunLengthMask {
    /// The pixels all of whose neighbours up to a distance are foreground: the erosion by a square.
    ///
    /// What lies outside the image counts as background.
    /// - Parameter distance: How many pixels the square of 2 · `distance` + 1 pixels reaches in each direction.
    /// - Precondition: `distance` is not negative.
    /// Complexity: O((*n* + *w*) log *d*) in the runs, the columns that they cover and the distance.
    public func eroded(by distance: Int) -> RunLengthMask {
        precondition(distance >= 0, "the distance of an erosion is negative")
        guard distance > 0, !isEmpty else { return self }
        let margin = min(distance, size.height)
        var runs = RunAccumulator()
        var position = 0
        forEachRun { column, rows in
            guard rows.count > 2 * margin else { return }
            let start = column * size.height + rows.lowerBound + margin
            runs.append(start - position, isForeground: false)
            runs.append(rows.count - 2 * margin, isForeground: true)
            position = start + rows.count - 2 * margin
        }
        runs.append(size.area - position, isForeground: false)
        return RunLengthMask(size: size, canonical: runs.finish()).sweptSideways(by: distance, isDilation: false)
    }

    /// The pixels with a foreground pixel up to a distance away: the dilation by a square.
    /// - Parameter distance: How many pixels the square of 2 · `distance` + 1 pixels reaches in each direction.
    /// - Precondition: `distance` is not negative.
    /// Complexity: O((*n* + *w*) log *d*) in the runs, the columns that they cover and the distance.
    public func dilated(by distance: Int) -> RunLengthMask {
        precondition(distance >= 0, "the distance of a dilation is negative")
        guard distance > 0, !isEmpty else { return self }
        let margin = min(distance, size.height)
        var runs = RunAccumulator()
        var position = 0
        forEachRun { column, rows in
            let top = column * size.height
            // A run that grows into the one before it goes on from there.
            let start = max(position, top + max(0, rows.lowerBound - margin))
            let end = top + min(size.height, rows.upperBound + margin)
            runs.append(start - position, isForeground: false)
            runs.append(end - start, isForeground: true)
            position = max(position, end)
        }
        runs.append(size.area - position, isForeground: false)
        return RunLengthMask(size: size, canonical: runs.finish()).sweptSideways(by: distance, isDilation: true)
    }

    /// The foreground that lies within a distance of background or of the image's border.
    /// - Parameter distance: The width of the boundary in pixels, as from `boundaryWidth(of:share:)`.
    /// - Precondition: `distance` is not negative.
    /// Complexity: O((*n* + *w*) log *d*) in the runs, the columns that they cover and the distance.
    /// Source: Cheng et al., "Boundary IoU" (2021); boundary-iou-api's `mask_to_boundary`.
    public func boundary(width distance: Int) -> RunLengthMask {
        combined(with: eroded(by: distance)) { $0 && !$1 }
    }

    /// The width in pixels of the boundary that a boundary IoU is computed of.
    /// - Parameters:
    ///   - size: The size of the image.
    ///   - share: The width as a share of the image's diagonal.
    /// - Returns: At least 1; a half is rounded to the even number.
    /// Source: Cheng et al., "Boundary IoU" (2021), with 2 %; boundary-iou-api's `mask_to_boundary`.
    public static func boundaryWidth(of size: ImageSize, share: Double = 0.02) -> Int {
        let (width, height) = (Double(size.width), Double(size.height))
        let pixels = (share * (width * width + height * height).squareRoot()).rounded(.toNearestOrEven)
        // The comparison is false for what is not a number.
        return pixels > 1 ? Int(min(pixels, 1e9)) : 1
    }

    /// Erodes or dilates along rows.
    ///
    /// A mask met with itself one column on reaches one column; that met with itself two columns on, three, and so forth.
    private func sweptSideways(by distance: Int, isDilation: Bool) -> RunLengthMask {
        let distance = min(distance, size.width)
        var (left, right) = (self, self)
        var reach = 0
        while reach < distance {
            let step = min(reach + 1, distance - reach)
            left = left.met(with: left.moved(by: -step), isUnion: isDilation)
            right = right.met(with: right.moved(by: step), isUnion: isDilation)
            reach += step
        }
        return left.met(with: right, isUnion: isDilation)
    }

    private func met(with other: RunLengthMask, isUnion: Bool) -> RunLengthMask {
        isUnion ? combined(with: other) { $0 || $1 } : combined(with: other) { $0 && $1 }
    }

    /// The mask moved right by a number of columns, or left by a negative one, with background coming in.
    private func moved(by columns: Int) -> RunLengthMask {
        let visible = max(0, size.area - abs(columns) * size.height)
        var runs = RunAccumulator()
        if columns > 0 { runs.append(size.area - visible, isForeground: false) }
        // Positions of the mask that stay in the image.
        let kept = columns > 0 ? 0..<visible : (size.area - visible)..<size.area
        var position = 0
        for (index, count) in counts.enumerated() {
            let part = (position..<(position + Int(count))).clamped(to: kept)
            runs.append(part.count, isForeground: index & 1 == 1)
            position += Int(count)
        }
        if columns < 0 { runs.append(size.area - visible, isForeground: false) }
        return RunLengthMask(size: size, canonical: runs.finish())
    }
}
