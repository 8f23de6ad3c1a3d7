package import Geometry

extension Annotation {
    /// The segmentation; nil where there is none, or a list of nothing, as programs write for boxes.
    /// - Throws: `COCOError.mismatch` where it is no outline.
    package var outlinedSegmentation: Segmentation? {
        get throws(COCOError) {
            guard let segmentation, let content = segmentation.formlessContent else { return segmentation }
            if case .polygons(let rings) = segmentation, rings.allSatisfy(\.isEmpty) { return nil }
            throw .mismatch(subject: "annotation \(id)", expected: "polygons of three points or more", found: content)
        }
    }

    /// The object's pixels in an image of a size; nil where it has a box alone.
    /// - Throws: `COCOError.mismatch` where its outline cannot be drawn, or its mask is of another size.
    package func pixels(in size: ImageSize) throws(COCOError) -> RunLengthMask? {
        switch try outlinedSegmentation {
        case nil: return nil
        case .runLengths(let mask, _):
            guard mask.size == size else {
                throw .mismatch(
                    subject: "annotation \(id)", expected: "a mask of \(size) pixels", found: "\(mask.size)")
            }
            return mask
        case .polygons(let rings):
            do {
                return try RunLengthMask(cocoPolygons: rings, size: size)
            } catch {
                throw .mismatch(subject: "annotation \(id)", expected: "polygons", found: error.description)
            }
        }
    }
}
