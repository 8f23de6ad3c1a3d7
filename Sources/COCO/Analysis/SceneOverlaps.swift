/// How far each result of an image lies on each of its objects.
struct SceneOverlaps {
    /// How many results there are, in the order of the scene.
    let resultCount: Int
    /// Which of the objects, in the order of the scene, are crowds.
    let isCrowd: [Bool]
    /// The pairs that overlap, result by result: the IoU, or with a crowd the share of the result that lies on it.
    private let pairs: [OverlapPair]
    /// Where each result's pairs begin, and where the last one's end.
    private let bounds: [Int]

    /// How many objects there are.
    var annotationCount: Int { isCrowd.count }

    init(_ scene: ImageScene, in scenes: ImageScenes) throws(COCOError) {
        isCrowd = scene.annotations.map(scenes.isCrowd)
        resultCount = scene.results.count
        var overlaps = ObjectOverlaps(scenes.objects)
        var pairs: [OverlapPair] = []
        let rows = scene.results.map { Int32($0) }
        let columns = scene.annotations.map { Int32($0) }
        try overlaps.find(
            &pairs, atLeast: .leastNonzeroMagnitude, image: scene.image, results: rows[...], annotations: columns[...])
        self.pairs = pairs
        var bounds = [0]
        var place = 0
        for result in 0..<resultCount {
            while place < pairs.count, pairs[place].row == result { place += 1 }
            bounds.append(place)
        }
        self.bounds = bounds
    }

    /// The objects that a result overlaps, in their order.
    subscript(result: Int) -> ArraySlice<OverlapPair> { pairs[bounds[result]..<bounds[result + 1]] }
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
    ///   - threshold: The least overlap of a match, and of a result that a crowd absorbs; above 0.
    ///   - absorbing: Whether a result may lie on a crowd, by its share there.
    ///   - rule: Whether a result may take an object.
    func matches(
        threshold: Double, absorbing: (_ result: Int, _ annotation: Int, _ overlap: Double) -> Bool,
        rule: (_ result: Int, _ annotation: Int) -> MatchRule
    ) -> SceneMatches {
        var isFree = isCrowd.map { !$0 }
        var matches = SceneMatches(annotation: [], isAbsorbed: [], missed: [])
        for result in 0..<resultCount {
            var best: (annotation: Int, overlap: Double, isPreferred: Bool)?
            for pair in self[result] {
                let (annotation, overlap) = (Int(pair.column), pair.overlap)
                guard isFree[annotation], overlap >= threshold else { continue }
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
                    && self[result].contains {
                        isCrowd[Int($0.column)] && $0.overlap >= threshold
                            && absorbing(result, Int($0.column), $0.overlap)
                    })
        }
        matches.missed = isFree.indices.filter { isFree[$0] }
        return matches
    }
}
