extension RegionRuns {
    /// The number of pixels of background that no way of background leads out of, where corners of pixels connect background.
    ///
    /// Complexity: O(*n* + *w*) in the runs and the columns.
    var holeArea: Int {
        // Stretches of background, of which those at the box's border are outside.
        var stretches: [(rows: Range<Int>, parent: Int)] = [(0..<0, 0)]
        var before = 0..<0
        for column in 0..<width {
            let first = stretches.count
            var row = 0
            for rows in self[column: column] + [height..<height] {
                if row < rows.lowerBound { stretches.append((row..<rows.lowerBound, stretches.count)) }
                row = rows.upperBound
            }
            let own = first..<stretches.count
            let isAtEdge = column == 0 || column == width - 1
            for index in own {
                let rows = stretches[index].rows
                if isAtEdge || rows.lowerBound == 0 || rows.upperBound == height { join(0, index, in: &stretches) }
            }
            var (a, b) = (before.lowerBound, own.lowerBound)
            while a < before.upperBound, b < own.upperBound {
                let (left, right) = (stretches[a].rows, stretches[b].rows)
                if left.lowerBound <= right.upperBound, right.lowerBound <= left.upperBound {
                    join(a, b, in: &stretches)
                }
                if left.upperBound <= right.upperBound { a += 1 } else { b += 1 }
            }
            before = own
        }
        var area = 0
        for index in stretches.indices where root(index, in: &stretches) != 0 { area += stretches[index].rows.count }
        return area
    }

    private func root(_ index: Int, in stretches: inout [(rows: Range<Int>, parent: Int)]) -> Int {
        var index = index
        while stretches[index].parent != index {
            stretches[index].parent = stretches[stretches[index].parent].parent
            index = stretches[index].parent
        }
        return index
    }

    private func join(_ a: Int, _ b: Int, in stretches: inout [(rows: Range<Int>, parent: Int)]) {
        let (a, b) = (root(a, in: &stretches), root(b, in: &stretches))
        stretches[max(a, b)].parent = min(a, b)
    }
}
