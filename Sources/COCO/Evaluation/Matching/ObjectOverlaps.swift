import Geometry

/// Computes intersections over union of results and annotations of one image after another.
///
/// It keeps its memory from call to call, so a thread has one of its own. Masks are drawn and read only where the boxes
/// around them overlap.
package struct ObjectOverlaps {
    let objects: ComparedObjects
    var arena = RunArena()
    var resultRegions: [LazyRegion] = []
    var annotationRegions: [LazyRegion] = []
    private var boxes: [AnnotationBox] = []

    /// Starts with no memory.
    package init(_ objects: ComparedObjects) {
        self.objects = objects
    }

    /// Intersection over union of each result with each annotation, by the evaluation's `iouType`; with a crowd, the
    /// share of the result that lies in it.
    /// - Parameters:
    ///   - image: The image's place among the images.
    ///   - results: The places of results of the image.
    ///   - annotations: The places of annotations of the image.
    /// - Returns: Row by row, one row a result.
    /// - Throws: `COCOError.mismatch` where what is compared is missing or cannot be drawn.
    package mutating func matrix(image: Int, results: [Int], annotations: [Int]) throws(COCOError) -> [Double] {
        var values = [Double](repeating: 0, count: results.count * annotations.count)
        let rows = results.map { Int32($0) }
        let columns = annotations.map { Int32($0) }
        try fill(&values, image: image, results: rows[...], annotations: columns[...])
        return values
    }

    /// As `matrix`, into an array whose first values are overwritten.
    mutating func fill(
        _ values: inout [Double], image: Int, results: ArraySlice<Int32>, annotations: ArraySlice<Int32>
    ) throws(COCOError) {
        let count = results.count * annotations.count
        if values.count < count { values = [Double](repeating: 0, count: count) }
        guard count > 0 else { return }
        if objects.options.iouType == .bbox {
            try fillFromBoxes(&values, image: image, results: results, annotations: annotations)
        } else {
            try fillFromMasks(&values, image: image, results: results, annotations: annotations)
        }
    }

    /// Whether an annotation is to be taken as a crowd: LVIS knows none.
    func isCrowd(_ annotation: Int32) -> Bool {
        objects.options.rules == .coco && objects.groundTruth.annotations[Int(annotation)].isCrowd
    }

    private mutating func fillFromBoxes(
        _ values: inout [Double], image: Int, results: ArraySlice<Int32>, annotations: ArraySlice<Int32>
    ) throws(COCOError) {
        boxes.removeAll(keepingCapacity: true)
        for annotation in annotations { boxes.append(try objects.box(ofAnnotation: Int(annotation), image: image)) }
        let columns = annotations.count
        for (row, result) in results.enumerated() {
            let box = try objects.box(ofResult: Int(result), image: image)
            let area = box.area
            for (column, annotation) in annotations.enumerated() {
                let other = boxes[column]
                let width = min(box.x + box.width, other.x + other.width) - max(box.x, other.x)
                let height = min(box.y + box.height, other.y + other.height) - max(box.y, other.y)
                var iou = 0.0
                if width > 0, height > 0 {
                    let shared = width * height
                    iou = shared / (isCrowd(annotation) ? area : area + other.area - shared)
                }
                values[row * columns + column] = iou
            }
        }
    }
}
