/// The most pairs from a threshold on of which no two share an object or a result, and of those the ones with the greatest sum of
/// intersections over union.
///
/// Source: stardist's `matching`: the sum is that of all pairs, with those below the threshold.
struct PairMatching {
    /// The pairs that count.
    let matched: [ImagePairs.Pair]

    init(_ pairs: [ImagePairs.Pair], objectCount: Int, resultCount: Int, threshold: Double) {
        var (ofObject, ofResult) = ([Int](repeating: 0, count: objectCount), [Int](repeating: 0, count: resultCount))
        let counted = pairs.filter { $0.iou >= threshold }
        for pair in counted {
            ofObject[pair.object] += 1
            ofResult[pair.result] += 1
        }
        // Above a half, masks that share no pixels never compete.
        guard counted.contains(where: { ofObject[$0.object] > 1 || ofResult[$0.result] > 1 }) else {
            matched = counted
            return
        }
        let weight = 1 / Double(2 * min(objectCount, resultCount))
        var result: [ImagePairs.Pair] = []
        for group in PairMatching.groups(pairs, objectCount: objectCount, resultCount: resultCount) {
            let own = group.filter { $0.iou >= threshold }
            if own.count > 1 {
                result += PairMatching.best(of: group, threshold: threshold, weight: weight)
            } else {
                result += own
            }
        }
        matched = result
    }

    /// The pairs that hang together by their objects and results.
    private static func groups(
        _ pairs: [ImagePairs.Pair], objectCount: Int, resultCount: Int
    ) -> [[ImagePairs.Pair]] {
        var parents = Array(0..<objectCount + resultCount)
        func root(_ index: Int) -> Int {
            var index = index
            while parents[index] != index {
                parents[index] = parents[parents[index]]
                index = parents[index]
            }
            return index
        }
        for pair in pairs { parents[root(pair.object)] = root(objectCount + pair.result) }
        let groups = Dictionary(grouping: pairs) { root($0.object) }
        return groups.sorted { $0.key < $1.key }.map(\.value)
    }

    private static func best(
        of group: [ImagePairs.Pair], threshold: Double, weight: Double
    ) -> [ImagePairs.Pair] {
        let objects = Array(Set(group.map(\.object))).sorted()
        let results = Array(Set(group.map(\.result))).sorted()
        let placeOfObject = Dictionary(uniqueKeysWithValues: objects.enumerated().map { ($1, $0) })
        let placeOfResult = Dictionary(uniqueKeysWithValues: results.enumerated().map { ($1, $0) })
        let isTurned = objects.count > results.count
        let (rows, columns) = isTurned ? (results.count, objects.count) : (objects.count, results.count)
        var costs = [Double](repeating: 0, count: rows * columns)
        var pairs = [ImagePairs.Pair?](repeating: nil, count: rows * columns)
        for pair in group {
            guard let object = placeOfObject[pair.object], let result = placeOfResult[pair.result] else { continue }
            let place = isTurned ? result * columns + object : object * columns + result
            costs[place] = (pair.iou >= threshold ? -1 : 0) - pair.iou * weight
            pairs[place] = pair
        }
        return leastAssignment(costs, rows: rows, columns: columns).enumerated().compactMap { row, column in
            pairs[row * columns + column].flatMap { $0.iou >= threshold ? $0 : nil }
        }
    }
}

/// For each row a column of its own such that the sum of costs is least; there must be as many columns as rows, or more.
///
/// Complexity: O(*r*² × *c*).
/// Source: the Hungarian method with potentials, one row after the other on its cheapest path.
private func leastAssignment(_ costs: [Double], rows: Int, columns: Int) -> [Int] {
    var (ofRow, ofColumn) = ([Double](repeating: 0, count: rows + 1), [Double](repeating: 0, count: columns + 1))
    // Rows and columns count from 1: column 0 stands for the row that is being placed.
    var rowOfColumn = [Int](repeating: 0, count: columns + 1)
    for row in 1..<rows + 1 {
        rowOfColumn[0] = row
        var column = 0
        var least = [Double](repeating: .infinity, count: columns + 1)
        var before = [Int](repeating: 0, count: columns + 1)
        var isUsed = [Bool](repeating: false, count: columns + 1)
        repeat {
            isUsed[column] = true
            let current = rowOfColumn[column]
            var (step, next) = (Double.infinity, 0)
            for other in 1..<columns + 1 where !isUsed[other] {
                let cost = costs[(current - 1) * columns + other - 1] - ofRow[current] - ofColumn[other]
                if cost < least[other] { (least[other], before[other]) = (cost, column) }
                if least[other] < step { (step, next) = (least[other], other) }
            }
            for other in 0..<columns + 1 {
                if isUsed[other] {
                    ofRow[rowOfColumn[other]] += step
                    ofColumn[other] -= step
                } else {
                    least[other] -= step
                }
            }
            column = next
        } while rowOfColumn[column] != 0
        while column != 0 {
            rowOfColumn[column] = rowOfColumn[before[column]]
            column = before[column]
        }
    }
    var result = [Int](repeating: 0, count: rows)
    for column in 1..<columns + 1 where rowOfColumn[column] > 0 { result[rowOfColumn[column] - 1] = column - 1 }
    return result
}
