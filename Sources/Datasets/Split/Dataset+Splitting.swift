public import COCO

/// One part of a data set that was split.
public struct DatasetPart: Sendable, Hashable {
    /// The part's name, such as `train`.
    public var name: String
    /// The part's images in their order, their annotations, and all categories.
    public var dataset: Dataset

    /// Creates a part.
    public init(name: String, dataset: Dataset) {
        self.name = name
        self.dataset = dataset
    }
}

/// What one model of a cross-validation is trained on, and what it is judged by.
public struct DatasetFold: Sendable, Hashable {
    /// All images that are not in `validation`.
    public var training: Dataset
    /// The images of this fold.
    public var validation: Dataset
}

extension Dataset {
    /// Splits the data set by images, so that every part has its share of the images, of each category's images and objects,
    /// and of the images without objects, as nearly as whole images allow.
    ///
    /// Every image is in exactly one part; records of one id or one file, and copies of one source (``ImageCopies``), stay
    /// together. The same data set, parts and seed give the same split on every platform. Annotations of images that are
    /// not listed are in no part.
    /// - Parameters:
    ///   - parts: The parts' names and how they share the images: `0.8` and `0.2`, or `80` and `20`.
    ///   - seed: Chooses among equally good splits.
    ///   - grouping: Which images must not be parted; whole groups can make shares differ from what was asked.
    ///   - partsCopies: Whether copies of one source, by their names, may come into different parts.
    /// - Throws: `COCOError.setting` where there are no parts, names are empty or equal, a share is not above 0, or an image
    ///   has no group.
    /// Complexity: O(*n*) in the annotations and images, with up to 4 million exchanges tried.
    public func split(
        into parts: [(name: String, share: Double)], seed: UInt64 = 0, groupedBy grouping: ImageGrouping = .separate,
        partsCopies: Bool = false
    ) throws(COCOError) -> [DatasetPart] {
        guard !parts.isEmpty else { throw .setting(key: "the parts", expected: "at least one", found: "none") }
        for part in parts where !(part.share > 0 && part.share < 1e9) {
            throw .setting(key: "the share of \(part.name)", expected: "above 0", found: "\(part.share)")
        }
        guard Set(parts.map(\.name)).count == parts.count, !parts.contains(where: \.name.isEmpty) else {
            let names = parts.map { "\"\($0.name)\"" }.joined(separator: ", ")
            throw .setting(key: "the names of the parts", expected: "different and not empty", found: names)
        }
        let places = try places(
            shares: parts.map(\.share), seed: seed, grouping: grouping, partsCopies: partsCopies)
        let datasets = divided(by: places, into: parts.count)
        return zip(parts, datasets).map { DatasetPart(name: $0.name, dataset: $1) }
    }

    /// Splits the data set into equal parts, each of which is once what a model is judged by while the others train it.
    /// - Parameters:
    ///   - count: How many folds, at least 2 and at most the images (or their groups).
    ///   - seed: Chooses among equally good splits.
    ///   - grouping: Which images must not be parted.
    ///   - partsCopies: Whether copies of one source, by their names, may come into different folds.
    /// - Throws: `COCOError.setting` where the count is out of range, or an image has no group.
    public func folds(
        _ count: Int, seed: UInt64 = 0, groupedBy grouping: ImageGrouping = .separate, partsCopies: Bool = false
    ) throws(COCOError) -> [DatasetFold] {
        guard count >= 2, count <= images.count else {
            throw .setting(
                key: "the number of folds", expected: "from 2 to the \(images.count) images", found: "\(count)")
        }
        let places = try places(
            shares: Array(repeating: 1, count: count), seed: seed, grouping: grouping, partsCopies: partsCopies)
        return (0..<count).map { fold in
            let parts = divided(by: places.map { $0 == fold ? 1 : 0 }, into: 2)
            return DatasetFold(training: parts[0], validation: parts[1])
        }
    }

    /// The part of each image.
    private func places(
        shares: [Double], seed: UInt64, grouping: ImageGrouping, partsCopies: Bool
    ) throws(COCOError) -> [Int] {
        let units = try SplitUnits(self, grouping: grouping, partsCopies: partsCopies)
        guard shares.count <= units.units.count || images.isEmpty else {
            throw .setting(
                key: "the number of parts", expected: "at most the \(units.units.count) groups of images",
                found: "\(shares.count)")
        }
        let total = shares.reduce(0, +)
        let stratification = Stratification(units, shares: shares.map { $0 / total }, seed: seed)
        var places = [Int](repeating: 0, count: images.count)
        for (unit, part) in zip(units.units, stratification.parts) {
            for image in unit.images { places[image] = part }
        }
        return places
    }

    private func divided(by places: [Int], into count: Int) -> [Dataset] {
        var parts = [Dataset](repeating: Dataset(categories: categories, otherFields: otherFields), count: count)
        var partOfID: [Int: Int] = [:]
        for (image, part) in zip(images, places) {
            parts[part].images.append(image)
            partOfID[image.id] = part
        }
        for annotation in annotations {
            if let part = partOfID[annotation.imageID] { parts[part].annotations.append(annotation) }
        }
        return parts
    }
}
