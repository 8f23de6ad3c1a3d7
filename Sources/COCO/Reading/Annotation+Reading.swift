extension JSONReader {
    /// Reads an annotation of a data set; one without an id gets nil there.
    mutating func readAnnotation() throws(JSONFailure) -> (annotation: Annotation, id: Int?) {
        var annotation = Annotation(id: 0, imageID: 0, categoryID: 0, box: nil, area: nil, segmentation: nil)
        var id: Int?
        var imageID: Int?
        var categoryID: Int?
        var labelledCountStart: Int?
        let start = position
        try enterObject(expected: "an annotation, which is an object")
        var isFirst = true
        while let name = try nextName(&isFirst) {
            if self.is(name, "segmentation") {
                annotation.segmentation = try readSegmentation()
            } else if self.is(name, "area") {
                annotation.area = try readNull() ? nil : readDouble()
            } else if self.is(name, "iscrowd") {
                annotation.isCrowd = try readFlag()
            } else if self.is(name, "image_id") {
                imageID = try readInteger(expected: "an integer, an image's id")
            } else if self.is(name, "bbox") {
                annotation.box = try readBox()
            } else if self.is(name, "category_id") {
                categoryID = try readInteger(expected: "an integer, a category's id")
            } else if self.is(name, "id") {
                id = try readNull() ? nil : readInteger(expected: "an integer, the annotation's id")
            } else if self.is(name, "keypoints") {
                annotation.keypoints = try readKeypoints(into: &annotation.otherFields)
            } else {
                if self.is(name, "num_keypoints") { labelledCountStart = position }
                try readOtherField(name, into: &annotation.otherFields)
            }
        }
        // Without keypoints their number says nothing, and stays among the other fields.
        if annotation.keypoints != nil {
            annotation.labelledKeypointCount = try labelledKeypointCount(at: labelledCountStart)
            annotation.otherFields.removeAll { $0.name == "keypoints" || $0.name == "num_keypoints" }
        }
        guard let imageID else { throw missing("image_id", at: start, expected: "an integer, an image's id") }
        guard let categoryID else { throw missing("category_id", at: start, expected: "an integer, a category's id") }
        annotation.id = id ?? 0
        annotation.imageID = imageID
        annotation.categoryID = categoryID
        annotation.otherFields.keepLastOfEachName()
        return (annotation, id)
    }
}
