import Geometry
import MaskRCNN

/// Images in which a model can have missed much, for they were made too small for it or have more objects than it keeps.
struct SizeNotes {
    /// What is found of which a model is half sure tells how large objects are.
    private static let score: Float = 0.5
    /// Images that are made smaller than this are told where their objects come out about as small as the smallest anchors, or
    /// none are found; those below the last in any case.
    private static let noticeable = 0.75
    private static let noticeableIfEmpty = 0.25
    private static let extreme = 0.125
    private static let nearSmallestAnchor = 1.5

    private struct Reduced {
        let name: String
        let size: ImageSize
        let scale: Double
        let found: Int
        let typicalSide: Double?
    }

    private struct Full {
        let name: String
        let limit: Int
        let lastScore: Float
    }

    private var smallestAnchor = 0
    private var reduced: [Reduced] = []
    private var full: [Full] = []

    /// Looks at what was found in an image.
    mutating func add(_ found: [Detection], in name: String, size: ImageSize, by detector: Detector) {
        let limit = detector.maximumDetections(in: size)
        if let last = found.last, found.count >= limit, last.score > Self.score {
            full.append(Full(name: name, limit: limit, lastScore: last.score))
        }
        let scale = detector.inputScale(of: size)
        guard scale < Self.noticeable else { return }
        smallestAnchor = detector.configuration.proposals.anchorSizes.joined().min() ?? 0
        let sure = found.filter { $0.score > Self.score }
        let sides = sure.map { Double($0.box.area).squareRoot() * scale }.sorted()
        let typical = sides.isEmpty ? nil : sides[sides.count / 2]
        let isNotable =
            typical.map { $0 < Self.nearSmallestAnchor * Double(smallestAnchor) } ?? (scale < Self.noticeableIfEmpty)
        if isNotable || scale < Self.extreme {
            reduced.append(
                Reduced(name: name, size: size, scale: scale, found: sure.count, typicalSide: typical))
        }
    }

    /// What the user should know, each kind once.
    ///
    /// - Parameter tellsLimit: Whether the limit on detections is told, too.
    func texts(tellsLimit: Bool = true) -> [String] {
        var texts: [String] = []
        if let worst = reduced.min(by: { $0.scale < $1.scale }) { texts.append(text(of: worst)) }
        if tellsLimit, let worst = full.max(by: { $0.lastScore < $1.lastScore }) {
            let rest = others(full.count)
            texts.append(
                "\(worst.name)\(rest): \(Quantity.count(worst.limit, "object")) kept, which is the limit, and the last "
                    + "still scores \(Quantity.decimal(Double(worst.lastScore), places: 2)): --max-detections keeps more"
            )
        }
        return texts
    }

    private func text(of image: Reduced) -> String {
        let input = ImageSize(
            width: Int(Double(image.size.width) * image.scale), height: Int(Double(image.size.height) * image.scale))
        let factor = Quantity.decimal(1 / image.scale, places: 1)
        let smallest = Int((Double(smallestAnchor) / image.scale).rounded())
        let found = image.found == 0 ? "nothing" : Quantity.count(image.found, "object")
        let typical = image.typicalSide.map { ", of about \(Quantity.decimal($0, places: 0)) pixels there," } ?? ""
        let work = Quantity.decimal(1 / (image.scale * image.scale), places: 0)
        return
            "\(image.name)\(others(reduced.count)): \(image.size) pixels become \(input) for the model, \(factor) times "
            + "smaller, and its smallest anchors have \(smallestAnchor), \(smallest) in the picture; \(found)\(typical) "
            + "scored above 0.5, and smaller ones are hardly found. --scale 1 takes the picture as it is (\(work) times the work); "
            + "or cut it into parts"
    }

    private func others(_ count: Int) -> String {
        count > 1 ? " and \(Quantity.count(count - 1, "other image"))" : ""
    }
}
