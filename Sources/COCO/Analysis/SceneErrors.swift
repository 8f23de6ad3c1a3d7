/// Why a result is wrong.
enum ResultError: Int, CaseIterable {
    case classification, localization, both, duplicate, background
}

/// What became of a result.
struct JudgedResult {
    var score: Double
    var categoryID: Int
    /// Why it is wrong; nil where it is right.
    var error: ResultError?
    /// Whether it lies on a crowd: it then counts in AP only once it is mended.
    var isAbsorbed: Bool
    /// The category in which it is right once it is mended; nil where mending drops it.
    var mendedCategoryID: Int?
}

/// The errors of one image.
struct SceneErrors {
    /// The results by falling score.
    var results: [JudgedResult] = []
    /// The category of each object, without crowds.
    var objects: [Int] = []
    /// The categories of the objects that no result took.
    var unfound: [Int] = []
    /// The categories of those of them that no mended result would take either.
    var missed: [Int] = []

    init(
        _ scene: ImageScene, in scenes: ImageScenes, foreground: Double, background: Double
    ) throws(COCOError) {
        let overlaps = try SceneOverlaps(scene, in: scenes)
        let annotationIDs = scene.annotations.map { scenes.categoryID(annotation: $0) }
        let resultIDs = scene.results.map { scenes.categoryID(result: $0) }
        let match = overlaps.matches(
            threshold: foreground,
            absorbing: { $2 > foreground && resultIDs[$0] == annotationIDs[$1] },
            rule: { resultIDs[$0] == annotationIDs[$1] ? .allowed : .barred })
        var isClaimed = annotationIDs.map { _ in true }
        for place in match.missed { isClaimed[place] = false }
        let unfoundPlaces = match.missed

        let firsts = FirstObjects(annotationIDs, isCrowd: overlaps.isCrowd)
        for (place, result) in scene.results.enumerated() {
            var judged = JudgedResult(
                score: scenes.objects.results[result].score, categoryID: resultIDs[place], error: nil,
                isAbsorbed: match.isAbsorbed[place], mendedCategoryID: nil)
            if match.annotation[place] == nil {
                let nearest = NearestObjects(
                    overlaps, place, of: resultIDs[place], among: annotationIDs, firsts)
                let (error, object) = nearest.error(foreground: foreground, background: background)
                judged.error = error
                // Results come by falling score: the first to be mended for an object is the best.
                if let object, !isClaimed[object] {
                    isClaimed[object] = true
                    judged.mendedCategoryID = annotationIDs[object]
                }
            }
            results.append(judged)
        }
        objects = annotationIDs.indices.filter { !overlaps.isCrowd[$0] }.map { annotationIDs[$0] }
        unfound = unfoundPlaces.map { annotationIDs[$0] }
        missed = unfoundPlaces.filter { !isClaimed[$0] }.map { annotationIDs[$0] }
    }
}

/// The objects that a result overlaps most, of its own category and of others; the first of equal ones.
private struct NearestObjects {
    private var same: (object: Int, overlap: Double)?
    private var other: (object: Int, overlap: Double)?

    init(
        _ overlaps: SceneOverlaps, _ result: Int, of categoryID: Int, among categoryIDs: [Int], _ firsts: FirstObjects
    ) {
        // Where it overlaps none, the first counts, with an overlap of 0.
        same = firsts.first(of: categoryID).map { ($0, 0) }
        other = firsts.first(beside: categoryID).map { ($0, 0) }
        for pair in overlaps[result] {
            let (object, overlap) = (Int(pair.column), pair.overlap)
            if overlaps.isCrowd[object] { continue }
            if categoryIDs[object] == categoryID {
                if overlap > same?.overlap ?? -1 { same = (object, overlap) }
            } else if overlap > other?.overlap ?? -1 {
                other = (object, overlap)
            }
        }
    }

    /// Why a result that took no object is wrong, and the object that it would take if it were mended.
    func error(foreground: Double, background: Double) -> (error: ResultError, object: Int?) {
        if let same, same.overlap >= background, same.overlap <= foreground { return (.localization, same.object) }
        if let other, other.overlap >= foreground { return (.classification, other.object) }
        if let same, same.overlap >= foreground { return (.duplicate, nil) }
        if max(same?.overlap ?? 0, other?.overlap ?? 0) <= background { return (.background, nil) }
        return (.both, nil)
    }
}

/// The first objects of an image by category, crowds left out.
private struct FirstObjects {
    private var byCategory: [Int: Int] = [:]
    /// The first of all, and the first whose category is another.
    private var first: Int?
    private var second: Int?
    private let categoryIDs: [Int]

    init(_ categoryIDs: [Int], isCrowd: [Bool]) {
        self.categoryIDs = categoryIDs
        for (object, category) in categoryIDs.enumerated() where !isCrowd[object] {
            if byCategory[category] == nil { byCategory[category] = object }
            if let first {
                if second == nil, categoryIDs[first] != category { second = object }
            } else {
                first = object
            }
        }
    }

    func first(of category: Int) -> Int? { byCategory[category] }

    func first(beside category: Int) -> Int? {
        first.flatMap { categoryIDs[$0] == category ? second : $0 }
    }
}
