import Files

/// The names of results, one an input, such that no two results share a file, on disks that ignore case neither, and that
/// each can be a file's: a longer one is cut.
enum OutputNames {
    /// The most bytes of a name that the longest ending is put to.
    private static let mostBytes = FileName.mostBytes - ".overlay.webp".utf8.count

    /// The names in the order of the inputs: a file's name without its extension, with as much of the extension and
    /// the folders as tells it from the others.
    static func names(for items: [InputItem]) -> [String] {
        let candidates = items.map(candidates)
        var levels = items.map { _ in 0 }
        var names = candidates.map { $0[0] }
        while true {
            let clashing = Set(clashes(in: names))
            let raised = clashing.filter { levels[$0] + 1 < candidates[$0].count }
            if raised.isEmpty { break }
            for index in raised {
                levels[index] += 1
                names[index] = candidates[index][levels[index]]
            }
        }
        return numbered(names.map { FileName.cut($0, toBytes: mostBytes) })
    }

    /// From the shortest name to the longest.
    private static func candidates(for item: InputItem) -> [String] {
        if item.isStandardInput { return ["stdin"] }
        let parts = Path.steps(of: item.path).filter { $0 != "." && $0 != ".." }
        guard let file = parts.last else { return ["image"] }
        let stem = Path.stem(of: file)
        var names = [stem.isEmpty ? file : stem, file]
        for count in 1..<max(parts.count, 1) {
            names.append(parts.suffix(count + 1).joined(separator: "_"))
        }
        return names
    }

    private static func clashes(in names: [String]) -> [Int] {
        let groups = Dictionary(grouping: names.indices) { names[$0].lowercased() }
        return groups.values.filter { $0.count > 1 }.flatMap { $0 }
    }

    /// Names that are still the same get a number.
    private static func numbered(_ names: [String]) -> [String] {
        var taken: Set<String> = []
        // Where the numbers of a name go on, so that they are not counted through again for each of thousands.
        var next: [String: Int] = [:]
        return names.map { name in
            var unique = name
            var number = next[name] ?? 2
            defer { next[name] = number }
            while !taken.insert(unique.lowercased()).inserted {
                let end = "-\(number)"
                unique = FileName.cut(name, toBytes: mostBytes - end.utf8.count) + end
                number += 1
            }
            return unique
        }
    }
}
