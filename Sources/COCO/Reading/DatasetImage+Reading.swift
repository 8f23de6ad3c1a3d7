internal import Geometry

extension JSONReader {
    /// Reads an image of a data set.
    mutating func readImage() throws(JSONFailure) -> DatasetImage {
        var image = DatasetImage(id: 0, fileName: nil, size: nil)
        var id: Int?
        var width: Int?
        var height: Int?
        let start = position
        try enterObject(expected: "an image, which is an object")
        var isFirst = true
        while let name = try nextName(&isFirst) {
            if self.is(name, "id") {
                id = try readInteger(expected: "an integer, the image's id")
            } else if self.is(name, "file_name") {
                image.fileName = try readNull() ? nil : readText()
            } else if self.is(name, "width") {
                width = try readNull() ? nil : readSide()
            } else if self.is(name, "height") {
                height = try readNull() ? nil : readSide()
            } else if self.is(name, "neg_category_ids") {
                image.negativeCategoryIDs = try readNull() ? nil : readIDs()
            } else if self.is(name, "not_exhaustive_category_ids") {
                image.notExhaustiveCategoryIDs = try readNull() ? nil : readIDs()
            } else {
                try readOtherField(name, into: &image.otherFields)
            }
        }
        guard let id else { throw missing("id", at: start, expected: "an integer, the image's id") }
        image.id = id
        if let width, let height {
            image.size = ImageSize(width: width, height: height)
        } else {
            // One side alone is no size, but is not to be lost.
            if let width { image.otherFields.append(OtherField(name: "width", json: "\(width)")) }
            if let height { image.otherFields.append(OtherField(name: "height", json: "\(height)")) }
        }
        image.otherFields.keepLastOfEachName()
        return image
    }
}
