/// Which class of other weights each class of a network is.
struct ClassPairing {
    /// The labels of classes that are in both, by the network's.
    let pairs: [(new: Int, old: Int)]
    /// Whether all classes are the same under the same labels, so that the predictors fit as they are.
    let isWhole: Bool
    /// What was found, for a log.
    let notes: [String]

    /// Pairs classes of one name, of equal names first, then of names that differ in capitals and spaces; and the one class of
    /// each side, whatever it is called.
    ///
    /// - Parameter withBackground: Whether both sides have a background beside these classes.
    init(from old: [Int: String], to new: [Int: String], withBackground: Bool = true) {
        if let first = old.first, let second = new.first, old.count == 1, new.count == 1 {
            pairs = [(second.key, first.key)]
            isWhole = first.key == second.key
            notes = [
                first.value == second.value
                    ? "the classes are the same: the predictors are taken over whole"
                    : "there is one class on each side: the predictors' rows of \(second.value) are those of \(first.value)"
            ]
            return
        }
        func byName(_ key: (String) -> String) -> [String: Int] {
            Dictionary(old.map { (key($0.value), $0.key) }) { min($0, $1) }
        }
        let (exact, folded) = (byName(\.self), byName(Self.folded))
        pairs = new.compactMap { label, name in
            (exact[name] ?? folded[Self.folded(name)]).map { (label, $0) }
        }.sorted { $0.new < $1.new }
        isWhole = old == new
        guard !isWhole else {
            notes = ["the classes are the same: the predictors are taken over whole"]
            return
        }
        func list(_ labels: [Int]) -> String {
            let names = labels.compactMap { new[$0] }
            return names.prefix(12).joined(separator: ", ") + (names.count > 12 ? " and \(names.count - 12) more" : "")
        }
        let carried = pairs.map(\.new)
        let drawn = new.keys.filter { !carried.contains($0) }.sorted()
        var notes = [
            carried.isEmpty
                ? "no class has the name of one of the weights'"
                    + (withBackground ? ": of the predictors, the background's rows are taken over" : "")
                : "rows of the predictors taken over by class name: \(list(carried))"
                    + (withBackground ? " (and the background)" : "")
        ]
        if !drawn.isEmpty { notes.append("drawn anew: \(list(drawn))") }
        self.notes = notes
    }

    private static func folded(_ name: String) -> String {
        name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
