internal import COCO

/// Which label each category of several data sets has, by the categories' names.
struct LabelMap {
    /// The names of the labels.
    private(set) var names: [Int: String]
    /// For each data set the label of each category's id; categories that are not learnt have none.
    private(set) var labels: [[Int: Int]] = []
    /// For each data set the name of each category's id.
    private(set) var categories: [[Int: String]] = []
    /// Where names are like others and yet not the same, in words.
    private(set) var notes: [String] = []

    /// Numbers the categories of the first data set by id, then new names of the others; or looks names up in a list that
    /// is given. The same names come first, then those that are equal but for case and spaces.
    init(_ sources: [TrainingSet.Source], fixed: [Int: String]?) throws(TrainingDataError) {
        names = fixed ?? [:]
        if let fixed { try LabelMap.validate(fixed) }
        for source in sources {
            let named = NamedCategories(source.dataset)
            let places = labels(of: named, in: source.name, isFixed: fixed != nil)
            var labels: [Int: Int] = [:]
            var categories: [Int: String] = [:]
            for category in source.dataset.categories where categories[category.id] == nil {
                categories[category.id] = category.name
            }
            for (entry, label) in zip(named.entries, places) {
                for id in entry.ids { labels[id] = label }
            }
            self.labels.append(labels)
            self.categories.append(categories)
            for group in named.similar {
                let names = group.map { "\"\($0.name)\" (\($0.id))" }.joined(separator: ", ")
                notes.append(
                    "\(source.name): categories whose names differ in case or spaces alone are learnt as different "
                        + "classes: \(names)")
            }
        }
    }

    /// The label of each of a data set's categories; new ones get new labels, unless these are fixed.
    private mutating func labels(of named: NamedCategories, in source: String, isFixed: Bool) -> [Int?] {
        let known = Dictionary(names.map { ($1, $0) }, uniquingKeysWith: min)
        var labels = named.entries.map { entry in
            known[entry.name] ?? entry.spellings.sorted().lazy.compactMap { known[$0] }.first
        }
        var taken = Set(labels.compactMap(\.self))
        let knownByComparable = Dictionary(grouping: known) { NamedCategories.comparable($0.key) }
        for (index, entry) in named.entries.enumerated() where labels[index] == nil {
            let wanted = NamedCategories.comparable(entry.name)
            let alike = (knownByComparable[wanted] ?? []).filter { !taken.contains($0.value) }
            if alike.count == 1, let (name, label) = alike.first {
                labels[index] = label
                notes.append("\(source): the category \"\(entry.name)\" was taken for the class \"\(name)\"")
            } else if !isFixed {
                labels[index] = names.count + 1
                names[names.count + 1] = entry.name
            }
            if let label = labels[index] { taken.insert(label) }
        }
        return labels
    }

    private static func validate(_ names: [Int: String]) throws(TrainingDataError) {
        guard !names.isEmpty else {
            throw .setting(key: "categories", expected: "at least one label", found: "empty")
        }
        let labels = names.keys.sorted()
        guard labels.first == 1, labels.last == names.count else {
            throw .setting(
                key: "categories", expected: "labels from 1 to \(names.count), since 0 is the background",
                found: "labels from \(labels.first ?? 0) to \(labels.last ?? 0)")
        }
        var seen: [String: Int] = [:]
        for label in labels {
            guard let name = names[label] else { continue }
            if let other = seen[name] {
                throw .setting(
                    key: "categories", expected: "a name of its own for each label",
                    found: "\"\(name)\" for \(other) and \(label)")
            }
            seen[name] = label
        }
    }
}
