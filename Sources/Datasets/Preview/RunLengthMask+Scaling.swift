internal import Geometry

extension RunLengthMask {
    /// The mask for a picture of another size: of each new column the old one at its middle, the ends of runs rounded.
    ///
    /// Complexity: O(*n* + *w*) in the runs and the columns of both.
    func scaled(to newSize: ImageSize) -> RunLengthMask? {
        if newSize == size { return self }
        guard size.width > 0, size.height > 0 else { return try? RunLengthMask(emptyOfSize: newSize) }
        var runs: [Int: [Range<Int>]] = [:]
        let (stepX, stepY) = (Double(size.width) / Double(newSize.width), Double(newSize.height) / Double(size.height))
        forEachRun { column, rows in
            let start = Int((Double(rows.lowerBound) * stepY).rounded())
            let end = Int((Double(rows.upperBound) * stepY).rounded())
            if end > start { runs[column, default: []].append(start..<end) }
        }
        guard var builder = try? Builder(size: newSize) else { return nil }
        for column in 0..<newSize.width {
            let source = min(Int((Double(column) + 0.5) * stepX), size.width - 1)
            for rows in runs[source] ?? [] {
                do throws(GeometryError) { try builder.append(column: column, rows: rows) } catch { return nil }
            }
        }
        return builder.finish()
    }
}
