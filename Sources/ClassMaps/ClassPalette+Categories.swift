public import COCO

extension ClassPalette {
    /// The classes of a data set in COCO's format: class 0 is the background, and its categories follow as training numbers them:
    /// by the lowest ids, those of one name as one (`NamedCategories`).
    /// - Throws: `ClassMapError.classes` where it has no categories, more than a map can hold, or one that is called `background`.
    public init(categoriesOf dataset: Dataset) throws(ClassMapError) {
        try self.init(NamedCategories(dataset))
    }

    init(_ named: NamedCategories) throws(ClassMapError) {
        let subject = "the data set's categories"
        guard !named.entries.isEmpty else {
            throw .classes(subject: subject, expected: "at least one", found: "none")
        }
        guard named.entries.count < Self.mostClasses else {
            throw .classes(
                subject: subject,
                expected: "at most \(Self.mostClasses - 1) beside the background, since a pixel has one byte",
                found: "\(named.entries.count)")
        }
        try self.init(names: ["background"] + named.entries.map(\.name), colors: nil, subject: subject)
    }
}
