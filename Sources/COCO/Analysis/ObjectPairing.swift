internal import Files
import Geometry

/// Which result overlaps each object of an image most, and which object each result.
struct ObjectPairing {
    private let objects: [RunLengthMask]
    private let results: [RunLengthMask]
    /// The pairs that share pixels, result by result, and in each by object; where each result's begin, and where the last one's end.
    private let common: [SharedPixels]
    private let bounds: [Int]
    private let objectAreas: [Int]
    private let resultAreas: [Int]
    /// For each object the result that overlaps it most, if any does.
    private let resultOfObject: [Int?]
    /// For each result the object that it overlaps most, if any.
    private let objectOfResult: [Int?]
    private let subject: String

    init(_ scene: ImageScene, in scenes: ImageScenes) throws(COCOError) {
        subject = scenes.subject(scene)
        let crowds = try scenes.masks(ofAnnotations: scene.annotations.filter(scenes.isCrowd), in: scene)
        let objects = try scenes.masks(ofAnnotations: scene.annotations.filter { !scenes.isCrowd($0) }, in: scene)
            .filter { !$0.isEmpty }
        let allResults = try scenes.masksOfResults(in: scene)
        var results: [RunLengthMask] = []
        var common: [SharedPixels] = []
        var bounds = [0]
        let boxes = objects.map(\.boundingBox)
        for result in allResults where !result.isEmpty {
            let shared: [SharedPixels]
            do throws(GeometryError) {
                shared = try commonAreas(of: result, with: objects, boxes)
                let most = shared.map(\.area).max() ?? 0
                if try mostCommon(of: result, with: crowds) > most { continue }
            } catch {
                throw sizeMismatch(subject, error)
            }
            if common.count + shared.count > common.capacity, common.count >= 1 << 20 {
                try checkMemory(
                    .product(3 * MemoryLayout<SharedPixels>.stride, common.count),
                    for: "its more than \(common.count) overlapping pairs", of: subject)
            }
            results.append(result)
            common += shared
            bounds.append(common.count)
        }
        self.objects = objects
        self.results = results
        self.common = common
        objectAreas = objects.map(\.area)
        resultAreas = results.map(\.area)
        self.bounds = bounds
        var resultOfObject = [(result: Int, area: Int)?](repeating: nil, count: objects.count)
        objectOfResult = results.indices.map { result in
            var best: SharedPixels?
            for pair in common[bounds[result]..<bounds[result + 1]] {
                if pair.area > best?.area ?? 0 { best = pair }
                if pair.area > resultOfObject[pair.object]?.area ?? 0 {
                    resultOfObject[pair.object] = (result, pair.area)
                }
            }
            return best?.object
        }
        self.resultOfObject = resultOfObject.map { $0?.result }
    }

    /// The number of objects that the result which overlaps no other object more covers at least half of.
    var rightCount: Int {
        var isFound = objects.map { _ in false }
        for (result, object) in objectOfResult.enumerated() {
            guard let object else { continue }
            if 2 * shared(object, result) >= objectAreas[object] { isFound[object] = true }
        }
        return isFound.count(where: \.self)
    }

    /// What the image adds to the figures.
    func sums() throws(COCOError) -> (objects: SideSums, results: SideSums) {
        var distances = PairDistances(objects, results, subject: subject)
        var sums = (objects: SideSums(), results: SideSums())
        for object in objects.indices {
            let result = resultOfObject[object]
            let distance =
                if let result { try distances.distance(object, result) } else { try distances.least(ofObject: object) }
            sums.objects.add(
                area: objectAreas[object], dice: result.map { dice(object, $0) } ?? 0, distance: distance)
        }
        for result in results.indices {
            let object = objectOfResult[result]
            let distance =
                if let object { try distances.distance(object, result) } else { try distances.least(ofResult: result) }
            sums.results.add(
                area: resultAreas[result], dice: object.map { dice($0, result) } ?? 0, distance: distance)
        }
        return sums
    }

    private func dice(_ object: Int, _ result: Int) -> Double {
        Double(2 * shared(object, result)) / Double(objectAreas[object] + resultAreas[result])
    }

    /// The number of pixels in both.
    private func shared(_ object: Int, _ result: Int) -> Int {
        // By halves: objects rise within a result.
        var (low, high) = (bounds[result], bounds[result + 1])
        while low < high {
            let middle = (low + high) / 2
            if common[middle].object < object { low = middle + 1 } else { high = middle }
        }
        return low < bounds[result + 1] && common[low].object == object ? common[low].area : 0
    }
}

extension SideSums {
    fileprivate mutating func add(area: Int, dice: Double, distance: Double?) {
        let weight = Double(area)
        count += 1
        self.area += weight
        self.dice += weight * dice
        if let distance {
            measurableArea += weight
            self.distance += weight * distance
        } else {
            unmeasurableCount += 1
        }
    }
}

/// The greatest number of pixels that a mask shares with one of others.
private func mostCommon(of mask: RunLengthMask, with others: [RunLengthMask]) throws(GeometryError) -> Int {
    var most = 0
    for other in others { most = max(most, try mask.intersectionArea(with: other)) }
    return most
}

/// An object that shares pixels with a result.
private struct SharedPixels {
    var object: Int
    var area: Int
}

/// The masks of others that share pixels with one, in their order.
private func commonAreas(
    of mask: RunLengthMask, with others: [RunLengthMask], _ bounds: [Box?]
) throws(GeometryError) -> [SharedPixels] {
    let box = mask.boundingBox
    var areas: [SharedPixels] = []
    for (index, bounds) in bounds.enumerated() {
        if bounds.flatMap({ box?.intersectionArea(with: $0) }) == 0 { continue }
        let area = try mask.intersectionArea(with: others[index])
        if area > 0 { areas.append(SharedPixels(object: index, area: area)) }
    }
    return areas
}
