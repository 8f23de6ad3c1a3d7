import Geometry

/// Which result overlaps each object of an image most, and which object each result.
struct ObjectPairing {
    private let objects: [RunLengthMask]
    private let results: [RunLengthMask]
    /// The number of pixels that each result (row) shares with each object (column).
    private let common: [Int]
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
        var common: [Int] = []
        do throws(GeometryError) {
            let bounds = objects.map(\.boundingBox)
            for result in allResults where !result.isEmpty {
                let shared = try commonAreas(of: result, with: objects, bounds)
                let most = shared.max() ?? 0
                if try mostCommon(of: result, with: crowds) > most { continue }
                results.append(result)
                common += shared
            }
        } catch {
            throw sizeMismatch(subject, error)
        }
        self.objects = objects
        self.results = results
        self.common = common
        objectAreas = objects.map(\.area)
        resultAreas = results.map(\.area)
        let width = objects.count
        let rows = results.indices
        resultOfObject = objects.indices.map { column in
            firstGreatest(rows.map { common[$0 * width + column] })
        }
        objectOfResult = rows.map { firstGreatest(Array(common[$0 * width..<($0 + 1) * width])) }
    }

    /// The number of objects that the result which overlaps no other object more covers at least half of.
    var rightCount: Int {
        var isFound = objects.map { _ in false }
        for (result, object) in objectOfResult.enumerated() {
            guard let object else { continue }
            if 2 * common[result * objects.count + object] >= objectAreas[object] { isFound[object] = true }
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
        Double(2 * common[result * objects.count + object]) / Double(objectAreas[object] + resultAreas[result])
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

/// The number of pixels that a mask shares with each of others.
private func commonAreas(
    of mask: RunLengthMask, with others: [RunLengthMask], _ bounds: [Box?]
) throws(GeometryError) -> [Int] {
    let box = mask.boundingBox
    var areas: [Int] = []
    for (other, bounds) in zip(others, bounds) {
        let isApart = bounds.flatMap { box?.intersectionArea(with: $0) } == 0
        areas.append(isApart ? 0 : try mask.intersectionArea(with: other))
    }
    return areas
}

/// The place of the first of the greatest numbers; nil where none is above 0.
private func firstGreatest(_ numbers: [Int]) -> Int? {
    guard let greatest = numbers.max(), greatest > 0 else { return nil }
    return numbers.firstIndex(of: greatest)
}
