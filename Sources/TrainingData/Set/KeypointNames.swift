public import COCO

/// What the keypoints of a training set's objects are called, and which of them a drawing joins.
public struct KeypointNames: Sendable, Hashable {
    /// The names, in the order of every object's keypoints.
    public var names: [String]
    /// The lines between them.
    public var skeleton: [SkeletonEdge]

    /// Creates names.
    public init(names: [String], skeleton: [SkeletonEdge]) {
        self.names = names
        self.skeleton = skeleton
    }

    /// Those of the categories that are learnt; nil where none names any.
    ///
    /// - Throws: `TrainingDataError.keypointsDiffer` where two categories have others: a network finds one kind.
    init?(_ sources: [TrainingSet.Source], labels: [[Int: Int]]) throws(TrainingDataError) {
        var first: (names: KeypointNames, place: String)?
        for (index, source) in sources.enumerated() {
            for category in source.dataset.categories
            where labels[index][category.id] != nil && !category.keypoints.isEmpty {
                let place = "\"\(category.name)\" of \(source.name)"
                guard let known = first else {
                    first = (KeypointNames(names: category.keypoints, skeleton: category.skeleton), place)
                    continue
                }
                guard known.names.names == category.keypoints else {
                    throw .keypointsDiffer(
                        first: "\(known.place) (\(known.names.names.joined(separator: ", ")))",
                        second: "\(place) (\(category.keypoints.joined(separator: ", ")))")
                }
            }
        }
        guard let first else { return nil }
        self = first.names
    }

    /// For each keypoint the one that it is in a mirror: of names that differ in `left` and `right` alone, the other.
    ///
    /// torchvision's references exchange COCO's the same way, by a list.
    static func mirrored(_ names: [String]) -> [Int] {
        let places = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
        return names.enumerated().map { index, name in
            for (side, other) in [
                ("left", "right"), ("right", "left"), ("Left", "Right"), ("Right", "Left"), ("LEFT", "RIGHT"),
                ("RIGHT", "LEFT"),
            ] {
                guard let range = name.firstRange(of: side) else { continue }
                return places[name.replacingCharacters(in: range, with: other)] ?? index
            }
            return index
        }
    }
}

extension String {
    /// The same with other characters in a range.
    fileprivate func replacingCharacters(in range: Range<String.Index>, with other: String) -> String {
        self[..<range.lowerBound] + other + self[range.upperBound...]
    }
}
