internal import COCO

/// Which label each category of several data sets has, by the categories' names.
struct LabelMap {
    /// The names of the labels.
    private(set) var names: [Int: String]
    /// For each data set the label of each category's id; categories that are not learnt have none.
    private(set) var labels: [[Int: Int]] = []
    /// For each data set the name of each category's id.
    private(set) var categories: [[Int: String]] = []

    /// Numbers the categories of the first data set by id, then new names of the others; or looks names up in a list that
    /// is given.
    init(_ datasets: [Dataset], fixed: [Int: String]?) throws(TrainingDataError) {
        names = fixed ?? [:]
        if let fixed { try LabelMap.validate(fixed) }
        var known = Dictionary(names.map { ($1, $0) }, uniquingKeysWith: min)
        for dataset in datasets {
            var labels: [Int: Int] = [:]
            var categories: [Int: String] = [:]
            for category in dataset.categories.sorted(by: { $0.id < $1.id }) where categories[category.id] == nil {
                categories[category.id] = category.name
                if known[category.name] == nil, fixed == nil {
                    known[category.name] = names.count + 1
                    names[names.count + 1] = category.name
                }
                labels[category.id] = known[category.name]
            }
            self.labels.append(labels)
            self.categories.append(categories)
        }
    }

    private static func validate(_ names: [Int: String]) throws(TrainingDataError) {
        guard !names.isEmpty else {
            throw .setting(name: "categories", expected: "at least one label", found: "empty")
        }
        let labels = names.keys.sorted()
        guard labels.first == 1, labels.last == names.count else {
            throw .setting(
                name: "categories", expected: "labels from 1 to \(names.count), since 0 is the background",
                found: "labels from \(labels.first ?? 0) to \(labels.last ?? 0)")
        }
        var seen: [String: Int] = [:]
        for label in labels {
            guard let name = names[label] else { continue }
            if let other = seen[name] {
                throw .setting(
                    name: "categories", expected: "a name of its own for each label",
                    found: "\"\(name)\" for \(other) and \(label)")
            }
            seen[name] = label
        }
    }
}
