extension JSONReader {
    /// Reads a category of a data set.
    mutating func readCategory() throws(JSONFailure) -> ObjectCategory {
        var category = ObjectCategory(id: 0, name: "")
        var id: Int?
        var name: String?
        var otherFrequency: OtherField?
        var skeletonStart: Int?
        let start = position
        try enterObject(expected: "a category, which is an object")
        var isFirst = true
        while let field = try nextName(&isFirst) {
            if self.is(field, "id") {
                id = try readInteger(expected: "an integer, the category's id")
            } else if self.is(field, "name") {
                name = try readText()
            } else if self.is(field, "supercategory") {
                category.supercategory = try readNull() ? nil : readText()
            } else if self.is(field, "frequency") {
                let start = position
                let json = try readRawValue()
                category.frequency = frequency(at: start)
                // What is none is kept as it stands; of several the last counts.
                otherFrequency = category.frequency == nil ? OtherField(name: "frequency", json: json) : nil
            } else if self.is(field, "keypoints") {
                category.keypoints = try readKeypointNames(into: &category.otherFields)
            } else {
                if self.is(field, "skeleton") { skeletonStart = position }
                try readOtherField(field, into: &category.otherFields)
            }
        }
        // Without keypoints a skeleton joins nothing, and stays among the other fields.
        if !category.keypoints.isEmpty {
            category.skeleton = try skeleton(at: skeletonStart, keypointCount: category.keypoints.count)
            category.otherFields.removeAll {
                $0.name == "keypoints" || $0.name == "skeleton" && !category.skeleton.isEmpty
            }
        }
        guard let id else { throw missing("id", at: start, expected: "an integer, the category's id") }
        guard let name else { throw missing("name", at: start, expected: "a string, the category's name") }
        category.id = id
        category.name = name
        if let otherFrequency { category.otherFields.append(otherFrequency) }
        category.otherFields.keepLastOfEachName()
        return category
    }

    /// LVIS's frequency in the value that begins at a place; nil where it is none of the three.
    private func frequency(at start: Int) -> ObjectCategory.Frequency? {
        var copy = self
        copy.position = start
        guard let text = try? copy.readText() else { return nil }
        return ObjectCategory.Frequency(rawValue: text)
    }
}
