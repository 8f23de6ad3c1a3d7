/// The most similar of some names, for who mistyped one.
package enum NearestName {
    /// The name with the fewest changed letters; nil where every name would have to change by more than half.
    ///
    /// A word of a name in common, such as `rate` in `learning_rate`, counts as similar, too.
    package static func of(_ name: String, among names: [String]) -> String? {
        let wanted = Array(name.lowercased().utf8.prefix(64))
        var best: (name: String, cost: Double)?
        for candidate in names {
            let letters = Array(candidate.lowercased().utf8.prefix(64))
            let longest = max(wanted.count, letters.count, 1)
            var cost = Double(distance(wanted, letters)) / Double(longest)
            if letters.count >= 3, wanted.count >= 3, contains(wanted, letters) || contains(letters, wanted) {
                cost = min(cost, 0.4)
            }
            if cost <= 0.5, cost < best?.cost ?? .infinity { best = (candidate, cost) }
        }
        return best?.name
    }

    /// How many letters must be put in, left out or changed, or neighbours swapped, to make the one from the other.
    ///
    /// Source: Damerau (1964) and Levenshtein (1966), as optimal string alignment.
    private static func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
        var before: [Int] = []
        var last = Array(0...second.count)
        for (i, letter) in first.enumerated() {
            var row = [i + 1]
            for (j, other) in second.enumerated() {
                var cost = min(last[j] + (letter == other ? 0 : 1), last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, letter == second[j - 1], first[i - 1] == other { cost = min(cost, before[j - 1] + 1) }
                row.append(cost)
            }
            before = last
            last = row
        }
        return last[second.count]
    }

    private static func contains(_ whole: [UInt8], _ part: [UInt8]) -> Bool {
        guard part.count <= whole.count else { return false }
        return (0...(whole.count - part.count)).contains { whole[$0...].starts(with: part) }
    }
}
