/// The categories of a data set as their names tell them apart, in the order in which training numbers them as classes.
///
/// Categories of one name are one. Names that are equal but for case and spaces are one where a single one of them is used, since
/// the others are leftovers of annotation programs; where several are, they stay apart: nobody but the user knows.
public struct NamedCategories: Sendable {
    /// Categories that are one.
    public struct Entry: Sendable, Hashable {
        /// The name, of several the one that is used.
        public let name: String
        /// The id that stands for all: that with the most annotations, of equals the lowest.
        public let id: Int
        /// All ids, rising.
        public let ids: [Int]
        /// All ways in which the name is written.
        public let spellings: Set<String>
        /// How many annotations there are of all.
        public let annotationCount: Int

        /// Those of the ids that annotations have.
        public let usedIDs: [Int]
    }

    /// The categories by their lowest ids.
    public let entries: [Entry]

    private let placeOfSpelling: [String: Int]
    private let placesOfComparable: [String: [Int]]

    /// Finds out what a data set's categories are.
    ///
    /// Complexity: O(*n*) in the annotations.
    public init(_ dataset: Dataset) {
        var counts: [Int: Int] = [:]
        for annotation in dataset.annotations { counts[annotation.categoryID, default: 0] += 1 }
        self.init(dataset.categories, counts: counts)
    }

    private init(_ categories: [ObjectCategory], counts: [Int: Int]) {
        // Of records of one id the first counts, as everywhere.
        var nameOfID: [Int: String] = [:]
        for category in categories where nameOfID[category.id] == nil { nameOfID[category.id] = category.name }
        let byName = Dictionary(grouping: nameOfID.keys) { nameOfID[$0] ?? "" }
        func use(_ name: String) -> Int { (byName[name] ?? []).reduce(0) { $0 + (counts[$1] ?? 0) } }
        let groups = Dictionary(grouping: byName.keys, by: Self.comparable).values.flatMap { names -> [[String]] in
            names.count { use($0) > 0 } == 1 ? [names] : names.map { [$0] }
        }
        entries = groups.map { names in
            let ids = names.flatMap { byName[$0] ?? [] }.sorted()
            let best = ids.max { (counts[$0] ?? 0, $1) < (counts[$1] ?? 0, $0) } ?? 0
            return Entry(
                name: nameOfID[best] ?? "", id: best, ids: ids, spellings: Set(names),
                annotationCount: ids.reduce(0) { $0 + (counts[$1] ?? 0) },
                usedIDs: ids.filter { (counts[$0] ?? 0) > 0 })
        }.sorted { $0.ids[0] < $1.ids[0] }
        var placeOfSpelling: [String: Int] = [:]
        var placesOfComparable: [String: [Int]] = [:]
        for (place, entry) in entries.enumerated() {
            for spelling in entry.spellings where placeOfSpelling[spelling] == nil { placeOfSpelling[spelling] = place }
            for comparable in Set(entry.spellings.map(Self.comparable)) {
                placesOfComparable[comparable, default: []].append(place)
            }
        }
        self.placeOfSpelling = placeOfSpelling
        self.placesOfComparable = placesOfComparable
    }

    /// A name without what spellings differ in: case and spaces.
    public static func comparable(_ name: String) -> String {
        name.lowercased().filter { !$0.isWhitespace }
    }

    /// The place of the category of exactly this name.
    public func index(of name: String) -> Int? { placeOfSpelling[name] }

    /// The places of categories whose names are equal to this one but for case and spaces.
    public func indices(like name: String) -> [Int] {
        placesOfComparable[Self.comparable(name)] ?? []
    }

    /// Which category each class of a model is that says nothing but how many it has: the place of each label's category.
    ///
    /// With as many classes as categories they are numbered as training numbers them. With as many as the greatest id they are
    /// the ids, as in torchvision's references, whose 91 classes have COCO's ids with their gaps.
    /// - Parameter classCount: The number of classes without the background.
    /// - Returns: Nil where neither holds.
    public func numbering(classCount: Int) -> [Int: Int]? {
        if classCount == entries.count {
            return Dictionary(uniqueKeysWithValues: entries.indices.map { ($0 + 1, $0) })
        }
        guard entries.contains(where: { $0.ids.contains(classCount) }),
            entries.allSatisfy({ ($0.ids.last ?? 0) <= classCount && $0.usedIDs.allSatisfy { $0 > 0 } })
        else { return nil }
        var places: [Int: Int] = [:]
        for (place, entry) in entries.enumerated() {
            for id in entry.ids where id > 0 { places[id] = place }
        }
        return places
    }

    /// Groups of used categories whose names are equal but for case and spaces, which nobody but the user can tell apart.
    public var similar: [[Entry]] {
        let groups = Dictionary(grouping: entries.filter { $0.annotationCount > 0 }) { Self.comparable($0.name) }
        return groups.values.filter { $0.count > 1 }.sorted { $0[0].ids[0] < $1[0].ids[0] }
    }

    /// What whoever compares results of a file with the data set should know: there, ids tell categories apart, whatever their names.
    public var notes: [String] {
        func list(_ ids: [Int]) -> String { ids.map(String.init).joined(separator: ", ") }
        let repeated = entries.filter { $0.usedIDs.count > 1 }.map { entry in
            "the categories \(list(entry.usedIDs)) are all called \"\(entry.name)\": results count by their ids"
        }
        let alike = similar.map { group in
            "the names of the categories \(list(group.map(\.id))) differ in case or spaces alone: results count by their ids"
        }
        return repeated + alike
    }
}
