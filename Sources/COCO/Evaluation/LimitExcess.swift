/// How far images have more of something than results may count.
///
/// Where there are more objects than results count, no result can find the rest: AR cannot reach 1, nor can AP.
public struct LimitExcess: Sendable, Hashable {
    /// How many results count: in an image and category, or in an image where the rules say so.
    public var limit: Int
    /// How many images have more.
    public var imageCount: Int
    /// How many are too many, of all images.
    public var excess: Int
    /// The most that one image (of one category) has.
    public var most: Int
    /// The id of the image that has them, the lowest of equals.
    public var imageID: Int

    /// Creates an excess from its numbers.
    public init(limit: Int, imageCount: Int, excess: Int, most: Int, imageID: Int) {
        self.limit = limit
        self.imageCount = imageCount
        self.excess = excess
        self.most = most
        self.imageID = imageID
    }

    /// From counts of places of images, in rising order of these, that share a limit each; nil where none is above it.
    fileprivate init?(limit: Int, counts: some Sequence<(image: Int, count: Int)>, imageIDs: [Int]) {
        self.init(limit: limit, imageCount: 0, excess: 0, most: limit, imageID: 0)
        var last = -1
        for (image, count) in counts where count > limit {
            if image != last { imageCount += 1 }
            last = image
            excess += count - limit
            if count > most { (most, imageID) = (count, imageIDs[image]) }
        }
        if imageCount == 0 { return nil }
    }
}

extension Evaluation {
    /// The images with more objects, crowds and objects without labelled keypoints apart, than the last of `maxDetections` results can find; nil where there are none.
    public var objectsBeyondLimit: LimitExcess? {
        excess(
            of: layout.groups.lazy.map { group in
                let members = layout.annotationOrder[group.annotations]
                return (Int(group.image), members.count { !objects.isIgnored(annotation: Int($0)) })
            })
    }

    /// The images with more results than the last of `maxDetections`: the others, which score least, do not count; nil where
    /// there are none.
    public var resultsBeyondLimit: LimitExcess? {
        guard options.rules == .lvis else {
            return excess(of: layout.groups.lazy.map { (Int($0.image), $0.offeredCount) })
        }
        return excess(of: objects.resultImages.lazy.map { (Int($0), 1) })
    }

    /// Of counts by group, or by image where the limit is an image's.
    private func excess(of counts: some Sequence<(image: Int, count: Int)>) -> LimitExcess? {
        guard let limit = options.maxDetections.last else { return nil }
        guard options.rules == .lvis else {
            return LimitExcess(limit: limit, counts: counts, imageIDs: objects.imageIDs)
        }
        var sums = [Int](repeating: 0, count: objects.imageIDs.count)
        for (image, count) in counts { sums[image] += count }
        return LimitExcess(
            limit: limit, counts: sums.enumerated().lazy.map { ($0.offset, $0.element) }, imageIDs: objects.imageIDs)
    }
}
