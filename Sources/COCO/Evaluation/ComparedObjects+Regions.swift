import Geometry

extension ComparedObjects {
    /// An annotation's box, or else the one around its pixels.
    func box(ofAnnotation index: Int, image: Int) throws(COCOError) -> AnnotationBox {
        if let box = groundTruth.annotations[index].box { return box }
        return AnnotationBox(bounding: try mask(ofAnnotation: index, image: image))
    }

    /// A result's box, or else the one around its pixels, or its keypoints.
    func box(ofResult index: Int, image: Int) throws(COCOError) -> AnnotationBox {
        let result = results[index]
        if let box = result.box { return box }
        if result.segmentation == nil, let extent = result.keypoints.flatMap({ AnnotationBox(around: $0) }) {
            return extent
        }
        return AnnotationBox(bounding: try mask(ofResult: index, image: image))
    }

    /// An annotation's pixels.
    func segmentation(ofAnnotation index: Int) throws(COCOError) -> Segmentation {
        if let segmentation = groundTruth.annotations[index].segmentation { return segmentation }
        throw .mismatch(
            subject: Self.subject(annotation: index, of: groundTruth),
            expected: "a \(options.iouType == .segm || options.iouType == .boundary ? "segmentation" : "box")",
            found: "none")
    }

    /// A result's pixels, or else its box as a polygon.
    func segmentation(ofResult index: Int) throws(COCOError) -> Segmentation {
        if let segmentation = results[index].segmentation { return segmentation }
        guard let box = results[index].box else {
            throw .mismatch(
                subject: Self.subject(result: index, of: results), expected: "a box or a segmentation",
                found: "neither")
        }
        let (right, bottom) = (box.x + box.width, box.y + box.height)
        return .polygons([[box.x, box.y, box.x, bottom, right, bottom, right, box.y]])
    }

    /// An annotation's pixels as a mask.
    func mask(ofAnnotation index: Int, image: Int) throws(COCOError) -> RunLengthMask {
        try Self.mask(
            of: segmentation(ofAnnotation: index), size: imageSizes[image],
            subject: Self.subject(annotation: index, of: groundTruth))
    }

    /// A result's pixels as a mask.
    func mask(ofResult index: Int, image: Int) throws(COCOError) -> RunLengthMask {
        try Self.mask(
            of: segmentation(ofResult: index), size: imageSizes[image],
            subject: Self.subject(result: index, of: results))
    }
}
