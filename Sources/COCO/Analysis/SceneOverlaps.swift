/// How far each result of an image lies on each of its objects.
struct SceneOverlaps {
    /// How many results there are, in the order of the scene.
    let resultCount: Int
    /// Which of the objects, in the order of the scene, are crowds.
    let isCrowd: [Bool]
    /// The IoU of each result (row) with each object (column); with a crowd, the share of the result that lies on it.
    private let values: [Double]

    /// How many objects there are.
    var annotationCount: Int { isCrowd.count }

    init(_ scene: ImageScene, in scenes: ImageScenes) throws(COCOError) {
        isCrowd = scene.annotations.map(scenes.isCrowd)
        resultCount = scene.results.count
        var overlaps = ObjectOverlaps(scenes.objects)
        values = try overlaps.matrix(image: scene.image, results: scene.results, annotations: scene.annotations)
    }

    /// The overlap of a result with an object.
    subscript(result: Int, annotation: Int) -> Double { values[result * isCrowd.count + annotation] }
}

/// Which results of an image took which objects.
struct SceneMatches {
    /// For each result the object that it took, if any.
    var annotation: [Int?]
    /// For each result whether it lies on a crowd and took no object.
    var isAbsorbed: [Bool]
    /// The objects, without crowds, that no result took.
    var missed: [Int]
}

/// Whether a result may take an object.
enum MatchRule {
    /// It may not.
    case barred
    /// It may.
    case allowed
    /// It may, and takes it rather than another with the same IoU.
    case preferred
}

extension SceneOverlaps {
    /// Lets each result, in the order of the scene, take the free object with the greatest IoU.
    /// - Parameters:
    ///   - threshold: The least overlap of a match, and of a result that a crowd absorbs.
    ///   - absorbing: Whether a result may lie on a crowd.
    ///   - rule: Whether a result may take an object.
    func matches(
        threshold: Double, absorbing: (_ result: Int, _ annotation: Int) -> Bool,
        rule: (_ result: Int, _ annotation: Int) -> MatchRule
    ) -> SceneMatches {
        var isFree = isCrowd.map { !$0 }
        var matches = SceneMatches(annotation: [], isAbsorbed: [], missed: [])
        for result in 0..<resultCount {
            var best: (annotation: Int, overlap: Double, isPreferred: Bool)?
            for annotation in isFree.indices where isFree[annotation] {
                let overlap = self[result, annotation]
                guard overlap >= threshold else { continue }
                let rule = rule(result, annotation)
                guard rule != .barred else { continue }
                let isPreferred = rule == .preferred
                if let best, (overlap, isPreferred ? 1 : 0) <= (best.overlap, best.isPreferred ? 1 : 0) { continue }
                best = (annotation, overlap, isPreferred)
            }
            if let best { isFree[best.annotation] = false }
            matches.annotation.append(best?.annotation)
            matches.isAbsorbed.append(
                best == nil
                    && isCrowd.indices.contains {
                        isCrowd[$0] && self[result, $0] >= threshold && absorbing(result, $0)
                    })
        }
        matches.missed = isFree.indices.filter { isFree[$0] }
        return matches
    }
}
