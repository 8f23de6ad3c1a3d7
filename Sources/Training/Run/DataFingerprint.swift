internal import COCO
internal import Datasets
internal import Files
package import TrainingData

/// What a data set held when a run was started, by which it is told whether it is still the same.
public struct DataFingerprint: Codable, Sendable, Equatable {
    /// How many images there were,
    public var images: Int
    /// annotations,
    public var annotations: Int
    /// and categories.
    public var categories: Int
    /// Digests of the records of each.
    public var digests: Digests
    /// How many bytes the files of the pictures had together, and those of their class maps.
    public var pictureBytes: Int

    /// 64-bit FNV-1a of records as JSON, in hexadecimal: against changes by accident, not by intent.
    public struct Digests: Codable, Sendable, Equatable {
        /// The images' digest,
        public var images: String
        /// the annotations',
        public var annotations: String
        /// and the categories'.
        public var categories: String
    }

    /// Takes down what a data set holds.
    ///
    /// Complexity: O(*n*) in the annotations and their points, and a look at the disk for each image.
    package init(of source: TrainingSet.Source) {
        let dataset = source.dataset
        images = dataset.images.count
        annotations = dataset.annotations.count
        categories = dataset.categories.count
        digests = Digests(
            images: Self.digest(Dataset(images: dataset.images)),
            annotations: Self.digest(Dataset(annotations: dataset.annotations)),
            categories: Self.digest(Dataset(categories: dataset.categories)))
        pictureBytes = dataset.images.reduce(0) { sum, image in
            guard let path = (try? source.path(of: image)) ?? nil else { return sum }
            let map = source.mapFiles?[image.id].flatMap { FileStatus.size(of: $0) } ?? 0
            return sum &+ (FileStatus.size(of: path) ?? 0) &+ map
        }
    }

    private static func digest(_ part: Dataset) -> String {
        guard let bytes = try? part.jsonBytes() else { return "" }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }

    /// What has changed since, in words; empty where nothing has.
    package func changes(since earlier: DataFingerprint) -> [String] {
        func change(_ what: String, _ now: Int, _ then: Int, _ isSame: Bool) -> String? {
            if now != then { return "\(now) \(what) instead of \(then)" }
            return isSame ? nil : "as many \(what), but others"
        }
        let records = [
            change("images", images, earlier.images, digests.images == earlier.digests.images),
            change("annotations", annotations, earlier.annotations, digests.annotations == earlier.digests.annotations),
            change("categories", categories, earlier.categories, digests.categories == earlier.digests.categories),
        ].compactMap(\.self)
        // Other images have other files in any case.
        guard digests.images == earlier.digests.images, pictureBytes != earlier.pictureBytes else { return records }
        return records + ["picture files of \(pictureBytes) bytes instead of \(earlier.pictureBytes)"]
    }
}
