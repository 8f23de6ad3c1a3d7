/// LVIS's rules of which results count.
struct Federation {
    private let objects: ComparedObjects
    private let limit: Int
    /// How many better results the same image has, by place in the results.
    let imageRanks: [Int32]
    /// The categories that each image shows, or is known not to show.
    private let known: [Set<Int>]

    init(_ objects: ComparedObjects) {
        self.objects = objects
        limit = objects.options.maxDetections.last ?? 0
        var known = objects.imageIDs.map { _ in Set<Int>() }
        var places: [Int: Int] = [:]
        for (place, id) in objects.imageIDs.enumerated() { places[id] = place }
        for image in objects.groundTruth.images {
            if let place = places[image.id] { known[place] = Set(image.negativeCategoryIDs ?? []) }
        }
        for (index, annotation) in objects.groundTruth.annotations.enumerated()
        where objects.annotationImages[index] >= 0 && objects.annotationAreas[index] > 0 {
            known[Int(objects.annotationImages[index])].insert(annotation.categoryID)
        }
        self.known = known

        var ranks = [Int32](repeating: 0, count: objects.results.count)
        var next = [Int32](repeating: 0, count: objects.imageIDs.count)
        let scores = objects.results.map(\.score)
        for index in scores.indices.sorted(by: { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }) {
            let image = Int(objects.resultImages[index])
            ranks[index] = next[image]
            next[image] += 1
        }
        imageRanks = ranks
    }

    /// Whether a result counts: it is among its image's best, has pixels, and the image says something of its category.
    func admits(_ index: Int) -> Bool {
        Int(imageRanks[index]) < limit && objects.resultAreas[index] > 0
            && known[Int(objects.resultImages[index])].contains(objects.results[index].categoryID)
    }
}
