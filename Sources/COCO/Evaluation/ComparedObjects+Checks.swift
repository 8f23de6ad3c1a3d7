import Geometry

extension ComparedObjects {
    /// Checks boxes and the sizes of masks, and takes from masks the sizes of images that the data set does not give.
    ///
    /// Where pixels are compared, a list of polygons of which none is one is an error, too: drawn, it would be an object without
    /// a pixel, which no result can find.
    static func check(
        _ groundTruth: Dataset, _ results: [DetectionResult], _ annotationImages: [Int32], _ resultImages: [Int32],
        iouType: IoUType, sizes: inout [ImageSize?]
    ) throws(COCOError) {
        let comparesPixels = iouType == .segm || iouType == .boundary
        for (index, annotation) in groundTruth.annotations.enumerated() where annotationImages[index] >= 0 {
            let fault = fault(
                annotation.box, annotation.segmentation, comparesPixels, in: &sizes[Int(annotationImages[index])])
            if let fault {
                throw .mismatch(
                    subject: subject(annotation: index, of: groundTruth), expected: fault.expected, found: fault.found)
            }
        }
        for (index, result) in results.enumerated() {
            let size = Int(resultImages[index])
            if let fault = fault(result.box, result.segmentation, comparesPixels, in: &sizes[size]) {
                throw .mismatch(
                    subject: subject(result: index, of: results), expected: fault.expected, found: fault.found)
            }
        }
    }

    private static func fault(
        _ box: AnnotationBox?, _ segmentation: Segmentation?, _ comparesPixels: Bool, in size: inout ImageSize?
    ) -> (expected: String, found: String)? {
        if let box, !(box.x.isFinite && box.y.isFinite && box.width.isFinite && box.height.isFinite) {
            return ("a box of finite numbers", "[\(box.x), \(box.y), \(box.width), \(box.height)]")
        }
        if comparesPixels, let content = segmentation?.formlessContent {
            return ("polygons of three points or more", content)
        }
        guard case .runLengths(let mask, _) = segmentation else { return nil }
        guard let known = size else {
            size = mask.size
            return nil
        }
        return known == mask.size ? nil : ("a mask of its image's size, \(known)", "\(mask.size)")
    }
}
