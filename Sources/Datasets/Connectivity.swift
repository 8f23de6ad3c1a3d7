public import Geometry

/// Which pixels of a mask are connected.
public enum Connectivity: String, Sendable, Hashable, CaseIterable {
    /// Those that share a side.
    case four
    /// Those that share a side or a corner, as in scikit-image's `label` and OpenCV's `connectedComponents`.
    case eight
}

extension RunLengthMask {
    /// The mask's regions of connected pixels, in the order of their first pixels, from the left column to the right and
    /// down each column.
    ///
    /// Complexity: O(*n* log *n*) in the number of vertical runs.
    public func connectedRegions(_ connectivity: Connectivity = .eight) throws(GeometryError) -> [RunLengthMask] {
        var runs: [(column: Int, rows: Range<Int>)] = []
        forEachRun { column, rows in runs.append((column, rows)) }
        var parents = Array(runs.indices)
        func root(of run: Int) -> Int {
            var run = run
            while parents[run] != run {
                parents[run] = parents[parents[run]]
                run = parents[run]
            }
            return run
        }
        let reach = connectivity == .eight ? 1 : 0
        var other = 0
        for (index, run) in runs.enumerated() {
            // Runs of the column before are walked along with those of this one; a long one may meet several.
            while runs[other].column < run.column - 1 { other += 1 }
            var candidate = other
            while candidate < index, runs[candidate].column == run.column - 1,
                runs[candidate].rows.lowerBound < run.rows.upperBound + reach
            {
                if runs[candidate].rows.upperBound + reach > run.rows.lowerBound {
                    let (a, b) = (root(of: candidate), root(of: index))
                    parents[max(a, b)] = min(a, b)
                } else {
                    other = candidate
                }
                candidate += 1
            }
        }
        var slots: [Int: Int] = [:]
        var builders: [Builder] = []
        for (index, run) in runs.enumerated() {
            let region = root(of: index)
            let slot: Int
            if let known = slots[region] {
                slot = known
            } else {
                slot = builders.count
                slots[region] = slot
                builders.append(try Builder(size: size))
            }
            try builders[slot].append(column: run.column, rows: run.rows)
        }
        return builders.map { $0.finish() }
    }
}
