internal import Geometry

extension ResultDoubt {
    /// What is doubtful of some results for a data set; empty where they fit it, or nothing else fits better.
    ///
    /// Boxes stand for objects: one fits where its IoU is 0.5 or more, whatever the category. Where keypoints are compared,
    /// those around the keypoints do, of an object those of the labelled ones.
    /// - Parameters:
    ///   - groundTruth: The data set.
    ///   - results: Results of its images; those of other images are left out.
    ///   - iouType: Whether boxes, segmentations or keypoints are compared.
    /// Complexity: O(*r* · *a*) in the results and objects of each image, a few dozen times where little fits.
    public static func all(
        groundTruth: Dataset, results: [DetectionResult], iouType: IoUType
    ) -> [ResultDoubt] {
        let scenes = DoubtScenes(groundTruth, results, iouType)
        guard scenes.objectCount >= fewestObjects, !results.isEmpty else { return [] }
        var doubts: [ResultDoubt] = []
        let written = scenes.located { result, _ in result.written }
        if let doubt = scenes.misreading(written: written) {
            doubts.append(doubt)
        } else if let doubt = scenes.categoryDoubt(located: written) {
            doubts.append(doubt)
        }
        let bare = scenes.scenes.filter { !$0.objects.isEmpty && $0.results.isEmpty }
        let marked = scenes.scenes.count { !$0.objects.isEmpty }
        if bare.count * 4 >= marked, bare.count > 1, bare.count < marked {
            doubts.append(
                .withoutResults(
                    images: bare.count, ofImages: marked, objects: bare.reduce(0) { $0 + $1.objects.count }))
        }
        return doubts
    }
}

/// The objects and results of each image, as boxes.
private struct DoubtScenes {
    struct Object {
        var box: AnnotationBox
        var category: Int
    }

    struct Result {
        var category: Int
        /// The box as the file has it, or around the pixels.
        var written: AnnotationBox?
        /// The four numbers, where boxes are compared.
        var numbers: AnnotationBox?
        /// The segmentation, where those are compared.
        var segmentation: Segmentation?
    }

    struct Scene {
        var size: ImageSize?
        var objects: [Object] = []
        var results: [Result] = []
    }

    /// How many results of an image are looked at: more than any figure counts of most images.
    static let mostResults = 300

    /// Whether boxes are those around keypoints.
    let areOfKeypoints: Bool
    private(set) var scenes: [Scene] = []
    private(set) var objectCount = 0

    init(_ groundTruth: Dataset, _ results: [DetectionResult], _ iouType: IoUType) {
        let comparesMasks = iouType == .segm || iouType == .boundary
        areOfKeypoints = iouType == .keypoints
        var places: [Int: Int] = [:]
        for image in groundTruth.images where places[image.id] == nil {
            places[image.id] = scenes.count
            scenes.append(Scene(size: image.size))
        }
        for annotation in groundTruth.annotations where !annotation.isCrowd {
            guard let place = places[annotation.imageID] else { continue }
            let around =
                areOfKeypoints
                ? nil
                : annotation.segmentation.flatMap { SegmentationReading.coco.box(around: $0, in: scenes[place].size) }
            let given = areOfKeypoints ? annotation.boxAroundLabelled : annotation.box
            guard let box = (comparesMasks ? around ?? given : given ?? around), box.width > 0, box.height > 0 else {
                continue
            }
            scenes[place].objects.append(Object(box: box, category: annotation.categoryID))
            objectCount += 1
        }
        for result in results {
            guard let place = places[result.imageID], scenes[place].results.count < Self.mostResults else { continue }
            if areOfKeypoints {
                let box = result.keypoints.flatMap { AnnotationBox(around: $0) }
                scenes[place].results.append(Result(category: result.categoryID, written: box, numbers: box))
                continue
            }
            let segmentation = comparesMasks || result.box == nil ? result.segmentation : nil
            let written =
                segmentation.flatMap { SegmentationReading.coco.box(around: $0, in: scenes[place].size) } ?? result.box
            scenes[place].results.append(
                Result(
                    category: result.categoryID, written: written, numbers: segmentation == nil ? result.box : nil,
                    segmentation: segmentation))
        }
    }

    /// Which objects have a result that fits, read in some way, scene after scene.
    func located(_ reading: (Result, ImageSize?) -> AnnotationBox?) -> [[Bool]] {
        scenes.map { scene in
            guard !scene.objects.isEmpty else { return [] }
            let boxes = scene.results.compactMap { reading($0, scene.size) }
            return scene.objects.map { object in boxes.contains { $0.iou(with: object.box) >= 0.5 } }
        }
    }

