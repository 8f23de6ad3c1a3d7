internal import COCO

/// Which class each category of a data set is.
struct CategoryNumbering {
    let palette: ClassPalette
    /// The class of each category's id; none for categories that are no class.
    private(set) var labels: [Int: UInt8] = [:]
    /// What is left out or was taken for something else.
    private(set) var notes: [String] = []

    init(_ dataset: Dataset, palette: ClassPalette?) throws(ClassMapError) {
        let named = NamedCategories(dataset)
        guard let palette else {
            self.palette = try ClassPalette(named)
            for (index, entry) in named.entries.enumerated() {
                for id in entry.ids { labels[id] = UInt8(index + 1) }
            }
            return
        }
        self.palette = palette
        var taken: Set<Int> = []
        // Nobody marks the background.
        for label in palette.names.indices.dropFirst(palette.hasBackground ? 1 : 0) {
            let name = palette.names[label]
            let alike = named.indices(like: name)
            guard let place = named.index(of: name) ?? (alike.count == 1 ? alike[0] : nil),
                taken.insert(place).inserted
            else { continue }
            let entry = named.entries[place]
            for id in entry.ids { labels[id] = UInt8(label) }
            if !entry.spellings.contains(name) {
                notes.append("the category \"\(entry.name)\" was taken for the class \"\(name)\"")
            }
        }
        guard !taken.isEmpty else {
            throw .classes(
                subject: "the data set's categories",
                expected: "some of the classes' names, such as \(palette.names.last ?? "")",
                found: Self.list(named.entries.map(\.name)))
        }
        let left = named.entries.indices.filter { !taken.contains($0) && named.entries[$0].annotationCount > 0 }
        if !left.isEmpty {
            let count = left.reduce(0) { $0 + named.entries[$1].annotationCount }
            let words =
                (count == 1 ? "1 object of a category that is" : "\(count) objects of categories that are")
                + " no class "
                + (count == 1 ? "is" : "are")
            notes.append("\(words) not painted: \(Self.list(left.map { named.entries[$0].name }))")
        }
    }

    /// A few of some names.
    private static func list(_ names: [String]) -> String {
        if names.isEmpty { return "none" }
        let rest = names.count - 5
        return names.prefix(5).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }
}
