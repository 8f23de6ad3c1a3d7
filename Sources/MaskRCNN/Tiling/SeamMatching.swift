internal import Geometry

/// Which pieces of two tiles are of one object.
///
/// Both tiles see all of the strip that they share. What they say there is compared, by masks: two objects whose boxes overlap stay two.
enum SeamMatching {
    /// How much of the pixels of either two pieces have in common at least that are of one object.
    static let leastOverlap = 0.5

    /// Pairs of pieces of one object, by their places in the two lists; a piece has at most one partner, the most alike first.
    ///
    /// - Parameters:
    ///   - first: Pieces of one tile.
    ///   - second: Pieces of another.
    ///   - strip: What both tiles see.
    static func pairs(
        _ first: [TilePiece], _ second: [TilePiece], in strip: PixelRegion
    ) throws(GeometryError) -> [(first: Int, second: Int)] {
        let bounds = Box(strip)
        let near = first.indices.filter { first[$0].box.intersectionArea(with: bounds) > 0 }
        guard !near.isEmpty else { return [] }
        var candidates: [(likeness: Double, first: Int, second: Int)] = []
        for other in second.indices where second[other].box.intersectionArea(with: bounds) > 0 {
            for own in near where first[own].box.intersectionArea(with: second[other].box) > 0 {
                let likeness = try likeness(first[own], second[other], in: strip)
                if likeness >= leastOverlap { candidates.append((likeness, own, other)) }
            }
        }
        candidates.sort { ($1.likeness, $0.first, $0.second) < ($0.likeness, $1.first, $1.second) }
        var (taken, others) = (Set<Int>(), Set<Int>())
        var pairs: [(first: Int, second: Int)] = []
        for candidate in candidates where !taken.contains(candidate.first) && !others.contains(candidate.second) {
            taken.insert(candidate.first)
            others.insert(candidate.second)
            pairs.append((candidate.first, candidate.second))
        }
        return pairs
    }

    /// The share of the pixels of either that are both's: of all where both are whole, or else of those in the strip. Objects that one tile
    /// has whole have to be of one class; of a piece the class may be mistaken.
    private static func likeness(
        _ first: TilePiece, _ second: TilePiece, in strip: PixelRegion
    ) throws(GeometryError) -> Double {
        let areWhole = !first.isCut && !second.isCut
        if areWhole, first.label != second.label { return 0 }
        let common = try first.commonArea(with: second)
        guard common > 0 else { return 0 }
        let areas = areWhole ? first.area + second.area : first.area(in: strip) + second.area(in: strip)
        return common / (areas - common)
    }

    /// The piece of another tile that a piece which is cut belongs to, because half of its pixels are that one's; nil for none.
    static func owner(of piece: TilePiece, among others: [TilePiece]) throws(GeometryError) -> Int? {
        var best: (share: Double, index: Int)?
        for (index, other) in others.enumerated() where piece.box.intersectionArea(with: other.box) > 0 {
            let share = try piece.commonArea(with: other) / max(piece.area, 1)
            if share >= leastOverlap, share > best?.share ?? 0 { best = (share, index) }
        }
        return best?.index
    }
}
