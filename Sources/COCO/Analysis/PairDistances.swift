import Geometry

/// Hausdorff's distances between objects and results of an image, each computed when it is first asked for.
struct PairDistances {
    private let objects: [RunLengthMask]
    private let results: [RunLengthMask]
    private let subject: String
    private let objectBounds: [Box?]
    private let resultBounds: [Box?]
    private var known: [Int: Double] = [:]

    /// - Parameter subject: What an error names.
    init(_ objects: [RunLengthMask], _ results: [RunLengthMask], subject: String) {
        self.objects = objects
        self.results = results
        self.subject = subject
        objectBounds = objects.map(\.boundingBox)
        resultBounds = results.map(\.boundingBox)
    }

    /// The distance between an object and a result; nil where it is not less than a limit.
    mutating func distance(
        _ object: Int, _ result: Int, below limit: Double = .infinity
    ) throws(COCOError) -> Double? {
        let key = object * results.count + result
        if let distance = known[key] { return distance < limit ? distance : nil }
        do {
            let distance = try objects[object].hausdorffDistance(to: results[result], below: limit)
            if let distance { known[key] = distance }
            return distance
        } catch {
            throw sizeMismatch(subject, error)
        }
    }

    /// The distance from an object to the nearest result; nil without results.
    mutating func least(ofObject object: Int) throws(COCOError) -> Double? {
        let bounds = results.indices.map { atLeast(objectBounds[object], resultBounds[$0]) }
        var least: Double?
        for result in results.indices.sorted(by: { bounds[$0] < bounds[$1] }) {
            if let least, bounds[result] >= least { break }
            least = try distance(object, result, below: least ?? .infinity) ?? least
        }
        return least
    }

    /// The distance from a result to the nearest object; nil without objects.
    mutating func least(ofResult result: Int) throws(COCOError) -> Double? {
        let bounds = objects.indices.map { atLeast(objectBounds[$0], resultBounds[result]) }
        var least: Double?
        for object in objects.indices.sorted(by: { bounds[$0] < bounds[$1] }) {
            if let least, bounds[object] >= least { break }
            least = try distance(object, result, below: least ?? .infinity) ?? least
        }
        return least
    }

    /// What two masks with these boxes lie apart at the least: the outermost pixel of one on a side is as far from the other as
    /// its box ends farther in.
    private func atLeast(_ first: Box?, _ second: Box?) -> Double {
        guard let first, let second else { return 0 }
        let sides = [first.x1 - second.x1, first.y1 - second.y1, first.x2 - second.x2, first.y2 - second.y2]
        return Double(sides.map(abs).max() ?? 0)
    }
}
