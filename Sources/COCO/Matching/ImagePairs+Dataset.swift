internal import Files
internal import Geometry

extension ImagePairs {
    /// The pairs of all images of a data set, in the order of ids.
    static func all(
        groundTruth: Dataset, results: [DetectionResult], options: MatchingOptions
    ) throws(COCOError) -> [ImagePairs] {
        let scenes = try ImageScenes(
            groundTruth: groundTruth, results: results, scoreThreshold: nil, threads: options.threads)
        return try scenes.map { (scene) throws(COCOError) in try ImagePairs(scene, in: scenes, options: options) }
    }

    private init(_ scene: ImageScene, in scenes: ImageScenes, options: MatchingOptions) throws(COCOError) {
        let single = scene.annotations.filter { !scenes.isCrowd($0) }
        var objects = zip(try scenes.masks(ofAnnotations: single, in: scene), single).map {
            (mask: $0, category: scenes.categoryID(annotation: $1))
        }.filter { !$0.mask.isEmpty }
        var found = zip(try scenes.masksOfResults(in: scene), scene.results).map {
            (mask: $0, category: scenes.categoryID(result: $1), score: scenes.objects.results[$1].score)
        }.filter { !$0.mask.isEmpty }
        let subject = scenes.subject(scene)
        try checkMemory(
            .product(2 * MemoryLayout<Double>.stride, objects.count, found.count), for: "its pairs", of: subject)
        var pairs: [Pair] = []
        do throws(GeometryError) {
            if options.comparesLabelImages {
                let bySize = objects.indices.sorted { objects[$0].mask.area < objects[$1].mask.area }
                let parted = try withoutOverlaps(bySize.map { objects[$0].mask })
                for (place, index) in bySize.enumerated() { objects[index].mask = parted[place] }
                objects.removeAll { $0.mask.isEmpty }
                for (index, mask) in try withoutOverlaps(found.map(\.mask)).enumerated() { found[index].mask = mask }
                found.removeAll { $0.mask.isEmpty }
            }
            let overlaps = try RunLengthMask.iou(found.map(\.mask), with: objects.map(\.mask))
            for (index, iou) in overlaps.enumerated() where iou > 0 {
                let (result, object) = (index / objects.count, index % objects.count)
                if options.usesCategories, found[result].category != objects[object].category { continue }
                pairs.append(Pair(object: object, result: result, iou: iou))
            }
        } catch {
            throw sizeMismatch(subject, error)
        }
        self.init(
            imageID: scenes.objects.imageIDs[scene.image], objectCount: objects.count, scores: found.map(\.score),
            pairs: pairs, crowdCount: scene.annotations.count - single.count)
    }
}

/// The masks, each without the pixels of those before it.
private func withoutOverlaps(_ masks: [RunLengthMask]) throws(GeometryError) -> [RunLengthMask] {
    let boxes = masks.map(\.extent)
    var result = masks
    for index in masks.indices {
        guard let box = boxes[index] else { continue }
        for other in 0..<index {
            guard let earlier = boxes[other], box.columns.overlaps(earlier.columns), box.rows.overlaps(earlier.rows)
            else { continue }
            result[index] = try result[index].subtracting(masks[other])
        }
    }
    return result
}
