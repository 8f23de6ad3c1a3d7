import Geometry

extension ComparedObjects {
    /// The areas by which annotations and results are small or large.
    ///
    /// An annotation without an area has that of its pixels, or else of its box.
    static func areas(
        of groundTruth: Dataset, _ results: [DetectionResult], _ options: EvaluationOptions,
        _ annotationImages: [Int32], _ resultImages: [Int32], _ sizes: [ImageSize?]
    ) throws(COCOError) -> (annotations: [Double], results: [Double]) {
        var annotationAreas: [Double] = []
        annotationAreas.reserveCapacity(groundTruth.annotations.count)
        for (index, annotation) in groundTruth.annotations.enumerated() {
            if let area = annotation.area, !area.isNaN {
                annotationAreas.append(area)
            } else if annotationImages[index] < 0 {
                annotationAreas.append(0)
            } else if let segmentation = annotation.segmentation {
                let size = sizes[Int(annotationImages[index])]
                let subject = subject(annotation: index, of: groundTruth)
                annotationAreas.append(Double(try mask(of: segmentation, size: size, subject: subject).area))
            } else {
                annotationAreas.append(annotation.box?.area ?? 0)
            }
        }
        let areas = try resultAreas(results, options, resultImages, sizes)
        return (annotationAreas, areas)
    }

    private static func resultAreas(
        _ results: [DetectionResult], _ options: EvaluationOptions, _ images: [Int32], _ sizes: [ImageSize?]
    ) throws(COCOError) -> [Double] {
        let prefersBox =
            switch options.resultAreas {
            case .asInFile: results.first?.box != nil
            case .compared: options.iouType == .bbox
            }
        let measuresMaskBoxes = options.resultAreas == .compared && options.iouType == .bbox
        let measuresKeypoints = options.resultAreas == .compared && options.iouType == .keypoints
        var areas: [Double] = []
        areas.reserveCapacity(results.count)
        for (index, result) in results.enumerated() {
            if measuresKeypoints, let extent = result.keypoints.flatMap({ AnnotationBox(around: $0) }) {
                areas.append(extent.area)
            } else if prefersBox, let box = result.box {
                areas.append(box.area)
            } else if let segmentation = result.segmentation {
                let subject = subject(result: index, of: results)
                let mask = try mask(of: segmentation, size: sizes[Int(images[index])], subject: subject)
                areas.append(measuresMaskBoxes ? AnnotationBox(bounding: mask).area : Double(mask.area))
            } else {
                let box = result.box ?? result.keypoints.flatMap { AnnotationBox(around: $0) }
                areas.append(box?.area ?? 0)
            }
        }
        return areas
    }

    /// The pixels of a segmentation of an image of a size.
    /// - Throws: `COCOError.mismatch` where polygons cannot be drawn, since the size is not known or they are no polygons.
    static func mask(
        of segmentation: Segmentation, size: ImageSize?, subject: @autoclosure () -> String
    ) throws(COCOError) -> RunLengthMask {
        switch segmentation {
        case .runLengths(let mask, _):
            return mask
        case .polygons(let rings):
            guard let size else {
                throw .mismatch(
                    subject: subject(), expected: "an image with width and height, to draw polygons in",
                    found: "neither")
            }
            do {
                return try RunLengthMask(cocoPolygons: rings, size: size)
            } catch {
                throw .mismatch(
                    subject: subject(), expected: "polygons that can be drawn", found: error.description)
            }
        }
    }
}

extension AnnotationBox {
    /// The smallest box around a mask, in whole pixels; 0, 0, 0, 0 where it is empty.
    ///
    /// Source: pycocotools' `toBbox`.
    init(bounding mask: RunLengthMask) {
        if let box = mask.boundingBox {
            self.init(box)
        } else {
            self.init(x: 0, y: 0, width: 0, height: 0)
        }
    }
}
