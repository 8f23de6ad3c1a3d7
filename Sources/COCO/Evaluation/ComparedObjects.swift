package import Geometry

/// A data set and results made ready to be compared: which image each object is in, and its area.
///
/// Images are named by their places among the images' ids in rising order, annotations by their places in the data set,
/// results by their places in the list.
package struct ComparedObjects: Sendable {
    package let groundTruth: Dataset
    package let results: [DetectionResult]
    package let options: EvaluationOptions
    /// The ids of the images, rising, each once.
    package let imageIDs: [Int]
    /// The sizes of the images; nil where neither the data set nor a mask says.
    package let imageSizes: [ImageSize?]
    /// The image of each annotation; −1 where the data set does not list it.
    package let annotationImages: [Int32]
    /// The image of each result.
    package let resultImages: [Int32]
    /// The area by which each annotation is small or large.
    package let annotationAreas: [Double]
    /// The area by which each result is small or large.
    package let resultAreas: [Double]

    /// Checks everything that does not need pixels.
    /// - Throws: `COCOError` where options make no sense, a result names an image that is not there or has no number for
    ///   a score, or a mask is not of its image's size.
    package init(
        groundTruth: Dataset, results: [DetectionResult], options: EvaluationOptions
    ) throws(COCOError) {
        try options.validate()
        self.groundTruth = groundTruth
        self.results = results
        self.options = options

        var lastOfID: [Int: Int] = [:]
        for (place, image) in groundTruth.images.enumerated() { lastOfID[image.id] = place }
        let ids = lastOfID.keys.sorted()
        var places: [Int: Int32] = [:]
        places.reserveCapacity(ids.count)
        for (place, id) in ids.enumerated() { places[id] = Int32(place) }
        var sizes = ids.map { id in lastOfID[id].flatMap { groundTruth.images[$0].size } }

        annotationImages = groundTruth.annotations.map { places[$0.imageID] ?? -1 }
        var resultImages: [Int32] = []
        resultImages.reserveCapacity(results.count)
        for (index, result) in results.enumerated() {
            guard let image = places[result.imageID] else {
                throw .mismatch(
                    subject: "results[\(index)]", expected: "the id of an image of the data set",
                    found: "image_id \(result.imageID)")
            }
            guard !result.score.isNaN else {
                throw .mismatch(subject: "results[\(index)]", expected: "a number for a score", found: "NaN")
            }
            resultImages.append(image)
        }
        self.resultImages = resultImages

        try Self.check(
            groundTruth, results, annotationImages, resultImages, iouType: options.iouType, sizes: &sizes)
        if options.iouType == .keypoints {
            try Self.checkKeypoints(
                groundTruth, results, annotationImages, sigmaCount: options.keypointSigmas.count)
        }
        imageIDs = ids
        imageSizes = sizes
        (annotationAreas, resultAreas) = try Self.areas(
            of: groundTruth, results, options, annotationImages, resultImages, sizes)
    }

    /// How an error names an annotation.
    static func subject(annotation index: Int, of groundTruth: Dataset) -> String {
        let annotation = groundTruth.annotations[index]
        return "annotations[\(index)] (id \(annotation.id), image \(annotation.imageID))"
    }

    /// How an error names a result.
    static func subject(result index: Int, of results: [DetectionResult]) -> String {
        "results[\(index)] (image \(results[index].imageID))"
    }
}
