/// Which category of a data set each class of a model is.
///
/// Names decide: first those that are the same, then those that are equal but for case and spaces, of these the used ones.
/// Where no name is known, numbers do, where they can (``NamedCategories/numbering(classCount:)``).
public struct CategoryAssignment: Sendable {
    /// The id of each class's category; classes that are none of the categories have none.
    public let ids: [Int: Int]
    /// What the reader of figures should know.
    public let notes: [String]
    /// The ids of categories that count as another of their name.
    private let joined: [Int: Int]

    /// Assigns classes to categories.
    /// - Parameters:
    ///   - classes: The names of a model's classes by label, from 1.
    ///   - areNamed: Whether the names are names, and no placeholders such as `class 1`.
    ///   - dataset: The data set.
    ///   - name: What messages call the model.
    /// - Throws: `COCOError.mismatch` where it cannot be decided which category a class is, or no class is any.
    public init(
        of classes: [Int: String], areNamed: Bool, to dataset: Dataset, name: String
    ) throws(COCOError) {
        let named = NamedCategories(dataset)
        let entries = named.entries
        var notes: [String] = []
        var places = try Self.places(of: classes, in: named, name: name, notes: &notes)
        if places.isEmpty {
            places = try Self.numbered(classes, areNamed: areNamed, in: named, name: name, notes: &notes)
        }
        ids = places.mapValues { entries[$0].id }
        let covered = Set(places.values)
        let isAnyUsed = entries.contains { $0.annotationCount > 0 }
        let missing = entries.indices.filter { index in
            !covered.contains(index) && (entries[index].annotationCount > 0 || !isAnyUsed)
        }.map { entries[$0].name }
        if !missing.isEmpty {
            notes.append(
                "the model has no class for \(missing.count) \(missing.count == 1 ? "category" : "categories"): "
                    + Self.list(missing))
        }
        var joined: [Int: Int] = [:]
        for entry in entries {
            for id in entry.ids where id != entry.id { joined[id] = entry.id }
            if entry.usedIDs.count > 1 {
                let ids = entry.usedIDs.map(String.init).joined(separator: ", ")
                notes.append("the categories \(ids) are all called \"\(entry.name)\" and count as one, \(entry.id)")
            }
        }
        self.joined = joined
        self.notes = notes
    }

    /// A data set in which categories of one name are one, as the assignment takes them.
    public func joining(_ dataset: Dataset) -> Dataset {
        guard !joined.isEmpty else { return dataset }
        var dataset = dataset
        let renamed = { (id: Int) in joined[id] ?? id }
        dataset.categories.removeAll { joined[$0.id] != nil }
        for index in dataset.annotations.indices {
            dataset.annotations[index].categoryID = renamed(dataset.annotations[index].categoryID)
        }
        for index in dataset.images.indices {
            let image = dataset.images[index]
            dataset.images[index].negativeCategoryIDs = image.negativeCategoryIDs.map { $0.map(renamed) }
            dataset.images[index].notExhaustiveCategoryIDs = image.notExhaustiveCategoryIDs.map { $0.map(renamed) }
        }
        return dataset
    }

    /// By names: the places of the classes' categories.
    private static func places(
        of classes: [Int: String], in named: NamedCategories, name: String, notes: inout [String]
    ) throws(COCOError) -> [Int: Int] {
        let entries = named.entries
        var places = classes.compactMapValues(named.index(of:))
        let taken = Set(places.values)
        var claims: [Int: [Int]] = [:]
        for (label, className) in classes.sorted(by: { $0.key < $1.key }) where places[label] == nil {
            let alike = named.indices(like: className).filter { !taken.contains($0) }
            let used = alike.filter { entries[$0].annotationCount > 0 }
            let candidates = used.isEmpty ? alike : used
            guard candidates.count < 2 else {
                throw .mismatch(
                    subject: "\(name): the class \"\(className)\"", expected: "one category of the data set",
                    found: "like \(list(candidates.map { entries[$0].name })), which differ in case and spaces alone")
            }
            if let place = candidates.first { claims[place, default: []].append(label) }
        }
        for (place, labels) in claims.sorted(by: { $0.key < $1.key }) {
            let names = Set(labels.compactMap { classes[$0] }).sorted()
            guard names.count == 1 else {
                throw .mismatch(
                    subject: "the category \"\(entries[place].name)\"", expected: "one class of \(name)",
                    found: "like \(list(names)), which differ in case and spaces alone")
            }
            for label in labels { places[label] = place }
            notes.append("the class \"\(names[0])\" was taken for the category \"\(entries[place].name)\"")
        }
        return places
    }

    /// By numbers, where no name is a category's.
    private static func numbered(
        _ classes: [Int: String], areNamed: Bool, in named: NamedCategories, name: String, notes: inout [String]
    ) throws(COCOError) -> [Int: Int] {
        let entries = named.entries
        let count = classes.keys.max() ?? 0
        var places: [Int: Int]?
        if !areNamed {
            places = named.numbering(classCount: count)
            if places != nil {
                notes.append("the model's classes have no names: they were numbered as training numbers categories")
            }
        } else if entries.count == 1, let label = count == 1 ? 1 : classes.keys.first(where: { $0 == entries[0].id }) {
            // One class for one category, or, of many, the one with the category's number.
            places = [label: 0]
            notes.append(
                "no class has the category's name: class \(label), \"\(classes[label] ?? "")\", was taken for "
                    + "category \(entries[0].id), \"\(entries[0].name)\"")
        }
        guard let places else {
            let own = classes.sorted { $0.key < $1.key }.map(\.value)
            throw .mismatch(
                subject: "\(name): its \(count == 1 ? "class" : "\(count) classes") (\(list(own)))",
                expected: "the data set's categories by name or number",
                found: "others than its \(entries.count) (\(list(entries.map(\.name))))")
        }
        return places
    }

    private static func list(_ names: [String]) -> String {
        names.prefix(5).map { "\"\($0)\"" }.joined(separator: ", ") + (names.count > 5 ? " …" : "")
    }
}