    /// The reading under which most objects are found, where as written hardly one is.
    func misreading(written: [[Bool]]) -> ResultDoubt? {
        let asWritten = count(written)
        guard asWritten * 5 <= objectCount * 2 else { return nil }
        var best: (doubt: ResultDoubt, fit: ResultDoubt.Fit)?
        func consider(_ located: [[Bool]], _ doubt: (ResultDoubt.Fit) -> ResultDoubt) {
            let fit = ResultDoubt.Fit(asWritten: asWritten, otherwise: count(located), objects: objectCount)
            guard fit.isStriking, fit.otherwise > best?.fit.otherwise ?? 0 else { return }
            best = (doubt(fit), fit)
        }
        if scenes.contains(where: { $0.results.contains { $0.numbers != nil } }) {
            for reading in areOfKeypoints ? BoxReading.othersOfPoints : BoxReading.others {
                consider(located { result, size in result.numbers.flatMap { reading.box($0, in: size) } }) {
                    areOfKeypoints ? .keypoints(reading, $0) : .boxes(reading, $0)
                }
            }
            for picture in ResultDoubt.ScaledPicture.usual {
                consider(located { result, size in result.numbers.flatMap { $0.scaledBack(from: picture, to: size) } })
                {
                    areOfKeypoints ? .scaledKeypoints(picture, $0) : .scaled(picture, $0)
                }
            }
        }
        if scenes.contains(where: { $0.results.contains { $0.segmentation != nil } }) {
            for reading in SegmentationReading.others {
                consider(located { result, size in result.segmentation.flatMap { reading.box(around: $0, in: size) } })
                {
                    .segmentations(reading, $0)
                }
            }
        }
        return best?.doubt
    }

    /// Which categories the results' ids stand for, where the places fit and the categories do not.
    func categoryDoubt(located: [[Bool]]) -> ResultDoubt? {
        let places = count(located)
        guard places >= ResultDoubt.fewestObjects, places * 2 >= objectCount else { return nil }
        var own = 0
        var fitting: [Int: [Int: Int]] = [:]
        for scene in scenes {
            for object in scene.objects {
                let near = Set(
                    scene.results.filter { $0.written.map { $0.iou(with: object.box) >= 0.5 } ?? false }.map(\.category)
                )
                if near.contains(object.category) { own += 1 }
                for category in near { fitting[category, default: [:]][object.category, default: 0] += 1 }
            }
        }
        let fit = ResultDoubt.Fit(asWritten: own, otherwise: places, objects: objectCount)
        guard fit.isStriking else { return nil }
        // Each id must stand for one category, and no two for the same: a model that errs does neither.
        var pairs: [ResultDoubt.CategoryPair] = []
        var (agreeing, all) = (0, 0)
        for (category, counts) in fitting.sorted(by: { $0.key < $1.key }) {
            guard let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { continue }
            agreeing += most.value
            all += counts.values.reduce(0, +)
            pairs.append(ResultDoubt.CategoryPair(result: category, groundTruth: most.key))
        }
        guard agreeing * 10 >= all * 9, Set(pairs.map(\.groundTruth)).count == pairs.count else { return nil }
        return .categories(pairs, fit)
    }

    private func count(_ located: [[Bool]]) -> Int { located.reduce(0) { $0 + $1.count { $0 } } }
}

extension Annotation {
    /// The box around the labelled keypoints; nil with fewer than four, which say little of a place.
    fileprivate var boxAroundLabelled: AnnotationBox? {
        let labelled = (keypoints ?? []).filter(\.isLabelled)
        guard labelled.count >= 4 else { return nil }
        return AnnotationBox(around: labelled.map { DetectedKeypoint(x: $0.x, y: $0.y, score: 1) })
    }
}

extension AnnotationBox {
    /// The box in an image, of one in the scaled picture of it.
    fileprivate func scaledBack(from picture: ResultDoubt.ScaledPicture, to size: ImageSize?) -> AnnotationBox? {
        guard let size, size.width > 0, size.height > 0 else { return nil }
        let scale = picture.scale(of: size)
        return AnnotationBox(x: x / scale.x, y: y / scale.y, width: width / scale.x, height: height / scale.y)
    }
}
