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
}
