internal import Files
import Geometry

/// The objects and results of one image that an analysis looks at.
struct ImageScene: Sendable {
    /// The image's place among the images' ids.
    var image: Int
    /// The objects, as places in the data set's annotations, in their order.
    var annotations: [Int] = []
    /// The results, as places in the list of results, by falling score, equal ones in their order.
    var results: [Int] = []
}

/// The images of a data set, each with what an analysis looks at there.
struct ImageScenes: Sendable {
    let objects: ComparedObjects
    /// One for each image, in the order of ids.
    private let scenes: [ImageScene]

    /// - Parameters:
    ///   - scoreThreshold: The least score of a result that counts; nil keeps all.
    ///   - categoryIDs: The categories whose objects and results count; nil keeps all.
    init(
        groundTruth: Dataset, results: [DetectionResult], iouType: IoUType = .segm, scoreThreshold: Double?,
        categoryIDs: Set<Int>? = nil, keypointSigmas: [Double] = EvaluationOptions.cocoKeypointSigmas, threads: Int?
    ) throws(COCOError) {
        if let scoreThreshold, scoreThreshold.isNaN {
            throw .setting(key: "scoreThreshold", expected: "a number", found: "NaN")
        }
        var options = EvaluationOptions()
        options.iouType = iouType
        options.keypointSigmas = keypointSigmas
        options.threads = threads
        let objects = try ComparedObjects(groundTruth: groundTruth, results: results, options: options)
        var scenes = objects.imageIDs.indices.map { ImageScene(image: $0) }
        for (index, image) in objects.annotationImages.enumerated() where image >= 0 {
            if categoryIDs?.contains(groundTruth.annotations[index].categoryID) == false { continue }
            scenes[Int(image)].annotations.append(index)
        }
        for (index, image) in objects.resultImages.enumerated() {
            let result = results[index]
            if let scoreThreshold, result.score < scoreThreshold { continue }
            if categoryIDs?.contains(result.categoryID) == false { continue }
            scenes[Int(image)].results.append(index)
        }
        self.objects = objects
        self.scenes = scenes
    }

    /// What a closure gives for each image, computed on several threads.
    func map<Value: Sendable>(
        _ body: @Sendable (ImageScene) throws(COCOError) -> Value
    ) throws(COCOError) -> [Value] {
        let failure = FirstFailure()
        var values = [Value?](repeating: nil, count: scenes.count)
        values.withUnsafeMutableBufferPointer { buffer in
            // Each image writes to its own place.
            nonisolated(unsafe) let places = buffer
            inParallel(count: scenes.count, chunk: 8, threads: objects.options.threads, scratch: {}) { range, _ in
                for index in range {
                    var scene = scenes[index]
                    scene.results.sort { objects.results[$0].score > objects.results[$1].score }
                    do throws(COCOError) {
                        places[index] = try body(scene)
                    } catch {
                        failure.record(error, at: index)
                    }
                }
            }
        }
        try failure.check()
        return values.compactMap(\.self)
    }

    /// The pixels of annotations of a scene.
    /// - Throws: `COCOError.mismatch` where one has only a box, or polygons that cannot be drawn.
    func masks(ofAnnotations annotations: [Int], in scene: ImageScene) throws(COCOError) -> [RunLengthMask] {
        var masks: [RunLengthMask] = []
        for annotation in annotations { masks.append(try objects.mask(ofAnnotation: annotation, image: scene.image)) }
        return masks
    }

    /// The pixels of the results of a scene.
    /// - Throws: `COCOError.mismatch` where one has polygons that cannot be drawn.
    func masksOfResults(in scene: ImageScene) throws(COCOError) -> [RunLengthMask] {
        var masks: [RunLengthMask] = []
        for result in scene.results { masks.append(try objects.mask(ofResult: result, image: scene.image)) }
        return masks
    }

    /// How an error names a scene's image.
    func subject(_ scene: ImageScene) -> String { "image \(objects.imageIDs[scene.image])" }

    /// Whether an annotation is a crowd, or counts as one since none of its keypoints is labelled.
    func isCrowd(_ annotation: Int) -> Bool { objects.isIgnored(annotation: annotation) }

    /// The category's id of an annotation.
    func categoryID(annotation: Int) -> Int { objects.groundTruth.annotations[annotation].categoryID }

    /// The category's id of a result.
    func categoryID(result: Int) -> Int { objects.results[result].categoryID }
}

/// Not met once `ComparedObjects` has seen that all masks of an image are of one size, but for images too wide to measure.
func sizeMismatch(_ subject: String, _ error: GeometryError) -> COCOError {
    .mismatch(subject: subject, expected: "masks that can be compared", found: error.description)
}

/// Refuses keypoints for an analysis that asks how boxes or masks of different categories overlap.
func checkHasRegions(_ iouType: IoUType, in analysis: String) throws(COCOError) {
    guard iouType != .keypoints else {
        throw .setting(
            key: "iouType", expected: "bbox, segm or boundary for \(analysis)", found: iouType.rawValue)
    }
}

/// Refuses a threshold of IoU by which everything, or nothing, would match.
func checkThreshold(_ value: Double, named name: String) throws(COCOError) {
    guard value > 0, value <= 1 else {
        throw .setting(key: name, expected: "above 0 and at most 1", found: "\(value)")
    }
}
