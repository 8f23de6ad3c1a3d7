internal import Geometry

extension Segmentation {
    /// What stands in the place of polygons where not one of them has the three points of an outline; nil where one has, and for
    /// run lengths.
    package var formlessContent: String? {
        guard case .polygons(let rings) = self, !rings.contains(where: { $0.count >= 6 }) else { return nil }
        let filled = rings.filter { !$0.isEmpty }
        if filled.isEmpty { return "a list of no points" }
        if marksSinglePoints {
            return
                "\(rings.count) single points; an outline is one list of all its coordinates, [[x, y, x, y, x, y, …]]"
        }
        if filled.count == 1, filled[0].count == 4 { return "4 numbers, which are no outline; a box belongs in bbox" }
        return filled.count == 1
            ? "a polygon of \(filled[0].count) numbers; three points, the fewest, have 6"
            : "\(filled.count) polygons of fewer than three points"
    }

    /// Whether each of three or more polygons is one point: an outline whose points are lists of their own.
    package var marksSinglePoints: Bool {
        guard case .polygons(let rings) = self else { return false }
        return rings.count >= 3 && rings.allSatisfy { $0.count == 2 }
    }
}

extension Dataset {
    /// Whether objects are marked, and every one of them is a crowd, so that there is nothing to learn and nothing to find.
    public var marksCrowdsAlone: Bool { !annotations.isEmpty && annotations.allSatisfy(\.isCrowd) }
}

extension Dataset {
    /// What whoever evaluates should know of the objects: that some have no pixel.
    public var notesOnWhatIsMarked: [String] {
        let sizes = Dictionary(images.map { ($0.id, $0.size) }) { first, _ in first }
        let empty = annotations.filter { annotation in
            guard !annotation.isCrowd, let segmentation = annotation.segmentation else { return false }
            return segmentation.hasNoPixel(in: sizes[annotation.imageID] ?? nil)
        }
        guard let first = empty.first else { return [] }
        let others = empty.count > 1 ? " and \(empty.count - 1) others mark" : " marks"
        return ["annotation \(first.id)\(others) no pixel of the image, so that no result's mask can find it"]
    }
}

extension Segmentation {
    /// Whether no pixel can belong to the object, as run lengths or the outermost points tell.
    fileprivate func hasNoPixel(in size: ImageSize?) -> Bool {
        switch self {
        case .runLengths(let mask, _): return mask.isEmpty
        case .polygons(let rings):
            let points = rings.joined()
            guard let size, !points.isEmpty else { return false }
            func isOutside(_ offset: Int, _ end: Double) -> Bool {
                let values = rings.lazy.flatMap { ring in
                    stride(from: offset, to: ring.count, by: 2).lazy.map { ring[$0] }
                }
                guard let low = values.min(), let high = values.max() else { return false }
                return high <= 0 || low >= end || low == high
            }
            return isOutside(0, Double(size.width)) || isOutside(1, Double(size.height))
        }
    }
}
