internal import Files

extension Dataset {
    /// Reads a data set in COCO's or LVIS's format.
    ///
    /// The file is read once, from front to back, and nothing but the data set is kept of it. `images`, `annotations` and
    /// `categories` may be absent, as in the files of COCO's test images. Fields of other names are kept as
    /// `otherFields`; of a field that comes twice the last counts, as in Python. Annotations without an id are numbered
    /// after the others (`numberedAnnotationIDs`).
    /// - Throws: `COCOError` where the file cannot be read, is not JSON, or a value is not what the format says; with the
    ///   line, the column and the field.
    /// Complexity: O(*n*) in the file's bytes.
    public init(contentsOfFile path: String) throws(COCOError) {
        self = try JSONReader.read(contentsOfFile: path) { (reader) throws(JSONFailure) in try reader.readDataset() }
    }

    /// Reads a data set from JSON text in UTF-8.
    /// - Parameters:
    ///   - json: The text.
    ///   - name: What errors call the text.
    /// - Throws: `COCOError` where the text is not JSON, or a value is not what the format says.
    public init(json: [UInt8], name: String = "data set") throws(COCOError) {
        self = try JSONReader.read(json, name: name) { (reader) throws(JSONFailure) in try reader.readDataset() }
    }
}

extension Dataset {
    /// Gives annotations without an id the numbers after the greatest one that there is.
    fileprivate mutating func numberAnnotations(at places: [Int]) {
        guard !places.isEmpty else { return }
        let missing = Set(places)
        let used = Set(annotations.enumerated().lazy.filter { !missing.contains($0.offset) }.map(\.element.id))
        let greatest = max(used.max() ?? 0, 0)
        // After the greatest integer, the first that are free.
        var next = greatest < Int.max - places.count ? greatest : 0
        for place in places {
            repeat { next += 1 } while used.contains(next)
            annotations[place].id = next
            numberedAnnotationIDs.insert(next)
        }
    }
}

extension JSONReader {
    fileprivate mutating func readDataset() throws(JSONFailure) -> Dataset {
        skipSpace()
        if byte == UInt8(ascii: "[") {
            throw wrongValue(
                at: position, expected: "a data set, which is an object", found: "a list, as files of results are")
        }
        var dataset = Dataset()
        var withoutID: [Int] = []
        try enterObject(expected: "a data set")
        var isFirst = true
        while let name = try nextName(&isFirst) {
            if self.is(name, "images") {
                dataset.images = try readRecords("a list of images") { (reader) throws(JSONFailure) in
                    try reader.readImage()
                }
            } else if self.is(name, "annotations") {
                withoutID = []
                var place = 0
                dataset.annotations = try readRecords("a list of annotations") { (reader) throws(JSONFailure) in
                    let (annotation, id) = try reader.readAnnotation()
                    if id == nil { withoutID.append(place) }
                    place += 1
                    return annotation
                }
            } else if self.is(name, "categories") {
                dataset.categories = try readRecords("a list of categories") { (reader) throws(JSONFailure) in
                    try reader.readCategory()
                }
            } else {
                try readOtherField(name, into: &dataset.otherFields)
            }
        }
        dataset.otherFields.keepLastOfEachName()
        dataset.numberAnnotations(at: withoutID)
        return dataset
    }

    /// Reads a list whose elements a closure reads; null is an empty list.
    @inline(__always)
    mutating func readRecords<Record>(
        _ expected: @autoclosure () -> String, _ record: (inout JSONReader) throws(JSONFailure) -> Record
    ) throws(JSONFailure) -> [Record] {
        if try readNull() { return [] }
        var records: [Record] = []
        try enterList(expected: expected())
        var isFirst = true
        while try nextElement(&isFirst) { records.append(try record(&self)) }
        return records
    }
}
