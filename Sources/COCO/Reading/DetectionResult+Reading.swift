extension [DetectionResult] {
    /// Reads results in COCO's format: a list of objects with `image_id`, `category_id`, `score`, and `bbox`,
    /// `segmentation` or `keypoints`, or several of them.
    ///
    /// The file is read once, from front to back, and nothing but the results is kept of it.
    /// - Throws: `COCOError` where the file cannot be read, is not JSON, or a value is not what the format says; with the
    ///   line, the column and the field.
    /// Complexity: O(*n*) in the file's bytes.
    public init(contentsOfFile path: String) throws(COCOError) {
        self = try JSONReader.read(contentsOfFile: path) { (reader) throws(JSONFailure) in try reader.readResults() }
    }

    /// Reads results from JSON text in UTF-8.
    /// - Parameters:
    ///   - json: The text.
    ///   - name: What errors call the text.
    /// - Throws: `COCOError` where the text is not JSON, or a value is not what the format says.
    public init(json: [UInt8], name: String = "results") throws(COCOError) {
        self = try JSONReader.read(json, name: name) { (reader) throws(JSONFailure) in try reader.readResults() }
    }
}

extension JSONReader {
    fileprivate mutating func readResults() throws(JSONFailure) -> [DetectionResult] {
        skipSpace()
        if byte == UInt8(ascii: "{") {
            throw wrongValue(
                at: position, expected: "results, which are a list", found: "an object, as data sets are")
        }
        if byte == UInt8(ascii: "n") { throw wrongValue(expected: "results") }
        return try readRecords("results") { (reader) throws(JSONFailure) in try reader.readResult() }
    }

    private mutating func readResult() throws(JSONFailure) -> DetectionResult {
        var result = DetectionResult(imageID: 0, categoryID: 0, score: 0, box: nil, segmentation: nil)
        var imageID: Int?
        var categoryID: Int?
        var score: Double?
        let start = position
        try enterObject(expected: "a result, which is an object")
        var isFirst = true
        while let name = try nextName(&isFirst) {
            if self.is(name, "image_id") {
                imageID = try readInteger(expected: "an integer, an image's id")
            } else if self.is(name, "category_id") {
                categoryID = try readInteger(expected: "an integer, a category's id")
            } else if self.is(name, "bbox") {
                result.box = try readBox()
            } else if self.is(name, "score") {
                score = try readDouble()
            } else if self.is(name, "segmentation") {
                result.segmentation = try readSegmentation()
            } else if self.is(name, "keypoints") {
                result.keypoints = try readDetectedKeypoints(into: &result.otherFields)
            } else {
                try readOtherField(name, into: &result.otherFields)
            }
        }
        if result.keypoints != nil { result.otherFields.removeAll { $0.name == "keypoints" } }
        guard let imageID else { throw missing("image_id", at: start, expected: "an integer, an image's id") }
        guard let categoryID else { throw missing("category_id", at: start, expected: "an integer, a category's id") }
        guard let score else { throw missing("score", at: start, expected: "a number") }
        result.imageID = imageID
        result.categoryID = categoryID
        result.score = score
        result.otherFields.keepLastOfEachName()
        return result
    }
}
